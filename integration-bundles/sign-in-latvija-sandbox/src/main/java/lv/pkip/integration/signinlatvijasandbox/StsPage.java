package lv.pkip.integration.signinlatvijasandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The page that stands where latvija.lv asks who one is, and the answer it lets the browser carry back by POST. */
@Component(service = Page.class)
@PagePath(StsPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class StsPage implements Page {
    static final String PATH = "sandbox/latvija";
    private static final Pattern CONTEXT = Pattern.compile("[A-Za-z0-9._~-]{8,200}");
    private static final Pattern REALM = Pattern.compile("[A-Za-z0-9:/._-]{1,200}");
    private final Sts sts;

    @Activate
    public StsPage(@Reference(name = "sts") Sts sts) {
        this.sts = sts;
    }

    @Override
    public Answer handle(Request request) {
        Optional<String> context = request.parameter("wctx").filter(c -> CONTEXT.matcher(c).matches());
        Optional<String> realm = request.parameter("wtrealm").filter(r -> REALM.matcher(r).matches());
        Optional<String> reply = request.parameter("wreply").filter(address -> isOwn(address, request.baseUrl()));
        if (context.isEmpty() || realm.isEmpty() || reply.isEmpty() || !request.parameter("wa").equals(Optional.of("wsignin1.0"))) {
            return new Problem(400, "problem.no-request");
        }
        Map<String, String> hidden = new LinkedHashMap<>(Map.of("wa", "wsignin1.0", "wctx", context.get(), "wtrealm", realm.get(), "wreply", reply.get()));
        return request.method().equals("POST") ? answer(request, hidden) : ask(hidden);
    }

    /** A sign-in page must not send people, and what it says of them, elsewhere. */
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

    /** Somebody to be. */
    public record Choice(int number, String name, String code, int historic, int level) { }

    private Answer ask(Map<String, String> hidden) {
        List<Choice> people = new ArrayList<>();
        for (Nobody one : Nobody.ALL) {
            people.add(new Choice(people.size(), one.givenName() + " " + one.familyName(), one.code().substring(0, 6) + "-" + one.code().substring(6),
                    one.historic().size(), one.level()));
        }
        return new View("ask", Map.of("action", "/" + PATH, "hidden", hidden, "people", people, "behaviours", Arrays.stream(Behaviour.values())
                .filter(b -> b != Behaviour.ENCRYPTED || sts.canEncrypt()).map(Behaviour::word).toList()));
    }

    private Answer answer(Request request, Map<String, String> hidden) {
        Optional<Nobody> person = request.parameter("person").filter(n -> n.matches("[0-9]")).map(Integer::parseInt)
                .filter(n -> n < Nobody.ALL.size()).map(Nobody.ALL::get);
        Behaviour behaviour = request.parameter("behaviour").flatMap(Behaviour::of).orElse(Behaviour.GOOD);
        if (person.isEmpty() || behaviour == Behaviour.ENCRYPTED && !sts.canEncrypt()) {
            return ask(hidden);
        }
        String context = behaviour == Behaviour.WRONG_STATE ? "wrong-" + hidden.get("wctx") : hidden.get("wctx");
        String result = sts.answer(person.get(), hidden.get("wtrealm"), context, behaviour);
        return new View("answer", Map.of("reply", hidden.get("wreply"), "context", context, "result", result));
    }
}
