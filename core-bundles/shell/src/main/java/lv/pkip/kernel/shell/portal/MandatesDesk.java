package lv.pkip.kernel.shell.portal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Route;

/** Choosing in whose name to act: one's own, a child's, a company's, or that of one who gave a power of attorney. */
public final class MandatesDesk {
    static final String PATH = "/mandates";
    private final House house;

    public MandatesDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, Access.resident(), x -> show(x, false, 200)), Route.post(PATH, Access.resident(), this::choose));
    }

    /** Somebody to act for. */
    public record Choice(String id, String name, String right, String limits, boolean chosen) { }

    private Reply show(Exchange exchange, boolean refused, int status) {
        String language = exchange.language();
        Optional<String> acting = exchange.session().flatMap(Session::mandate).map(Mandate::id);
        List<Choice> choices = house.mandates().own().stream().map(m -> choice(m, language, acting)).toList();
        return View.of("mandates", house.texts().get(language, "mandates.title")).status(status).with("choices", choices)
                .with("own", house.actor().get().name()).with("ownChosen", acting.isEmpty())
                .with("ended", exchange.parameter("ended").isPresent() || refused)
                .with("to", exchange.parameter("to").flatMap(ReturnPath::check).orElse("")).reply();
    }

    private Choice choice(Mandate mandate, String language, Optional<String> acting) {
        String services = mandate.services().stream().sorted().map(id -> house.services().find(id).map(s -> s.text(language, "title")).orElse(id))
                .collect(Collectors.joining(", "));
        String only = services.isEmpty() ? "" : house.texts().get(language, "mandates.services", Map.of("services", services));
        String until = mandate.until().map(day -> house.texts().get(language, "mandates.until", Map.of("day", Formats.day(day)))).orElse("");
        return new Choice(mandate.id(), mandate.name(),
                house.texts().get(language, "mandates.kind." + mandate.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')),
                (only + " " + until).strip(), acting.filter(mandate.id()::equals).isPresent());
    }

    private Reply choose(Exchange exchange) {
        try {
            house.mandates().choose(exchange.filled("mandate"));
        } catch (Forbidden ended) {
            return show(exchange, true, 409);
        }
        return Reply.to(exchange.parameter("to").flatMap(ReturnPath::check).orElse("/"));
    }
}
