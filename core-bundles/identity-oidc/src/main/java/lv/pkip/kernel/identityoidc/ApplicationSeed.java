package lv.pkip.kernel.identityoidc;

import java.util.List;
import java.util.Set;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers one application without a secret at the first start, from a file {@code …ApplicationSeed-<name>.cfg}; what was changed
 * or disabled since stays as it is.
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

    @Activate
    public ApplicationSeed(@Reference(name = "applications") Applications applications, @Reference(name = "current") CurrentActor current, Config config) {
        Application wanted = new Application(config.id(), config.name().isBlank() ? config.id() : config.name(), true,
                Stream.of(Actor.Kind.STAFF, Actor.Kind.RESIDENT).collect(Collectors.toSet()), Set.of(Flow.AUTHORIZATION_CODE, Flow.REFRESH_TOKEN),
                config.scopes().isBlank() ? Set.of(Scopes.OPENID, "profile", "email") : Words.set(config.scopes()), new Places(Words.list(config.redirects()), Words.list(config.afterLogout()), ""),
                new Key(Proof.NONE, "", ""), Options.USUAL, true, 0);
        current.asSystem("application-seed", () -> {
            register(applications, wanted);
            return List.of();
        });
    }

    private static void register(Applications applications, Application wanted) {
        if (applications.find(wanted.id()).isPresent()) {
            return;
        }
        try {
            applications.register(wanted);
        } catch (ApplicationProblem problem) {
            LOG.error("the application {} of the configuration is not registered: {}", wanted.id(), problem.getMessage());
        }
    }
}
