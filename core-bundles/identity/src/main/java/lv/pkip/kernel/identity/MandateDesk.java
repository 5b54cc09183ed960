package lv.pkip.kernel.identity;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Session;

/** Lets a signed-in resident choose in whose name to act. */
@Component(service = Mandates.class)
public final class MandateDesk implements Mandates {
    private final StatedMandates stated;
    private final BelievedMandates believed;
    private final Sessions sessions;
    private final Audit audit;
    private final CurrentActor actors;

    @Activate
    public MandateDesk(@Reference(name = "stated") StatedMandates stated, @Reference(name = "sessions") Sessions sessions,
            @Reference(name = "audit") Audit audit, @Reference(name = "actors") CurrentActor actors) {
        this(stated, sessions, audit, actors, Clock.systemUTC());
    }

    MandateDesk(StatedMandates stated, Sessions sessions, Audit audit, CurrentActor actors, Clock clock) {
        this.stated = stated;
        this.believed = new BelievedMandates(stated, clock);
        this.sessions = sessions;
        this.audit = audit;
        this.actors = actors;
    }

    @Override
    public List<Mandate> own() {
        return stated.of(resident().actor().id());
    }

    @Override
    public void choose(Optional<String> id) {
        Session session = actors.session().filter(s -> isResident(s) && !s.token().isEmpty()).orElseThrow(MandateDesk::refused);
        Optional<Mandate> mandate = id.flatMap(wanted -> stated.find(session.actor().id(), wanted));
        if (id.isPresent() && mandate.isEmpty()) {
            throw told(refused());
        }
        sessions.actBy(session.token(), mandate);
        audit.record(mandate.map(chosen -> Audit.Event.ok("mandate.choose", "identity", "sign-in").about(null, chosen.represented())
                .with(Map.of("mandate", chosen.id(), "kind", chosen.kind().name().toLowerCase(Locale.ROOT))))
                .orElseGet(() -> Audit.Event.ok("mandate.end", "identity", "sign-in")));
    }

    @Override
    public Session by(Optional<String> id) {
        Session s = resident();
        Actor own = new Actor(s.actor().kind(), s.actor().id(), s.actor().name(), s.actor().unit(), Optional.empty(), s.actor().assurance());
        Optional<Mandate> mandate = id.map(wanted -> believed.of(own.id(), wanted).orElseThrow(() -> told(refused())));
        return new Session(s.token(), s.csrf(), mandate.map(m -> own.actingFor(m.represented())).orElse(own), s.permissions(), s.held(), s.proof(), s.expires(),
                s.due().filter(due -> due != Session.Due.MANDATE), mandate); // named anew, whatever the session had chosen
    }

    /** In person, or by a token that was given for this too. */
    private Session resident() {
        return actors.session().filter(s -> isResident(s) && s.held().map(limits -> limits.contains(ACT_FOR_OTHERS)).orElse(true)).orElseThrow(MandateDesk::refused);
    }

    private static boolean isResident(Session session) {
        return session.actor().kind() == Actor.Kind.RESIDENT;
    }

    private static Forbidden refused() {
        return new Forbidden("mandate:act");
    }

    private Forbidden told(Forbidden refusal) {
        audit.record(Audit.Event.ok("mandate.choose", "identity", "sign-in").outcome("refused"));
        return refusal;
    }
}
