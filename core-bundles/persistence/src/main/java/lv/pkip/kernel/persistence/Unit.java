package lv.pkip.kernel.persistence;

import java.util.Dictionary;
import java.util.Optional;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import lv.pkip.kernel.api.persistence.SchemaReady;

/** A bundle's schema on its way from waiting to ready. */
final class Unit {
    private final Schema schema;
    private final Bundle bundle;
    private ServiceRegistration<SchemaReady> marker;
    private boolean withdrawn;
    private String failure;

    Unit(Schema schema, Bundle bundle) {
        this.schema = schema;
        this.bundle = bundle;
    }

    Schema schema() {
        return schema;
    }

    Bundle bundle() {
        return bundle;
    }

    /** Registers the marker, unless the bundle went meanwhile. */
    synchronized void publish(BundleContext context, Dictionary<String, Object> properties) {
        if (!withdrawn) {
            failure = null;
            marker = context.registerService(SchemaReady.class, new SchemaReady() { }, properties);
        }
    }

    void withdraw() {
        ServiceRegistration<SchemaReady> gone;
        synchronized (this) {
            withdrawn = true;
            gone = marker;
            marker = null;
        }
        if (gone != null) {
            try {
                gone.unregister();
            } catch (IllegalStateException already) {
                // this bundle stops too, and the framework was quicker
            }
        }
    }

    /** Remembers why it failed; true when that is news. */
    synchronized boolean failed(Throwable why) {
        String message = why.getClass().getSimpleName() + ": " + why.getMessage();
        boolean news = !message.equals(failure);
        failure = message;
        return news;
    }

    synchronized boolean isWithdrawn() {
        return withdrawn;
    }

    synchronized boolean isReady() {
        return marker != null;
    }

    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
