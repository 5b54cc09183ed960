package lv.pkip.kernel.shell.account;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** A forgotten password: asking for a link, and following it. */
public final class ResetDesk {
    private static final String FORGOTTEN = "/sign-in/forgotten";
    private static final String RESET = "/sign-in/reset";
    /** The token goes from the address into a cookie at once, so that it stands in no history and no page that is left open. */
    private static final String COOKIE = "PKIP-RESET";
    private static final int COOKIE_SECONDS = 1800;
    private static final String TOKEN = "[A-Za-z0-9_-]{43}";
    private final House house;

    public ResetDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(FORGOTTEN, Access.everyone(), x -> ask(x, "", 200)),
                Route.post(FORGOTTEN, Access.everyone(), this::request),
                Route.get(RESET, Access.everyone(), this::follow),
                Route.post(RESET, Access.everyone(), this::set));
    }

    private String text(Exchange exchange, String key) {
        return house.texts().get(exchange.language(), key);
    }

    private Reply ask(Exchange exchange, String error, int status) {
        return View.of("account/forgotten", text(exchange, "reset.title")).status(status).with("error", error).with("sent", false).reply();
    }

    /** The same answer for every name. */
    private Reply request(Exchange exchange) {
        Optional<String> who = exchange.filled("who");
        if (who.isEmpty()) {
            return ask(exchange, text(exchange, "error.required"), 422);
        }
        try {
            house.credentials().reset().request(who.get(), exchange.passage().client());
            return View.of("account/forgotten", text(exchange, "reset.title")).with("error", "").with("sent", true).reply();
        } catch (SignInRefused refused) {
            Refusal refusal = Refusal.of(refused, exchange, house.texts(), "reset.gone");
            return ask(exchange, refusal.text(), refusal.status());
        }
    }

    private Reply follow(Exchange exchange) {
        Optional<String> given = exchange.parameter("t");
        if (given.isPresent()) {
            exchange.setCookie(COOKIE, given.filter(t -> t.matches(TOKEN)).orElse(""), COOKIE_SECONDS);
            return Reply.to(RESET);
        }
        return house.credentials().reset().isGood(token(exchange)) ? form(exchange, "", 200) : gone(exchange);
    }

    private static String token(Exchange exchange) {
        return exchange.cookie(COOKIE).filter(t -> t.matches(TOKEN)).orElse("");
    }

    private Reply form(Exchange exchange, String error, int status) {
        return View.of("account/reset", text(exchange, "reset.choose")).status(status).with("error", error).reply();
    }

    private Reply gone(Exchange exchange) {
        return ask(exchange, text(exchange, "reset.gone"), 410);
    }

    private Reply set(Exchange exchange) {
        char[] fresh = exchange.parameter("fresh").orElse("").toCharArray();
        char[] again = exchange.parameter("again").orElse("").toCharArray();
        try {
            if (!Arrays.equals(fresh, again)) {
                return form(exchange, text(exchange, "password.differ"), 422);
            }
            house.credentials().reset().set(token(exchange), fresh, exchange.passage().client());
            exchange.setCookie(COOKIE, "", 0);
            return Reply.to("/sign-in/staff?done=password-chosen");
        } catch (SignInRefused refused) {
            if (refused.reason() == SignInRefused.Reason.WRONG_CREDENTIALS) {
                return gone(exchange);
            }
            Refusal refusal = Refusal.of(refused, exchange, house.texts(), "reset.gone");
            return form(exchange, refusal.text(), refusal.status());
        } finally {
            Arrays.fill(fresh, '\0');
            Arrays.fill(again, '\0');
        }
    }
}
