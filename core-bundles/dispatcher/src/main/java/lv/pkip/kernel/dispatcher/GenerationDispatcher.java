package lv.pkip.kernel.dispatcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.dispatch.Dispatcher;

/** Lets the kernel into what bundles bring, while bundles come, are upgraded and go. */
@Component(service = Dispatcher.class, immediate = true)
@Designate(ocd = GenerationDispatcher.Config.class)
public final class GenerationDispatcher implements Dispatcher {
    /** How patient the dispatcher is. */
    @ObjectClassDefinition(name = "PKIP: dispatcher")
    public @interface Config {
        @AttributeDefinition(name = "Wait", description = "Milliseconds a call waits for a service that was there before")
        long waitMillis() default 5000;

        @AttributeDefinition(name = "Drain", description = "Milliseconds a stopping bundle waits for the calls inside it")
        long drainMillis() default 5000;
    }

    private static final Logger LOG = LoggerFactory.getLogger(GenerationDispatcher.class);

    private final Map<Class<?>, Gates> gates = new LinkedHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final long drainNanos;
    private volatile Optional<Long> closingDeadline = Optional.empty();

    @Activate
    public GenerationDispatcher(BundleContext context, Config config) {
        this(context, config.waitMillis(), config.drainMillis());
    }

    GenerationDispatcher(BundleContext context, long waitMillis, long drainMillis) {
        if (waitMillis < 0 || drainMillis < 0) {
            throw new IllegalArgumentException("waiting and draining take no negative time");
        }
        drainNanos = TimeUnit.MILLISECONDS.toNanos(drainMillis);
        for (Kind kind : Kind.ALL) {
            gates.put(kind.type(), new Gates(kind, context, waitMillis, this::drainDeadline, this::tellListeners));
        }
        gates.values().forEach(Gates::open);
    }

    /** When the dispatcher itself goes, all generations share one deadline instead of waiting one after the other. */
    @Deactivate
    void close() {
        closingDeadline = Optional.of(System.nanoTime() + drainNanos);
        listeners.clear();
        gates.values().forEach(Gates::close);
    }

    private long drainDeadline() {
        return closingDeadline.orElseGet(() -> System.nanoTime() + drainNanos);
    }

    private void tellListeners() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener failed on a change of generations", e);
            }
        }
    }

    private Gates gates(Class<?> type) {
        Gates found = gates.get(type);
        if (found == null) {
            throw new IllegalArgumentException(type.getName() + " is none of the kinds that are dispatched");
        }
        return found;
    }

    @Override
    public <T> Lease<T> enter(Class<T> type, String id) {
        return gates(type).enter(type, id);
    }

    @Override
    public List<String> ids(Class<?> type) {
        return gates(type).ids();
    }

    @Override
    public Optional<Map<String, Object>> properties(Class<?> type, String id) {
        return gates(type).newest(id).map(Generation::properties);
    }

    @Override
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
