package lv.pkip.kernel.shell.portal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.account.OwnLanguage;
import lv.pkip.kernel.shell.account.Refusal;
import lv.pkip.kernel.shell.account.Steps;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Route;

/** Signing in and out of staff, by password or passkey. */
public final class SignInDesk {
    private final House house;

    public SignInDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/sign-in/staff", Access.everyone(), x -> staffForm(x, x.filled("login").filter(l -> l.matches("[a-z][a-z0-9.-]{1,63}")).orElse(""), "", 200)),
                Route.post("/sign-in/staff", Access.everyone(), this::staff),
                Route.post("/sign-out", Access.everyone(), this::signOut),
                Route.post("/sign-in/passkey", Access.everyone(), this::passkey),
                Route.get("/language/{language}", Access.everyone(), this::language));
    }

    private Reply staffForm(Exchange exchange, String login, String error, int status) {
        boolean passkeys = house.credentials().factors().passkeysPossible();
        return View.of("sign-in-staff", text(exchange, "sign-in.staff.title")).status(status).with("to", to(exchange)).with("login", login)
                .with("error", error).with("options", passkeys ? house.credentials().factors().challenge(exchange.browser()) : "").reply();
    }

    private Reply staff(Exchange exchange) {
        String login = exchange.filled("login").orElse("");
        char[] password = exchange.parameter("password").orElse("").toCharArray();
        try {
            return enter(exchange, login, "sign-in.refused.wrong-credentials",
                    () -> house.signIn().password(login, password, exchange.passage().client()));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private Reply passkey(Exchange exchange) {
        return enter(exchange, "", "factor.passkey.wrong", () -> house.credentials().factors().signIn(exchange.browser(),
                exchange.parameter("response").orElse(""), exchange.passage().client()));
    }

    private Reply enter(Exchange exchange, String login, String wrong, Supplier<Session> work) {
        try {
            Session session = work.get();
            exchange.session().ifPresent(old -> house.signIn().signOut(old.token()));
            begun(exchange, session);
            OwnLanguage.speak(house, exchange, session);
            return Reply.to(Steps.next(session, to(exchange)));
        } catch (SignInRefused refused) {
            Refusal refusal = Refusal.of(refused, exchange, house.texts(), wrong);
            return staffForm(exchange, login, refusal.text(), refusal.status());
        }
    }

    private void begun(Exchange exchange, Session session) {
        exchange.signedIn(session);
        house.credentials().sessions().begun(session, exchange.passage().client(), exchange.header("User-Agent").orElse(""));
    }

    private Reply signOut(Exchange exchange) {
        exchange.session().ifPresent(s -> house.signIn().signOut(s.token()));
        exchange.signedOut();
        return Reply.to("/?done=signed-out");
    }

    private Reply language(Exchange exchange) {
        exchange.chooseLanguage(exchange.part("language"));
        return Reply.to(ReturnPath.check(exchange.parameter("to").orElse("/")).orElse("/"));
    }

    private static String to(Exchange exchange) {
        return exchange.parameter("to").flatMap(ReturnPath::check).orElse("");
    }

    private String text(Exchange exchange, String key) {
        return house.texts().get(exchange.language(), key);
    }
}
