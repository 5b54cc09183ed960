package lv.pkip.kernel.shell.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** Setting second factors up and taking them away: authenticator app, passkeys, recovery codes. */
public final class FactorsDesk {
    private static final String PATH = "/account/second-factor";
    private static final String TITLE = "factor.title";
    private final House house;
    private final Desk desk;

    public FactorsDesk(House house) {
        this.house = house;
        this.desk = new Desk(house);
    }

    public List<Route> routes() {
        Access access = Access.staff();
        return List.of(
                Route.get(PATH, access, x -> overview(x, "", 200)),
                Route.post(PATH + "/app", access, this::beginApp),
                Route.post(PATH + "/app/confirm", access, this::confirmApp),
                Route.post(PATH + "/app/remove", access, x -> withPassword(x, password -> {
                    factors().removeCode(desk.session(x), password);
                    return Reply.to(PATH + "?done=factor-removed");
                })),
                Route.post(PATH + "/recovery", access, x -> withPassword(x, password -> codes(x, factors().recoveryCodes(desk.session(x), password)))),
                Route.post(PATH + "/passkey", access, this::beginPasskey),
                Route.post(PATH + "/passkey/add", access, this::addPasskey),
                Route.post(PATH + "/passkey/{id}/remove", access, x -> withPassword(x, password -> {
                    factors().removePasskey(desk.session(x), x.part("id"), password);
                    return Reply.to(PATH + "?done=factor-removed");
                })));
    }

    private SecondFactors factors() {
        return house.credentials().factors();
    }

    private Reply overview(Exchange exchange, String error, int status) {
        SecondFactors.State state = factors().state(desk.session(exchange));
        return desk.page(exchange, "second-factor", TITLE).status(status).with("error", error).with("any", state.any()).with("demanded", state.demanded())
                .with("asks", state.asksPassword()).with("app", state.code().orElse(null)).with("recovery", state.recovery())
                .with("keys", state.passkeys().stream().map(Key::of).toList()).with("possible", factors().passkeysPossible()).reply();
    }

    /** A passkey as the page lists it. */
    public record Key(String id, String name, Instant created, Instant used) {
        static Key of(SecondFactors.Passkey passkey) {
            return new Key(passkey.id(), passkey.name(), passkey.created(), passkey.used().orElse(null));
        }
    }

    /** Work that needs the password typed into its form. */
    private interface Guarded {
        Reply with(char[] password);
    }

    private Reply withPassword(Exchange exchange, Guarded work) {
        return Desk.secret(exchange, "password", password -> orOverview(exchange, "password.wrong", () -> work.with(password)));
    }

    private Reply orOverview(Exchange exchange, String wrong, Supplier<Reply> work) {
        try {
            return work.get();
        } catch (SignInRefused refused) {
            Refusal refusal = Refusal.of(refused, exchange, house.texts(), wrong);
            return overview(exchange, refusal.text(), refusal.status());
        }
    }

    private Reply beginApp(Exchange exchange) {
        return withPassword(exchange, password -> app(exchange, Optional.of(factors().beginCode(desk.session(exchange), password)), "", 200));
    }

    private Reply app(Exchange exchange, Optional<SecondFactors.Enrolment> enrolment, String error, int status) {
        View view = back(desk.page(exchange, "app", "factor.app.title"), exchange).status(status).with("error", error).with("fresh", enrolment.isPresent());
        enrolment.ifPresent(e -> view.with("secret", e.secret().replaceAll("(.{4})(?=.)", "$1 ")).with("uri", e.uri()).with("qr", e.qr()).with("size", e.size()));
        return view.reply();
    }

    private View back(View view, Exchange exchange) {
        return view.crumb(desk.text(exchange, TITLE), PATH);
    }

    private Reply confirmApp(Exchange exchange) {
        try {
            return settled(exchange, factors().confirmCode(desk.session(exchange), exchange.filled("code").orElse("")));
        } catch (SignInRefused refused) {
            Refusal refusal = Refusal.of(refused, exchange, house.texts(), "factor.code.wrong");
            return app(exchange, Optional.empty(), refusal.text(), refusal.status());
        }
    }

    /** The session goes on under another token; recovery codes are shown this once. */
    private Reply settled(Exchange exchange, SecondFactors.Settled settled) {
        Session fresh = settled.session();
        exchange.signedIn(fresh);
        return settled.recoveryCodes().isEmpty() ? Reply.to(PATH + "?done=factor-added") : codes(exchange, settled.recoveryCodes());
    }

    private Reply codes(Exchange exchange, List<String> codes) {
        String on = Steps.next(desk.session(exchange), Desk.to(exchange).isEmpty() ? PATH : Desk.to(exchange));
        return back(desk.page(exchange, "recovery-codes", "factor.recovery.title"), exchange).with("codes", codes).with("on", on).reply();
    }

    private Reply beginPasskey(Exchange exchange) {
        return withPassword(exchange, password -> back(desk.page(exchange, "passkey", "factor.passkey.add"), exchange)
                .with("options", factors().beginPasskey(desk.session(exchange), password)).with("name", exchange.filled("name").orElse("")).reply());
    }

    private Reply addPasskey(Exchange exchange) {
        String name = exchange.filled("name").orElse(desk.text(exchange, "factor.passkey.unnamed"));
        return orOverview(exchange, "factor.passkey.wrong", () -> settled(exchange,
                factors().addPasskey(desk.session(exchange), name, exchange.parameter("response").orElse(""))));
    }
}
