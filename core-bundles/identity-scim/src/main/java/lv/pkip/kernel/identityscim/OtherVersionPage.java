package lv.pkip.kernel.identityscim;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Says which version there is to whoever asks for another one (RFC 7644 section 3.13). It says nothing else, so it asks nobody who they are. */
@Component(service = Page.class)
@PagePath("scim")
@PageAudience(Audience.MACHINE)
public final class OtherVersionPage implements Page {
    @Override
    public Answer handle(Request request) {
        ScimProblem problem = request.path().matches("v[0-9]+(/.*)?") ? ScimProblem.typed(400, "invalidVers", "There is /" + ScimPage.PATH + " only.") : ScimProblem.notFound();
        return new Answers(request).refused(problem, Map.of());
    }
}
