package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Structure;

/** Makes the first administrator, and in the demo the fictional staff, each with a one-time password in a private file. */
@Component(service = {}, immediate = true, configurationPid = "lv.pkip.kernel.identity.Demo")
@Designate(ocd = FirstStart.Config.class)
public final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final Role ADMINISTRATOR = role("administrator", Set.of("users:*", "applications:*", "audit:*", "outbox:*", "services:*",
            "console:*", "*:configure", "navigation:*", "theme:*", "announcements:*"));
    /** For the account of a personnel system; nobody has it until an administrator gives it. */
    private static final Role PROVISIONER = role("provisioner", Set.of("users:provision", "users:manage"));
    private static final String FIRST = "admin";
    private static final List<Role> DEMO_ROLES = List.of(
            role("environment-clerk", Set.of("tree-felling:*", "dog-fee:*")),
            role("head-of-unit", Set.of("tree-felling:*", "dog-fee:*", "audit:read", "outbox:read")),
            role("cashier", Set.of("payments:*")));
    private static final String DEMO_UNIT = "environment";
    /** Two administrators, because privileged rights need two. */
    private static final List<Account> DEMO_STAFF = List.of(
            person("administrators", "Aija", "Piemēra", "", "administrator"),
            person("parvaldnieks", "Pēteris", "Piemērs", "", "administrator"),
            person("referents", "Rihards", "Paraugs", DEMO_UNIT, "environment-clerk", "cashier"),
            person("vaditaja", "Vija", "Parauga", DEMO_UNIT, "head-of-unit", "cashier"));

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP demo staff")
    @interface Config {
        @AttributeDefinition(description = "Makes fictional staff; never on in a municipality's own installation")
        boolean demo() default false;
    }

    private final JpaTemplate jpa;
    private final StaffRegistry registry;
    private final Structure structure;
    private final FirstCredentials credentials;

    @Activate
    public FirstStart(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "registry") StaffRegistry registry, @Reference(name = "structure") Structure structure,
            @Reference(name = "units") ConfiguredUnits units, @Reference(name = "credentials") FirstCredentials credentials,
            @Reference(name = "actors") CurrentActor actors, Config config) {
        this(jpa, registry, structure, credentials, actors, config.demo());
    }

    FirstStart(JpaTemplate jpa, StaffRegistry registry, Structure structure, FirstCredentials credentials, CurrentActor actors, boolean demo) {
        this.jpa = jpa;
        this.registry = registry;
        this.structure = structure;
        this.credentials = credentials;
        actors.asSystem("first-start", () -> {
            prepare(demo);
            return null;
        });
    }

    private static Role role(String name, Set<String> permissions) {
        return new Role(name, OwnTexts.all("role." + name), permissions);
    }

    private static Account person(String login, String givenName, String familyName, String unit, String... roles) {
        Account.Profile name = Account.Profile.named(givenName, familyName);
        return Account.person(login, new Account.Profile(name.givenName(), name.familyName(), name.displayName(),
                login + "@pasvaldiba.example", "", name.language()), Account.Employment.in(unit), Set.of(roles));
    }

    private void prepare(boolean demo) {
        define(List.of(ADMINISTRATOR, PROVISIONER));
        List<Account> missing = List.of();
        if (demo) {
            define(DEMO_ROLES);
            missing = DEMO_STAFF.stream().filter(account -> registry.directory().account(account.login()).isEmpty()).map(this::placed).toList();
        } else if (!registry.hasAdministrator()) {
            missing = List.of(Account.person(registry.free(FIRST), Account.Profile.named("", "Administrator"), Account.Employment.NONE,
                    Set.of(ADMINISTRATOR.name())));
        }
        missing.forEach(this::make);
        if (!missing.isEmpty()) {
            LOG.info("One-time passwords of the first start are in {}; sign in and change them", credentials.file());
        }
    }

    /** In no unit where the municipality has another structure. */
    private Account placed(Account account) {
        return registry.directory().unit(account.employment().unit()).isPresent() ? account : account.with(Account.Employment.NONE);
    }

    /** Makes the roles that are missing; those that an administrator changed stay as they are. */
    private void define(List<Role> roles) {
        roles.stream().filter(role -> registry.directory().role(role.name()).isEmpty()).forEach(role -> structure.save(role, ""));
    }

    /** The file first, inside the transaction: an account whose password nobody was told would be worse than a vain line. */
    private void make(Account account) {
        jpa.tx(TransactionType.Required, em -> {
            String password = registry.create(account, Optional.empty()).secret();
            credentials.put(account.login(), password);
        });
    }
}
