package lv.pkip.kernel.identityldap;

import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Registry;

/** What the directory asks of the rest of the house, with every record that the asking leaves. */
final class House {
    private static final String APPLICATION = "identity-ldap";

    private final Registry registry;
    private final SignIn signIn;
    private final CurrentActor actors;
    private final Audit audit;

    House(Registry registry, SignIn signIn, CurrentActor actors, Audit audit) {
        this.registry = registry;
        this.signIn = signIn;
        this.actors = actors;
        this.audit = audit;
    }

    /**
     * @throws lv.pkip.kernel.api.identity.SignInRefused when the password is not that of the login
     */
    Viewer bind(String login, char[] password, String client) {
        return viewer(signIn.check(login, password, client));
    }

    private Viewer viewer(Session session) {
        return actors.as(session, () -> Viewer.of(session, actors::may));
    }

    /** The same one as of now; nobody when that one may not be here any more. */
    Viewer renewed(Viewer viewer) {
        return viewer.session().flatMap(session -> {
            // What is asked for is held to nothing but our own permissions, so a wildcard stands for each.
            return signIn.delegated(session.actor().kind(), viewer.login(), java.util.Set.of("directory:*"), session.proof());
        }).map(this::viewer).orElse(Viewer.NOBODY);
    }

    void recordBind(Viewer viewer, boolean encrypted) {
        viewer.session().ifPresent(session -> actors.as(session, () -> {
            audit.record(Audit.Event.ok("ldap.bind", APPLICATION, "directory").with(Map.of("encrypted", Boolean.toString(encrypted))));
            return null;
        }));
    }

    /** Who it was is not known; the name that was tried stands in the record of the refused sign-in. */
    void recordRefusedBind(String reason) {
        actors.asSystem("ldap", () -> {
            audit.record(Audit.Event.ok("ldap.bind", APPLICATION, "directory").outcome("refused").with(Map.of("reason", reason)));
            return null;
        });
    }

    /** The personal code of a member of staff, recorded as read by the one who asked. */
    Optional<String> personalCode(Viewer viewer, Account account) {
        if (!viewer.code() || account.kind() != Account.Kind.PERSON) {
            return Optional.empty();
        }
        Optional<String> code = actors.asSystem("ldap", () -> registry.readPersonalCode(account.login(), "directory"));
        viewer.session().ifPresent(session -> actors.as(session, () -> {
            audit.record(Audit.Event.ok("ldap.personal-code", APPLICATION, "directory").with(Map.of("account", account.id().toString())));
            return null;
        }));
        return code;
    }
}
