package lv.pkip.kernel.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Session;

/** In whose name a resident may act here; a request names one of them by its header. */
@Path("v1/mandates")
@Produces(MediaType.APPLICATION_JSON)
public final class MandatesResource {
    private final Gate gate;
    private final Mandates mandates;
    private final CurrentActor current;

    MandatesResource(Gate gate, Mandates mandates, CurrentActor current) {
        this.gate = gate;
        this.mandates = mandates;
        this.current = current;
    }

    @GET
    @Rule(value = Rule.Who.RESIDENT, summary = "Those in whose name the caller may act now; a request names one in PKIP-Mandate", gives = "200 Mandates")
    public Map<String, Object> own() {
        return gate.run(() -> {
            Optional<String> acting = current.session().flatMap(Session::mandate).map(Mandate::id);
            List<Mandate> all = allowed();
            return Map.of("mandates", all.stream().map(mandate -> shape(mandate, acting)).toList());
        });
    }

    private List<Mandate> allowed() {
        try {
            return mandates.own();
        } catch (Forbidden narrow) {
            throw Refusal.ofToken(403, "forbidden", "insufficient_scope"); // a token that was not given for this
        }
    }

    private static Map<String, Object> shape(Mandate mandate, Optional<String> acting) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", mandate.id());
        m.put("kind", mandate.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        m.put("name", mandate.name());
        m.put("services", mandate.services().stream().sorted().toList());
        mandate.until().ifPresent(day -> m.put("until", day.toString()));
        m.put("acting", acting.filter(mandate.id()::equals).isPresent());
        return m;
    }
}
