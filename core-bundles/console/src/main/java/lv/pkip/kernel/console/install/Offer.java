package lv.pkip.kernel.console.install;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;

/** Tells when an e-service's version is really offered: declared, accepted, and its handler called for new requests. */
final class Offer {
    private static final List<String> KINDS = List.of("pkip.eservice", "pkip.page.path", "pkip.channel.id", "pkip.step.type.id",
            "pkip.identity.provider.id");
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Services services;
    private final Dispatcher dispatcher;
    private final Duration limit;

    Offer(Services services, Dispatcher dispatcher, Duration limit) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.limit = limit;
    }

    /** Waits until a bundle's e-service is offered; throws with the reasons when it is refused or does not come. */
    void await(String service, Bundle bundle) {
        boolean told = waitFor(() -> isOffered(service, bundle.getVersion()) || !refusals(bundle).isEmpty(), limit.toMillis());
        if (!refusals(bundle).isEmpty()) {
            throw new InstallFailed("the declaration of " + service + " was refused: " + refusals(bundle));
        }
        if (!told) {
            throw new InstallFailed("e-service " + service + " " + bundle.getVersion() + " is not offered after "
                    + limit.toSeconds() + " s");
        }
    }

    private boolean isOffered(String service, Version version) {
        return services.find(service).filter(d -> Version.parseVersion(d.version()).equals(version))
                .filter(this::isHandled).isPresent();
    }

    private boolean isHandled(Definition definition) {
        if (!definition.handler()) {
            return true;
        }
        try (Dispatcher.Lease<CaseHandler> lease = dispatcher.enter(CaseHandler.class, definition.id())) {
            return Version.parseVersion(lease.version()).equals(Version.parseVersion(definition.version()));
        } catch (Unavailable notYet) {
            return false;
        }
    }

    private String refusals(Bundle bundle) {
        return services.rejected().stream().filter(r -> r.bundle().equals(bundle.getSymbolicName())
                && Version.parseVersion(r.version()).equals(bundle.getVersion()))
                .flatMap(r -> r.reasons().stream()).collect(Collectors.joining("; "));
    }

    /**
     * Gives the new bundle time to bring all that the old one brings: parts that need their tables come a little later.
     * Goes on after a while, for a new version may leave a part out.
     */
    void awaitSameParts(Bundle old, Bundle fresh, long millis) {
        Set<String> wanted = parts(old);
        waitFor(() -> parts(fresh).containsAll(wanted), millis);
    }

    private static Set<String> parts(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered == null ? Set.of() : Arrays.stream(registered).flatMap(reference -> KINDS.stream()
                .map(kind -> reference.getProperty(kind) == null ? null : kind + "=" + reference.getProperty(kind)))
                .filter(Objects::nonNull).collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean waitFor(BooleanSupplier condition, long millis) {
        Semaphore changed = new Semaphore(0);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (AutoCloseable listening = dispatcher.onChange(changed::release)) {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > end) {
                    return false;
                }
                // a declaration without a handler is not the dispatcher's business, so look again without being told
                changed.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallFailed("waiting was interrupted", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
