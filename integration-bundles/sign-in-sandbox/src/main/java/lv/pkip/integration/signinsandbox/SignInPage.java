package lv.pkip.integration.signinsandbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;

/** The page of the simulated provider: anybody says who they are, and what is to go wrong on the way back. */
@Component(service = Page.class)
@PagePath(SignInPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class SignInPage implements Page {
    static final String PATH = "sandbox/sign-in";
    private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_~-]{8,200}");
    private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L} '’-]{0,99}");
    private static final List<String> LEVELS = List.of("low", "substantial", "high");
    /** People who do not exist, so that nobody types in real ones; codes of this form are given to nobody. */
    private static final List<Map<String, String>> NOBODIES = List.of(
            Map.of("givenName", "Jānis", "familyName", "Paraudziņš", "personalCode", "320000-00001"),
            Map.of("givenName", "Līga", "familyName", "Piemēra", "personalCode", "320000-00002"),
            Map.of("givenName", "Ēriks", "familyName", "Izdomātais", "personalCode", "320000-00003"),
            Map.of("givenName", "Māra", "familyName", "Pārstāve", "personalCode", "320000-00040"));

    private final Tickets tickets;

    @Activate
    public SignInPage(@Reference(name = "tickets") Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public Answer handle(Request request) {
        Optional<String> state = request.parameter("state").filter(s -> STATE.matcher(s).matches());
        Optional<String> back = request.parameter("return").flatMap(address -> Addresses.own(address, request.baseUrl()));
        if (state.isEmpty() || back.isEmpty()) {
            return new Problem(400, "problem.no-request");
        }
        return request.method().equals("POST") ? signIn(request, state.get(), back.get()) : show(request, prefilled(request), Map.of());
    }

    private static Map<String, String> prefilled(Request request) {
        return request.parameter("person").filter(number -> number.matches("[0-3]"))
                .map(number -> NOBODIES.get(Integer.parseInt(number))).orElse(Map.of());
    }

    private Answer signIn(Request request, String state, String back) {
        Behaviour behaviour = request.parameter("behaviour").flatMap(Behaviour::of).orElse(Behaviour.GOOD);
        if (behaviour == Behaviour.CANCELLED) {
            return new Redirect(Addresses.with(back, Map.of("state", state, "error", "cancelled")));
        }
        Map<String, String> typed = typed(request);
        Map<String, String> errors = errors(typed);
        if (!errors.isEmpty()) {
            return show(request, typed, errors);
        }
        Assurance level = behaviour == Behaviour.LEVEL_TOO_LOW ? Assurance.LOW : Assurance.of(typed.get("level"));
        ExternalIdentity identity = new ExternalIdentity(SandboxProvider.ID,
                PersonalCode.read(typed.get("personalCode")).orElseThrow(), typed.get("givenName"), typed.get("familyName"), level);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("state", behaviour == Behaviour.WRONG_STATE ? "wrong-" + state : state);
        parameters.put("code", code(identity, state, behaviour));
        return new Redirect(Addresses.with(back, parameters));
    }

    private String code(ExternalIdentity identity, String state, Behaviour behaviour) {
        String code = tickets.issue(identity, state, behaviour == Behaviour.EXPIRED ? Duration.ofSeconds(-1) : Tickets.LASTS);
        if (behaviour == Behaviour.REPLAYED) {
            tickets.redeem(code, state);
        }
        return behaviour == Behaviour.FORGED ? code.substring(0, code.length() - 4) + "AAAA" : code;
    }

    private static Map<String, String> typed(Request request) {
        Map<String, String> typed = new LinkedHashMap<>();
        for (String field : List.of("givenName", "familyName", "personalCode")) {
            typed.put(field, request.parameter(field).orElse("").trim());
        }
        typed.put("level", request.parameter("level").filter(LEVELS::contains).orElse(""));
        return typed;
    }

    private static Map<String, String> errors(Map<String, String> typed) {
        Map<String, String> errors = new LinkedHashMap<>();
        for (String field : List.of("givenName", "familyName")) {
            if (!NAME.matcher(typed.get(field)).matches()) {
                errors.put(field, "error." + field);
            }
        }
        if (PersonalCode.read(typed.get("personalCode")).isEmpty()) {
            errors.put("personalCode", "error.personalCode");
        }
        if (typed.get("level").isEmpty()) {
            errors.put("level", "error.level");
        }
        return errors;
    }

    private static Answer show(Request request, Map<String, String> values, Map<String, String> errors) {
        String wanted = request.parameter("wanted").filter(LEVELS::contains).orElse("substantial");
        Map<String, String> hidden = new LinkedHashMap<>();
        hidden.put("state", request.parameter("state").orElseThrow());
        hidden.put("return", request.parameter("return").orElseThrow());
        hidden.put("wanted", wanted);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("action", "/" + PATH);
        model.put("hidden", hidden);
        model.put("values", values);
        model.put("level", values.getOrDefault("level", "").isEmpty() ? wanted : values.get("level"));
        model.put("errors", errors);
        model.put("levels", LEVELS);
        model.put("wanted", wanted);
        model.put("behaviours", Arrays.stream(Behaviour.values()).map(Behaviour::word).toList());
        model.put("behaviour", request.parameter("behaviour").flatMap(Behaviour::of).orElse(Behaviour.GOOD).word());
        model.put("nobodies", nobodies(hidden));
        return new View("sign-in", model);
    }

    private static List<Map<String, String>> nobodies(Map<String, String> hidden) {
        return java.util.stream.IntStream.range(0, NOBODIES.size()).mapToObj(number -> {
            Map<String, String> parameters = new LinkedHashMap<>(hidden);
            parameters.put("person", String.valueOf(number));
            Map<String, String> person = NOBODIES.get(number);
            return Map.of("name", person.get("givenName") + " " + person.get("familyName"),
                    "href", Addresses.with("/" + PATH, parameters));
        }).toList();
    }
}
