package lv.pkip.kernel.shell.work;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.Permissions;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** Installed services, those refused with the reasons, the municipality's overlay of each, and rules as DMN. */
public final class ServicesDesk {
    private final House house;

    public ServicesDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/work/services", Access.staff(Permissions.SERVICES), this::list),
                Route.get("/work/services/{id}", Access.staff(Permissions.SERVICES), x -> show(x, null, List.of(), "", 200)),
                Route.post("/work/services/{id}/overlay", Access.staff(Permissions.SERVICES), this::overlay),
                Route.get("/work/services/{id}/rules/{set}", Access.staff(Permissions.SERVICES), this::dmn));
    }

    /** A row of the list. */
    public record Line(String id, String title, String version, String category, boolean overlaid, boolean handler, String fingerprint) { }

    private Reply list(Exchange exchange) {
        String language = exchange.language();
        List<Line> lines = house.services().installed().stream().map(s -> new Line(s.id(), s.text(language, "title"), s.version(), s.category(),
                house.services().overlay(s.id()).isPresent(), s.handler(), s.fingerprint().substring(0, Math.min(12, s.fingerprint().length())))).toList();
        return View.of("work/services", house.texts().get(language, "services.title")).with("lines", lines).with("rejected", house.services().rejected()).reply();
    }

    /** One change of the overlay. */
    public record Change(String time, String actor, String reason, String json) { }

    private Reply show(Exchange exchange, String typed, List<String> problems, String reason, int status) {
        String language = exchange.language();
        Definition service = service(exchange);
        List<Services.OverlayChange> history = house.services().overlayHistory(service.id());
        return View.of("work/service", service.text(language, "title")).status(status).crumb(house.texts().get(language, "services.title"), "/work/services")
                .with("service", service).with("json", typed != null ? typed : house.services().overlay(service.id()).orElse(""))
                .with("overlayProblems", problems).with("reason", reason).with("mayChange", house.actor().may(configure(service)))
                .with("ruleSets", service.rules().keySet().stream().sorted().toList()).with("checked", typed != null && problems.isEmpty())
                .with("history", history.stream().map(c -> new Change(Formats.moment(c.time()), c.actor(), c.reason(), c.json())).toList()).reply();
    }

    private Definition service(Exchange exchange) {
        return house.services().find(exchange.part("id")).orElseThrow(Refused::notFound);
    }

    /** The one permission an overlay is changed by, here and in the service desk behind. */
    private static String configure(Definition service) {
        return service.id() + ":configure";
    }

    /** Checks only, or applies after the same check. */
    private Reply overlay(Exchange exchange) {
        Definition service = service(exchange);
        house.actor().require(configure(service));
        String json = exchange.parameter("json").orElse("").strip();
        Optional<String> reason = exchange.filled("reason");
        List<String> problems = house.services().checkOverlay(service.id(), json);
        if (!problems.isEmpty() || exchange.filled("_check").isPresent()) {
            return show(exchange, json, problems, reason.orElse(""), problems.isEmpty() ? 200 : 422);
        }
        if (reason.isEmpty()) {
            return show(exchange, json, List.of(house.texts().get(exchange.language(), "error.reason")), "", 422);
        }
        house.services().applyOverlay(service.id(), json, reason.get());
        return Reply.to("/work/services/" + service.id() + "?done=overlay");
    }

    private Reply dmn(Exchange exchange) {
        Definition service = service(exchange);
        String set = exchange.part("set");
        if (!service.rules().containsKey(set)) {
            throw Refused.notFound();
        }
        String xml = house.services().dmn(service, set, on(exchange));
        return new Reply.Bytes(200, "application/xml", Optional.of(service.id() + "-" + set + ".dmn"), "", xml.getBytes(StandardCharsets.UTF_8));
    }

    private LocalDate on(Exchange exchange) {
        try {
            return exchange.filled("on").map(LocalDate::parse).orElseGet(() -> LocalDate.now(house.clock().withZone(Formats.RIGA)));
        } catch (DateTimeException e) {
            throw new Refused(400, "bad-request");
        }
    }
}
