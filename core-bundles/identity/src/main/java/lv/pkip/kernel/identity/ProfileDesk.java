package lv.pkip.kernel.identity;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;


import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.OwnProfile;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** What staff themselves change of their account. */
@Component(service = OwnProfile.class)
public final class ProfileDesk implements OwnProfile {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,180}\\.[^\\s@.]{2,20}");

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final StaffRegistry registry;
    private final Audit audit;
    private final CurrentActor actors;
    private final Letters letters;
    private final Holder holder;

    @Activate
    public ProfileDesk(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema, @Reference(name = "sessions") Sessions sessions,
            @Reference(name = "registry") StaffRegistry registry, @Reference(name = "hashing") PasswordHashing hashing, @Reference(name = "municipality") Municipality municipality,
            @Reference(name = "outbox") Outbox outbox, @Reference(name = "audit") Audit audit, @Reference(name = "actors") CurrentActor actors) {
        this(jpa, sessions, registry, hashing, municipality, outbox, audit, actors, Clock.systemUTC());
    }

    ProfileDesk(JpaTemplate jpa, Sessions sessions, StaffRegistry registry, PasswordHashing hashing, Municipality municipality, Outbox outbox, Audit audit,
            CurrentActor actors, Clock clock) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.registry = registry;
        this.audit = audit;
        this.actors = actors;
        this.letters = new Letters(outbox, municipality);
        this.holder = new Holder(jpa, sessions, hashing, clock);
    }

    private Session settled(Session session) {
        Session live = holder.live(session);
        if (live.due().isPresent()) {
            throw new Forbidden("session");
        }
        return live;
    }

    @Override
    public Profile read(Session session) {
        String login = settled(session).actor().id();
        return jpa.txExpr(TransactionType.Required, em -> profile(em.find(AccountRow.class, login)));
    }

    private static Profile profile(AccountRow account) {
        return new Profile(account.login, account.name, account.email, account.phone, account.language);
    }

    @Override
    public void change(Session session, Profile typed, char[] password) {
        Session live = settled(session);
        String login = live.actor().id();
        Profile before = read(live);
        Profile wanted = new Profile(login, before.name(), typed.email(), typed.phone(), typed.language());
        check(wanted);
        if (!wanted.email().equals(before.email())) {
            holder.check(login, password);
        }
        if (!wanted.equals(before)) {
            actors.as(live, () -> store(login, before, wanted));
            sessions.forget(login);
        }
    }

    /** What a reset link is sent to must be an address; the registry holds the rest to its form. */
    private static void check(Profile wanted) {
        if (!EMAIL.matcher(wanted.email()).matches()) {
            throw new RegistryProblem(RegistryProblem.Code.INVALID, "email");
        }
    }

    private Void store(String login, Profile before, Profile wanted) {
        jpa.tx(TransactionType.Required, em -> {
            registry.own(login, wanted.email(), wanted.phone(), wanted.language());
            if (!wanted.email().equals(before.email())) {
                letters.send("email-changed:" + UUID.randomUUID(), before.email(), wanted.language(), "email-changed", Map.of("name", before.name()));
            }
            // which fields, never what stands in them
            audit.record(Audit.Event.ok("user.change-own", "identity", "user-administration").with(Map.of("login", login,
                    "fields", wanted.email().equals(before.email()) ? "contact" : "email")));
        });
        return null;
    }
}
