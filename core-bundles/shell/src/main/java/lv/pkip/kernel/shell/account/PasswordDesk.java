package lv.pkip.kernel.shell.account;

import java.util.Arrays;
import java.util.List;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** Changing one's password, by will or because it was given. */
public final class PasswordDesk {
    private static final String PATH = "/account/password";
    private final House house;
    private final Desk desk;

    public PasswordDesk(House house) {
        this.house = house;
        this.desk = new Desk(house);
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, Access.staff(), x -> form(x, "", 200)), Route.post(PATH, Access.staff(), this::change));
    }

    private Reply form(Exchange exchange, String error, int status) {
        return desk.page(exchange, "password", "password.title").status(status).with("error", error).reply();
    }

    private Reply change(Exchange exchange) {
        char[] old = exchange.parameter("old").orElse("").toCharArray();
        char[] fresh = exchange.parameter("fresh").orElse("").toCharArray();
        char[] again = exchange.parameter("again").orElse("").toCharArray();
        try {
            if (!Arrays.equals(fresh, again)) {
                return form(exchange, desk.text(exchange, "password.differ"), 422);
            }
            house.signIn().changePassword(desk.session(exchange), old, fresh);
            return Reply.to((Desk.to(exchange).isEmpty() ? "/work" : Desk.to(exchange).split("\\?")[0]) + "?done=password");
        } catch (SignInRefused refused) {
            return form(exchange, Refusal.of(refused, exchange, house.texts(), "password.wrong").text(), 422);
        } finally {
            Arrays.fill(old, '\0');
            Arrays.fill(fresh, '\0');
            Arrays.fill(again, '\0');
        }
    }
}
