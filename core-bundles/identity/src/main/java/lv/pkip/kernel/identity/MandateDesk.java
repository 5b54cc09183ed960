package lv.pkip.kernel.identity;

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
    private final Sessions sessions;
    private final Audit audit;
    private final CurrentActor actors;

    @Activate
    public MandateDesk(@Reference(name = "stated") StatedMandates stated, @Reference(name = "sessions") Sessions sessions,
            @Reference(name = "audit") Audit audit, @Reference(name = "actors") CurrentActor actors) {
        this.stated = stated;
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
        Session session = resident();
        Optional<Mandate> mandate = id.flatMap(wanted -> stated.find(session.actor().id(), wanted));
        if (id.isPresent() && mandate.isEmpty()) {
            audit.record(Audit.Event.ok("mandate.choose", "identity", "sign-in").outcome("refused"));
            throw new Forbidden("mandate:act");
        }
        sessions.actBy(session.token(), mandate);
        audit.record(mandate.map(chosen -> Audit.Event.ok("mandate.choose", "identity", "sign-in").about(null, chosen.represented())
                .with(Map.of("mandate", chosen.id(), "kind", chosen.kind().name().toLowerCase(Locale.ROOT))))
                .orElseGet(() -> Audit.Event.ok("mandate.end", "identity", "sign-in")));
    }

    /** A session of a browser: a token of another system stands for its resident alone. */
    private Session resident() {
        return actors.session().filter(s -> s.actor().kind() == Actor.Kind.RESIDENT && !s.token().isEmpty())
                .orElseThrow(() -> new Forbidden("mandate:act"));
    }
}
