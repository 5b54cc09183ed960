package lv.pkip.kernel.shell.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Route;

/** Signing in and out of staff, by password, and the change of a given password. */
public final class SignInDesk {
    private final House house;

    public SignInDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/sign-in/staff", Access.everyone(), x -> staffForm(x, "", "", 200)),
                Route.post("/sign-in/staff", Access.everyone(), this::staff),
                Route.post("/sign-out", Access.everyone(), this::signOut),
                Route.get("/account/password", Access.staff(), x -> passwordForm(x, "", 200)),
                Route.post("/account/password", Access.staff(), this::changePassword),
                Route.get("/language/{language}", Access.everyone(), this::language));
    }

    private Reply staffForm(Exchange exchange, String login, String error, int status) {
        return View.of("sign-in-staff", text(exchange, "sign-in.staff.title")).status(status).with("to", to(exchange)).with("login", login)
                .with("error", error).reply();
    }

    private Reply staff(Exchange exchange) {
        String login = exchange.filled("login").orElse("");
        char[] password = exchange.parameter("password").orElse("").toCharArray();
        try {
            Session session = house.signIn().password(login, password, exchange.passage().client());
            exchange.session().ifPresent(old -> house.signIn().signOut(old.token()));
            exchange.signedIn(session);
            String to = to(exchange).isEmpty() ? "/work" : to(exchange);
            return Reply.to(session.due().isPresent() ? "/account/password?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8) : to);
        } catch (SignInRefused refused) {
            long minutes = Math.max(1, (refused.retryAfter().toSeconds() + 59) / 60);
            if (!refused.retryAfter().isZero()) {
                exchange.response().setHeader("Retry-After", String.valueOf(Math.max(1, refused.retryAfter().toSeconds())));
            }
            String key = refusalKey(refused);
            int status = refused.reason() == SignInRefused.Reason.THROTTLED ? 429 : refused.reason() == SignInRefused.Reason.BUSY ? 503 : 403;
            return staffForm(exchange, login, house.texts().get(exchange.language(), key, Map.of("n", minutes)), status);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static String refusalKey(SignInRefused refused) {
        return "sign-in.refused." + refused.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private Reply signOut(Exchange exchange) {
        exchange.session().ifPresent(s -> house.signIn().signOut(s.token()));
        exchange.signedOut();
        return Reply.to("/?done=signed-out");
    }

    private Reply passwordForm(Exchange exchange, String error, int status) {
        return View.of("password", text(exchange, "password.title")).status(status).with("error", error).with("to", to(exchange))
                .with("must", exchange.session().flatMap(Session::due).isPresent()).reply();
    }

    private Reply changePassword(Exchange exchange) {
        char[] old = exchange.parameter("old").orElse("").toCharArray();
        char[] fresh = exchange.parameter("fresh").orElse("").toCharArray();
        char[] again = exchange.parameter("again").orElse("").toCharArray();
        try {
            if (!Arrays.equals(fresh, again)) {
                return passwordForm(exchange, text(exchange, "password.differ"), 422);
            }
            house.signIn().changePassword(exchange.session().orElseThrow(), old, fresh);
            return Reply.to((to(exchange).isEmpty() ? "/work" : to(exchange).split("\\?")[0]) + "?done=password");
        } catch (SignInRefused refused) {
            return passwordForm(exchange, house.texts().get(exchange.language(), refusalKey(refused), Map.of("n",
                    Math.max(1, refused.retryAfter().toMinutes()))), 422);
        } finally {
            Arrays.fill(old, '\0');
            Arrays.fill(fresh, '\0');
            Arrays.fill(again, '\0');
        }
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

    /** Pages one may see before changing a given password. */
    public static boolean openBeforePasswordChange(String path) {
        return path.equals("/account/password") || path.equals("/sign-out") || path.startsWith("/assets/") || path.startsWith("/language/")
                || path.equals("/theme.css") || path.equals("/favicon.ico");
    }
}
