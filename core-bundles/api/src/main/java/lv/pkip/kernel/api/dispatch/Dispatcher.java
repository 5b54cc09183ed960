package lv.pkip.kernel.api.dispatch;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one door through which the kernel calls services that bundles bring.
 * Each kind is found by one service property: a {@code CaseHandler} by {@code pkip.eservice}, a {@code Page} by
 * {@code pkip.page.path}, a {@code Channel} by {@code pkip.channel.id}, a {@code StepType} by {@code pkip.step.type.id},
 * an {@code IdentityProvider} by {@code pkip.identity.provider.id}, a {@code Widget} by {@code pkip.widget.id}
 * (annotations of the same name set them). The newest bundle version wins; calls are counted per generation;
 * a generation that goes is drained before its bundle stops; while none is there, callers wait up to a limit.
 */
@ProviderType
public interface Dispatcher {

    /**
     * Enters the newest open generation.
     *
     * @throws Unavailable when none came within the limit (5 s for ids known before, at once for unknown ones)
     */
    <T> Lease<T> enter(Class<T> type, String id);

    /** Ids present now, sorted. */
    List<String> ids(Class<?> type);

    /** Service properties of the newest generation of an id. */
    Optional<java.util.Map<String, Object>> properties(Class<?> type, String id);

    /** Called after any generation came or went; returns a handle that ends the listening. */
    AutoCloseable onChange(Runnable listener);

    /** The right to call a generation until closed. */
    interface Lease<T> extends AutoCloseable {
        T service();

        /** Version of the bundle that brought the generation, in OSGi form. */
        String version();

        /** Id of the bundle in the framework. */
        long bundleId();

        @Override
        void close();
    }
}
