package lv.pkip.kernel.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.OwnSessions;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.persistence.SchemaReady;

/** Shows people where they are signed in, and signs them out there. */
@Component(service = OwnSessions.class)
public final class OwnSessionsDesk implements OwnSessions {
    private static final int ID_LETTERS = 24;

    private final JpaTemplate jpa;
    private final Sessions sessions;
    private final Audit audit;
    private final CurrentActor actors;

    @Activate
    public OwnSessionsDesk(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema, @Reference(name = "sessions") Sessions sessions,
            @Reference(name = "audit") Audit audit, @Reference(name = "actors") CurrentActor actors) {
        this(jpa, sessions, audit, actors);
    }

    OwnSessionsDesk(JpaTemplate jpa, Sessions sessions, Audit audit, CurrentActor actors) {
        this.jpa = jpa;
        this.sessions = sessions;
        this.audit = audit;
        this.actors = actors;
    }

    @Override
    public void begun(Session session, String client, String userAgent) {
        sessions.begun(session.token(), UserAgent.kind(userAgent), Place.of(client));
    }

    /** The holder, who has nothing to settle first: a password alone shows nobody where the right user works. */
    private Session settled(Session session) {
        return sessions.find(session.token()).filter(live -> live.due().isEmpty()).orElseThrow(() -> new Forbidden("session"));
    }

    @Override
    public List<Entry> list(Session session) {
        Session live = settled(session);
        String here = Token.hash(live.token());
        return sessions.rows(live.actor().id()).stream().map(row -> new Entry(row.tokenHash.substring(0, ID_LETTERS),
                Instant.ofEpochMilli(row.created), Instant.ofEpochMilli(row.used), Optional.ofNullable(row.browser).orElse(""),
                Optional.ofNullable(row.place).orElse(""), Words.of(row.provider), row.tokenHash.equals(here))).toList();
    }

    @Override
    public void end(Session session, String id) {
        Session live = settled(session);
        String whose = live.actor().id();
        sessions.rows(whose).stream().filter(row -> row.tokenHash.substring(0, ID_LETTERS).equals(id)).findFirst().ifPresent(row ->
                jpa.tx(TransactionType.Required, em -> {
                    if (sessions.endStored(whose, row.tokenHash)) {
                        actors.as(live, () -> record("one"));
                    }
                }));
    }

    @Override
    public void endAll(Session session) {
        Session live = settled(session);
        jpa.tx(TransactionType.Required, em -> {
            sessions.endAll(live.actor().id(), "");
            actors.as(live, () -> record("all"));
        });
        sessions.forget(live.actor().id());
    }

    @Override
    public void endAll(String login) {
        actors.require(RegistryDesk.MANAGE);
        jpa.tx(TransactionType.Required, em -> {
            sessions.endAll(login, "");
            audit.record(Audit.Event.ok("session.end-others", "identity", "user-administration").with(Map.of("which", "all", "login", login)));
        });
        sessions.forget(login);
    }

    private Void record(String which) {
        audit.record(Audit.Event.ok("session.end-others", "identity", "sign-in").with(Map.of("which", which)));
        return null;
    }
}
