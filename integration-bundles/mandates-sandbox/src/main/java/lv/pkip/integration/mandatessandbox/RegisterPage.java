package lv.pkip.integration.mandatessandbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the made-up mandates and lets anybody end one, to see what happens to who acts by it. */
@Component(service = Page.class)
@PagePath(RegisterPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class RegisterPage implements Page {
    static final String PATH = "sandbox/mandates";
    private final Register register;

    @Activate
    public RegisterPage(@Reference(name = "register") Register register) {
        this.register = register;
    }

    /** A line of the list. */
    public record Line(String id, String kind, String name, boolean ended) { }

    @Override
    public Answer handle(Request request) {
        if (request.method().equals("POST")) {
            String id = request.parameter("mandate").orElse("");
            if (register.all().stream().noneMatch(one -> one.id().equals(id))) {
                return new Problem(404, "problem.gone");
            }
            register.turn(id);
            return new Redirect("/" + PATH);
        }
        List<Line> lines = register.all().stream().map(one -> new Line(one.id(), one.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                (one.givenName() + " " + one.name()).strip(), register.isEnded(one.id()))).toList();
        return new View("register", Map.of("action", "/" + PATH, "lines", lines));
    }
}
