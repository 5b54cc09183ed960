package lv.pkip.kernel.shell.work;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.Permissions;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** What leaves the house: the outbox with its dead letters; and the way to the audit. */
public final class WatchDesk {
    private static final int PAGE = 50;
    private final House house;

    public WatchDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/work/outbox", Access.staff(Permissions.OUTBOX), this::outbox),
                Route.post("/work/outbox/{id}/resend", Access.staff(Permissions.RESEND), this::resend),
                Route.get("/work/audit", Access.staff(Permissions.AUDIT), this::audit));
    }

    /** A state one can choose. */
    public record State(String text, long count, String href, boolean current) { }

    /** A delivery. */
    public record Line(long id, String channel, String address, String caseNumber, int attempts, String created, String next, String error, boolean resendable) { }

    private Reply outbox(Exchange exchange) {
        String language = exchange.language();
        Outbox.State state = exchange.filled("state").map(s -> Arrays.stream(Outbox.State.values()).filter(v -> v.name().equals(s.toUpperCase(Locale.ROOT)))
                .findFirst().orElseThrow(() -> new Refused(400, "bad-request"))).orElse(Outbox.State.WAITING);
        Map<Outbox.State, Long> counts = house.outbox().counts();
        List<Outbox.Entry> entries = house.outbox().list(state, before(exchange), PAGE);
        boolean may = house.actor().may(Permissions.RESEND);
        List<Line> lines = entries.stream().map(e -> new Line(e.id(), e.item().channel(), masked(e.item().address()), e.item().caseNumber().orElse(""), e.attempts(),
                Formats.moment(e.created()), e.next().map(Formats::moment).orElse(e.done().map(Formats::moment).orElse("")), e.lastError().orElse(""),
                may && e.state() != Outbox.State.SENT)).toList();
        String word = state.name().toLowerCase(Locale.ROOT);
        return View.of("work/outbox", house.texts().get(language, "outbox.title")).with("lines", lines)
                .with("states", Arrays.stream(Outbox.State.values()).map(s -> new State(house.texts().get(language, "outbox.state." + s.name().toLowerCase(Locale.ROOT)),
                        counts.getOrDefault(s, 0L), "/work/outbox?state=" + s.name().toLowerCase(Locale.ROOT), s == state)).toList())
                .with("next", entries.size() == PAGE ? "/work/outbox?state=" + word + "&before=" + entries.get(PAGE - 1).id() : "").reply();
    }

    /** Enough to know it again, not enough to write to. */
    static String masked(String address) {
        int at = address.indexOf('@');
        return at < 1 ? address : address.charAt(0) + "…" + address.substring(at);
    }

    private static long before(Exchange exchange) {
        return exchange.filled("before").filter(b -> b.matches("[0-9]{1,18}")).map(Long::parseLong).orElse(0L);
    }

    private Reply resend(Exchange exchange) {
        String id = exchange.part("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw Refused.notFound();
        }
        house.outbox().resend(Long.parseLong(id));
        return Reply.to("/work/outbox?done=resent");
    }

    /** Records are shown by the pages of the auditor, which ask why one looks; without them nobody is shown any. */
    private Reply audit(Exchange exchange) {
        return house.dispatcher().ids(Page.class).contains("audit-records") ? Reply.to("/audit-records")
                : View.of("work/audit", house.texts().get(exchange.language(), "audit.title")).reply();
    }
}
