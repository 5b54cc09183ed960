package lv.pkip.kernel.shell.account;

import java.util.List;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** Where one is signed in, and signing out there. */
public final class SessionsDesk {
    private static final String PATH = "/account/sessions";
    private final House house;
    private final Desk desk;

    public SessionsDesk(House house) {
        this.house = house;
        this.desk = new Desk(house);
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, Access.staff(), this::list), Route.post(PATH + "/end-all", Access.staff(), this::endAll),
                Route.post(PATH + "/{id}/end", Access.staff(), this::end));
    }

    private Reply list(Exchange exchange) {
        return desk.page(exchange, "sessions", "account.sessions").with("sessions", house.credentials().sessions().list(desk.session(exchange))).reply();
    }

    private Reply end(Exchange exchange) {
        house.credentials().sessions().end(desk.session(exchange), exchange.part("id"));
        return Reply.to(PATH + "?done=session-ended");
    }

    private Reply endAll(Exchange exchange) {
        house.credentials().sessions().endAll(desk.session(exchange));
        exchange.signedOut();
        return Reply.to("/?done=signed-out-everywhere");
    }
}
