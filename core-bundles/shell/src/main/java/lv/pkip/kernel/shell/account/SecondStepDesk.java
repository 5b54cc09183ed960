package lv.pkip.kernel.shell.account;

import java.util.List;
import java.util.function.Supplier;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** The second step of a sign-in: a code or a passkey after the password. */
public final class SecondStepDesk {
    private static final String PATH = "/sign-in/second";
    private final House house;
    private final Desk desk;

    public SecondStepDesk(House house) {
        this.house = house;
        this.desk = new Desk(house);
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, Access.staff(), x -> form(x, "", 200)), Route.post(PATH, Access.staff(), this::byCode),
                Route.post(PATH + "/passkey", Access.staff(), this::byPasskey));
    }

    private SecondFactors factors() {
        return house.credentials().factors();
    }

    private Reply form(Exchange exchange, String error, int status) {
        Session session = desk.session(exchange);
        if (!session.due().filter(due -> due == Session.Due.SECOND_FACTOR).isPresent()) {
            return Reply.to(Steps.next(session, Desk.to(exchange)));
        }
        SecondFactors.State state = factors().state(session);
        boolean passkey = !state.passkeys().isEmpty() && factors().passkeysPossible();
        return desk.page(exchange, "second-step", "second.title").status(status).with("error", error).with("passkey", passkey)
                .with("app", state.code().isPresent()).with("options", passkey ? factors().challenge(session) : "").reply();
    }

    private Reply byCode(Exchange exchange) {
        return settle(exchange, "second.code.wrong", () -> factors().byCode(desk.session(exchange), exchange.filled("code").orElse(""),
                exchange.passage().client()));
    }

    private Reply byPasskey(Exchange exchange) {
        return settle(exchange, "factor.passkey.wrong", () -> factors().byPasskey(desk.session(exchange), exchange.parameter("response").orElse(""),
                exchange.passage().client()));
    }

    private Reply settle(Exchange exchange, String wrong, Supplier<Session> work) {
        try {
            Session session = work.get();
            exchange.signedIn(session);
            OwnLanguage.speak(house, exchange, session);
            return Reply.to(Steps.next(session, Desk.to(exchange)));
        } catch (SignInRefused refused) {
            Refusal refusal = Refusal.of(refused, exchange, house.texts(), wrong);
            return form(exchange, refusal.text(), refusal.status());
        }
    }
}
