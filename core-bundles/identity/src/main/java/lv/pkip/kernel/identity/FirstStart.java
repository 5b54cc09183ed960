package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Users.Role;
import lv.pkip.kernel.api.identity.Users.User;

/** Makes the first administrator, and in the demo the fictional staff, each with a one-time password in a private file. */
@Component(service = {}, immediate = true, configurationPid = "lv.pkip.kernel.identity.Demo")
@Designate(ocd = FirstStart.Config.class)
public final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final Role ADMINISTRATOR = new Role("administrator", Set.of("users:*", "audit:*", "outbox:*", "services:*",
            "settings:*", "calendar:*", "platform:*", "*:configure"));
    private static final User FIRST = new User("admin", "Administrator", "", "", Set.of(ADMINISTRATOR.name()), true);
    private static final List<Role> DEMO_ROLES = List.of(
            new Role("environment-clerk", Set.of("tree-felling:*", "dog-fee:*")),
            new Role("head-of-unit", Set.of("tree-felling:*", "dog-fee:*", "cases:*", "audit:read", "outbox:read")),
            new Role("cashier", Set.of("payments:*")));
    private static final List<User> DEMO_STAFF = List.of(
            new User("administrators", "Aija Piemēra", "administrators@pasvaldiba.example", "", Set.of("administrator"), true),
            new User("referents", "Rihards Paraugs", "referents@pasvaldiba.example", "environment",
                    Set.of("environment-clerk", "cashier"), true),
            new User("vaditaja", "Vija Parauga", "vaditaja@pasvaldiba.example", "environment",
                    Set.of("head-of-unit", "cashier"), true));

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP demo staff")
    @interface Config {
        @AttributeDefinition(description = "Makes fictional staff; never on in a municipality's own installation")
        boolean demo() default false;
    }

    private final JpaTemplate jpa;
    private final StaffAccounts accounts;
    private final FirstCredentials credentials;

    @Activate
    public FirstStart(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "accounts") StaffAccounts accounts, @Reference(name = "credentials") FirstCredentials credentials,
            @Reference(name = "actors") CurrentActor actors, Config config) {
        this(jpa, accounts, credentials, actors, config.demo());
    }

    FirstStart(JpaTemplate jpa, StaffAccounts accounts, FirstCredentials credentials, CurrentActor actors, boolean demo) {
        this.jpa = jpa;
        this.accounts = accounts;
        this.credentials = credentials;
        actors.asSystem("first-start", () -> {
            prepare(demo);
            return null;
        });
    }

    private void prepare(boolean demo) {
        define(List.of(ADMINISTRATOR));
        List<User> missing = accounts.holding(StaffAccounts.MANAGE).isEmpty() && !demo ? List.of(FIRST) : List.of();
        if (demo) {
            define(DEMO_ROLES);
            missing = DEMO_STAFF.stream().filter(user -> accounts.find(user.login()).isEmpty()).toList();
        }
        missing.forEach(this::make);
        if (!missing.isEmpty()) {
            LOG.info("One-time passwords of the first start are in {}; sign in and change them", credentials.file());
        }
    }

    /** Makes the roles that are missing; those that an administrator changed stay as they are. */
    private void define(List<Role> roles) {
        Set<String> known = accounts.roles().stream().map(Role::name).collect(Collectors.toSet());
        roles.stream().filter(role -> !known.contains(role.name())).forEach(accounts::define);
    }

    /** The file first, inside the transaction: an account whose password nobody was told would be worse than a vain line. */
    private void make(User user) {
        jpa.tx(TransactionType.Required, em -> {
            String password = accounts.create(user, Optional.empty());
            credentials.put(user.login(), password);
        });
    }
}
