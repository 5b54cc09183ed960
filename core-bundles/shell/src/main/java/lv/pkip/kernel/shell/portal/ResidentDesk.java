package lv.pkip.kernel.shell.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.dispatch.Dispatcher.Lease;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Returned;
import lv.pkip.kernel.shell.gate.Route;
import lv.pkip.kernel.shell.gate.Seal;

/** Signing residents in through identity providers, and again with a surer means when a service needs it. */
public final class ResidentDesk {
    private static final String STATE_COOKIE = "PKIP-STATE";
    private static final long STATE_SECONDS = 900;
    private static final String ANY_LEVEL = "-";
    private final House house;
    private final Returned returned;

    public ResidentDesk(House house) {
        this.house = house;
        this.returned = house.returned();
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/sign-in", Access.everyone(), this::choose),
                Route.post("/sign-in/resident", Access.everyone(), this::toProvider),
                Route.get("/sign-in/return/{provider}", Access.everyone(), this::fromProvider),
                Route.foreignPost("/sign-in/return/{provider}", this::posted));
    }

    /** Where somebody is sent who has to sign in with a surer means. */
    public static String stepUp(Assurance needed, String back) {
        return "/sign-in?level=" + word(needed) + "&to=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
    }

    private static String word(Assurance level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    /** A way for residents to sign in. */
    public record Provider(String id, String label) { }

    private Reply choose(Exchange exchange) {
        String language = exchange.language();
        Optional<Assurance> level = level(exchange);
        List<Provider> providers = house.dispatcher().ids(IdentityProvider.class).stream().flatMap(id -> provider(id, level, language).stream()).toList();
        return View.of("sign-in", text(exchange, "sign-in.title")).with("providers", providers).with("to", to(exchange))
                .with("level", level.map(ResidentDesk::word).orElse(""))
                .with("levelName", level.map(l -> text(exchange, "assurance." + word(l))).orElse(""))
                .with("failed", exchange.parameter("failed").map(why -> why.equals("level") ? "level" : "provider").orElse("")).reply();
    }

    private Optional<Provider> provider(String id, Optional<Assurance> level, String language) {
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            return level.filter(wanted -> !lease.service().surest().atLeast(wanted)).isPresent() ? Optional.empty()
                    : Optional.of(new Provider(id, lease.service().label(language)));
        } catch (Unavailable gone) {
            return Optional.empty();
        }
    }

    private static Optional<Assurance> level(Exchange exchange) {
        return exchange.parameter("level").flatMap(ResidentDesk::level);
    }

    private static Optional<Assurance> level(String word) {
        return Arrays.stream(Assurance.values()).filter(l -> l != Assurance.NONE && word(l).equals(word)).findFirst();
    }

    private Reply toProvider(Exchange exchange) {
        String id = exchange.filled("provider").filter(p -> p.matches("[a-z0-9-]{1,40}")).orElseThrow(Refused::notFound);
        Optional<Assurance> level = level(exchange);
        String until = Long.toString(Instant.now(house.clock()).getEpochSecond() + STATE_SECONDS, 36);
        String begun = Seal.random() + "~" + until;
        String state = begun + "~" + exchange.seal().sign("begun", begun + "~" + id);
        String to = Base64.getUrlEncoder().withoutPadding().encodeToString(to(exchange).getBytes(StandardCharsets.UTF_8));
        String value = state + "." + id + "." + level.map(ResidentDesk::word).orElse(ANY_LEVEL) + "." + to;
        exchange.setCookie(STATE_COOKIE, value + "." + exchange.seal().sign("state", value), STATE_SECONDS);
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            return Reply.to(lease.service().start(state, returnUrl(id), level.orElse(Assurance.SUBSTANTIAL), exchange.language()));
        } catch (SignInRefused away) {
            return Reply.to("/sign-in?failed=provider" + again(new Begun(to(exchange), level)));
        }
    }

    private String returnUrl(String provider) {
        return house.municipality().baseUrl() + "/sign-in/return/" + provider;
    }

    /**
     * A provider that answers by POST from its own site: the browser then sends none of our cookies. What came is kept, when its
     * state is one that this house made a short while ago, and the browser is told to come for it from our own page.
     */
    private Reply posted(Exchange exchange) {
        String id = exchange.part("provider");
        String parameter = stateParameter(id);
        String state = exchange.parameter(parameter).orElse("");
        if (!isOurs(exchange, state, id)) {
            return Reply.to("/sign-in?failed=state");
        }
        Optional<String> reference = returned.keep(first(exchange), exchange.passage().client(), state);
        if (reference.isEmpty()) {
            throw new Refused(413, "too-large");
        }
        String next = "/sign-in/return/" + id + "?reference=" + reference.get();
        exchange.response().setHeader("Refresh", "0;url=" + next);
        return View.of("sign-in-returned", text(exchange, "sign-in.title")).with("next", next).reply();
    }

    private String stateParameter(String id) {
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            return lease.service().stateParameter();
        }
    }

    private boolean isOurs(Exchange exchange, String state, String provider) {
        String[] parts = state.split("~", -1);
        return parts.length == 3 && exchange.seal().matches("begun", parts[0] + "~" + parts[1] + "~" + provider, parts[2])
                && Long.parseLong(parts[1], 36) >= Instant.now(house.clock()).getEpochSecond();
    }

    private static Map<String, String> first(Exchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        exchange.parameters().forEach((name, values) -> parameters.put(name, values.get(0)));
        return parameters;
    }

    /** What was begun in this browser. */
    private record Begun(String to, Optional<Assurance> level) { }

    /** The state binds what comes back to the browser that left; it is used once. */
    private Reply fromProvider(Exchange exchange) {
        String id = exchange.part("provider");
        Map<String, String> parameters = exchange.parameter("reference").map(r -> returned.take(r).orElse(Map.of())).orElseGet(() -> first(exchange));
        try (Lease<IdentityProvider> lease = house.dispatcher().enter(IdentityProvider.class, id)) {
            Optional<Begun> begun = begun(exchange, id, parameters.getOrDefault(lease.service().stateParameter(), ""));
            exchange.setCookie(STATE_COOKIE, "", 0);
            if (begun.isEmpty()) {
                return Reply.to("/sign-in?failed=state");
            }
            try {
                return enter(exchange, begun.get(), lease.service().finish(parameters, returnUrl(id)));
            } catch (SignInRefused refused) {
                house.audit().record(Audit.Event.ok("session.start", "identity", "sign-in").outcome("refused").with(Map.of("provider", id)));
                return Reply.to("/sign-in?failed=provider" + again(begun.get()));
            }
        }
    }

    private Reply enter(Exchange exchange, Begun begun, ExternalIdentity identity) {
        if (begun.level().filter(wanted -> !identity.assurance().atLeast(wanted)).isPresent()) {
            return Reply.to("/sign-in?failed=level" + again(begun)); // who is signed in stays so
        }
        Session session = house.signIn().external(identity, exchange.passage().client());
        Optional<Session> before = exchange.session();
        boolean same = before.filter(old -> old.actor().kind() == Actor.Kind.RESIDENT && old.actor().id().equals(session.actor().id())).isPresent();
        Optional<Mandate> acting = before.filter(old -> same).flatMap(Session::mandate);
        before.ifPresent(old -> house.signIn().signOut(old.token()));
        exchange.signedIn(session);
        house.credentials().sessions().begun(session, exchange.passage().client(), exchange.header("User-Agent").orElse(""));
        String to = ReturnPath.check(begun.to()).orElse("/");
        return house.actor().as(session, () -> {
            if (acting.isPresent()) {
                goOnActing(acting.get());
            }
            boolean asks = !same && !house.mandates().own().isEmpty();
            return Reply.to(asks ? MandatesDesk.PATH + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8) : to);
        });
    }

    /** Somebody who signs in again while acting for another goes on doing so. */
    private void goOnActing(Mandate mandate) {
        try {
            house.mandates().choose(Optional.of(mandate.id()));
        } catch (Forbidden ended) {
            return; // then in one's own name, as every page says
        }
    }

    private static String again(Begun begun) {
        return begun.level().map(l -> "&level=" + word(l)).orElse("")
                + ReturnPath.check(begun.to()).map(to -> "&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8)).orElse("");
    }

    private Optional<Begun> begun(Exchange exchange, String provider, String state) {
        String[] parts = exchange.cookie(STATE_COOKIE).orElse("").split("\\.", -1);
        if (parts.length != 5 || !provider.matches("[a-z0-9-]{1,40}")) {
            return Optional.empty();
        }
        String value = String.join(".", Arrays.asList(parts).subList(0, 4));
        boolean right = exchange.seal().matches("state", value, parts[4]) && parts[1].equals(provider)
                && Seal.same(parts[0], state) && isOurs(exchange, state, provider);
        return right ? Optional.of(new Begun(new String(Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8), level(parts[2]))) : Optional.empty();
    }

    private static String to(Exchange exchange) {
        return exchange.parameter("to").flatMap(ReturnPath::check).orElse("");
    }

    private String text(Exchange exchange, String key) {
        return house.texts().get(exchange.language(), key);
    }
}
