package lv.pkip.kernel.identityoidc;

import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Options;
import lv.pkip.kernel.api.application.Application.Places;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.ApplicationProblem;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers one application without a secret at the first start, from a file {@code …ApplicationSeed-<name>.cfg}, as soon as all its
 * scopes are declared; what was changed or disabled since stays as it is.
 */
@Component(service = ApplicationSeed.class, immediate = true, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ApplicationSeed.Config.class, factory = true)
public final class ApplicationSeed {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationSeed.class);

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP application from the first start")
    @interface Config {
        @AttributeDefinition(description = "Identifier (client_id)")
        String id();

        @AttributeDefinition(description = "Name shown to people; empty: the identifier", required = false)
        String name() default "";

        @AttributeDefinition(description = "Addresses to return to, between spaces")
        String redirects();

        @AttributeDefinition(description = "Addresses after signing out, between spaces", required = false)
        String afterLogout() default "";

        @AttributeDefinition(description = "Scopes, between spaces; empty: openid profile email", required = false)
        String scopes() default "";
    }

    /** Between two looks for a scope that a bundle still brings while the container starts, and how often. */
    private static final long AGAIN_MILLIS = 2_000;
    private static final int TRIES = 150;

    private final Applications applications;
    private final CurrentActor current;
    private final Application wanted;
    private final int tries;
    private final ScheduledExecutorService waiting = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "pkip-application-seed");
        thread.setDaemon(true);
        return thread;
    });
    private int tried;

    @Activate
    public ApplicationSeed(@Reference(name = "applications") Applications applications, @Reference(name = "current") CurrentActor current, Config config) {
        this(applications, current, of(config), AGAIN_MILLIS, TRIES);
    }

    ApplicationSeed(Applications applications, CurrentActor current, Application wanted, long againMillis, int tries) {
        this.applications = applications;
        this.current = current;
        this.wanted = wanted;
        this.tries = tries;
        waiting.scheduleWithFixedDelay(this::look, 0, againMillis, TimeUnit.MILLISECONDS);
    }

    static Application of(Config config) {
        return new Application(config.id(), config.name().isBlank() ? config.id() : config.name(), true,
                Stream.of(Actor.Kind.STAFF, Actor.Kind.RESIDENT).collect(Collectors.toSet()), Set.of(Flow.AUTHORIZATION_CODE, Flow.REFRESH_TOKEN),
                config.scopes().isBlank() ? Set.of(Scopes.OPENID, "profile", "email") : Words.set(config.scopes()), new Places(Words.list(config.redirects()), Words.list(config.afterLogout()), ""),
                new Key(Proof.NONE, "", ""), Options.USUAL, true, 0);
    }

    /** Lets a registration under way end: embedded Derby would close the connection of an interrupted thread. */
    @Deactivate
    void stop() throws InterruptedException {
        waiting.shutdown();
        if (!waiting.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("registering the application {} did not end in 10 s", wanted.id());
        }
    }

    private void look() {
        boolean last = ++tried >= tries;
        try {
            if (current.asSystem("application-seed", () -> register(last))) {
                waiting.shutdown();
            }
        } catch (RuntimeException e) {
            if (last) {
                LOG.error("the application {} of the configuration is not registered", wanted.id(), e);
                waiting.shutdown();
            } else {
                LOG.warn("the application {} of the configuration is not registered yet and is tried again", wanted.id(), e);
            }
        }
    }

    /** True when there is nothing left to do. */
    private boolean register(boolean last) {
        if (applications.find(wanted.id()).isPresent()) {
            return true;
        }
        try {
            applications.register(wanted);
            return true;
        } catch (ApplicationProblem problem) {
            if (problem.field().equals("scopes") && !last) {
                return false; // the bundle that declares one has not started yet
            }
            LOG.error("the application {} of the configuration is not registered: {}", wanted.id(), problem.getMessage());
            return true;
        }
    }
}
