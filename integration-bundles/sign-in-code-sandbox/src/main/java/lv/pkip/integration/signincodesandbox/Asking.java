package lv.pkip.integration.signincodesandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.page.Page;

/** The page of either provider: somebody chooses who to be, and is sent back with a code. */
final class Asking {
    private static final List<String> PASSED = List.of("response_type", "client_id", "redirect_uri", "state", "scope", "nonce", "code_challenge",
            "code_challenge_method");
    private final Grants grants;
    private final String path;
    private final String title;
    private final List<String> behaviours;

    Asking(Grants grants, String path, String title, List<String> behaviours) {
        this.grants = grants;
        this.path = path;
        this.title = title;
        this.behaviours = behaviours;
    }

    /** Somebody to be. */
    public record Choice(int number, String name, String code) { }

    Page.Answer handle(Page.Request request, String issuer) {
        Map<String, String> asked = new LinkedHashMap<>();
        PASSED.forEach(name -> request.parameter(name).filter(v -> v.length() <= 500).ifPresent(v -> asked.put(name, v)));
        if (!"code".equals(asked.get("response_type")) || !asked.containsKey("client_id") || !asked.containsKey("state")
                || !isOwn(asked.getOrDefault("redirect_uri", ""), request.baseUrl())) {
            return new Page.Problem(400, "problem.no-request");
        }
        Optional<Nobody> person = request.parameter("person").filter(n -> n.matches("[0-9]")).map(Integer::parseInt)
                .filter(n -> n < Nobody.ALL.size()).map(Nobody.ALL::get);
        Behaviour behaviour = request.parameter("behaviour").filter(behaviours::contains).flatMap(Behaviour::of).orElse(Behaviour.GOOD);
        return request.method().equals("POST") && person.isPresent() ? back(person.get(), behaviour, asked, issuer) : ask(asked);
    }

    /** A sign-in page must not send people elsewhere. */
    private static boolean isOwn(String address, String baseUrl) {
        try {
            URI wanted = new URI(address);
            URI base = new URI(baseUrl);
            return wanted.getUserInfo() == null && base.getScheme().equals(wanted.getScheme()) && base.getHost().equals(wanted.getHost())
                    && base.getPort() == wanted.getPort();
        } catch (URISyntaxException unreadable) {
            return false;
        }
    }

    private Page.Answer ask(Map<String, String> asked) {
        List<Choice> people = new ArrayList<>();
        Nobody.ALL.forEach(one -> people.add(new Choice(people.size(), one.name(), one.written())));
        return new Page.View("ask", Map.of("action", "/" + path, "hidden", asked, "people", people, "behaviours", behaviours, "heading", title));
    }

    private Page.Answer back(Nobody person, Behaviour behaviour, Map<String, String> asked, String issuer) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("state", behaviour == Behaviour.WRONG_STATE ? "wrong-" + asked.get("state") : asked.get("state"));
        if (behaviour == Behaviour.CANCELLED) {
            parameters.put("error", "access_denied");
        } else {
            parameters.put("code", grants.code(person, behaviour, asked));
        }
        if (!issuer.isEmpty()) {
            parameters.put("iss", behaviour == Behaviour.MIXED_UP ? "https://another.example" : issuer);
        }
        String redirect = asked.get("redirect_uri");
        return new Page.Redirect(redirect + (redirect.contains("?") ? "&" : "?") + parameters.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&")));
    }
}
