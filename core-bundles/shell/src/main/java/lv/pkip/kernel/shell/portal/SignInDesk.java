package lv.pkip.kernel.shell.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.dispatch.Dispatcher.Lease;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Route;
import lv.pkip.kernel.shell.gate.Seal;

/** Signing in and out: residents through an identity provider, staff by password, and the change of a given password. */
public final class SignInDesk {
    private static final String STATE_COOKIE = "PKIP-STATE";
    private static final long STATE_SECONDS = 900;
    private final House house;

    public SignInDesk(House house) {
        this.house = house;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/sign-in", Access.everyone(), this::choose),
                Route.post("/sign-in/resident", Access.everyone(), this::toProvider),
                Route.get("/sign-in/return/{provider}", Access.everyone(), this::fromProvider),
                Route.get("/sign-in/staff", Access.everyone(), x -> staffForm(x, x.filled("login").filter(l -> l.matches("[a-z][a-z0-9.-]{1,63}")).orElse(""), "", 200)),
                Route.post("/sign-in/staff", Access.everyone(), this::staff),
                Route.post("/sign-out", Access.everyone(), this::signOut),
                Route.get("/account/password", Access.staff(), x -> passwordForm(x, "", 200)),
                Route.post("/account/password", Access.staff(), this::changePassword),
                Route.get("/language/{language}", Access.everyone(), this::language));
    }

    /** A way for residents to sign in. */
    public record Provider(String id, String label) { }

    private Reply choose(Exchange exchange) {
        String language = exchange.language();
        List<Provider> providers = house.dispatcher().ids(IdentityProvider.class).stream().flatMap(id -> provider(id, language).stream()).toList();
        return View.of("sign-in", text(exchange, "sign-in.title")).with("providers", providers).with("to", to(exchange))
                .with("failed", exchange.parameter("failed").isPresent()).reply();
    }

    private Optional<Provider> provider(String id, String language) {
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            return Optional.of(new Provider(id, lease.service().label(language)));
        } catch (Unavailable gone) {
            return Optional.empty();
        }
    }

    private Reply toProvider(Exchange exchange) {
        String id = exchange.filled("provider").filter(p -> p.matches("[a-z0-9-]{1,40}")).orElseThrow(Refused::notFound);
        String state = Seal.random();
        String until = Long.toString(Instant.now(house.clock()).getEpochSecond() + STATE_SECONDS, 36);
        String to = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(to(exchange).getBytes(StandardCharsets.UTF_8));
        String value = state + "." + until + "." + id + "." + to;
        exchange.setCookie(STATE_COOKIE, value + "." + exchange.seal().sign("state", value), STATE_SECONDS);
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            return Reply.to(lease.service().start(state, returnUrl(id), Assurance.SUBSTANTIAL, exchange.language()));
        }
    }

    private String returnUrl(String provider) {
        return house.municipality().baseUrl() + "/sign-in/return/" + provider;
    }

    /** The state binds what comes back to the browser that left; it is used once. */
    private Reply fromProvider(Exchange exchange) {
        String id = exchange.part("provider");
        Optional<String> to = state(exchange, id);
        exchange.setCookie(STATE_COOKIE, "", 0);
        if (to.isEmpty()) {
            return Reply.to("/sign-in?failed=state");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        exchange.parameters().forEach((name, values) -> parameters.put(name, values.get(0)));
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            ExternalIdentity identity = lease.service().finish(parameters, returnUrl(id));
            Session session = house.signIn().external(identity, exchange.passage().client());
            exchange.session().ifPresent(old -> house.signIn().signOut(old.token()));
            exchange.signedIn(session);
            return Reply.to(ReturnPath.check(to.get()).orElse("/"));
        } catch (SignInRefused refused) {
            return Reply.to("/sign-in?failed=provider");
        }
    }

    private Optional<String> state(Exchange exchange, String provider) {
        String[] parts = exchange.cookie(STATE_COOKIE).orElse("").split("\\.", -1);
        if (parts.length != 5 || !provider.matches("[a-z0-9-]{1,40}")) {
            return Optional.empty();
        }
        String value = parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[3];
        boolean right = exchange.seal().matches("state", value, parts[4]) && parts[2].equals(provider)
                && Seal.same(parts[0], exchange.parameter("state").orElse(""))
                && Long.parseLong(parts[1], 36) >= Instant.now(house.clock()).getEpochSecond();
        return right ? Optional.of(new String(java.util.Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8)) : Optional.empty();
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
