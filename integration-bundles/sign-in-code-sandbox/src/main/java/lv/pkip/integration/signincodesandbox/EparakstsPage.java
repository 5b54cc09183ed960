package lv.pkip.integration.signincodesandbox;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where eParaksts asks who one is. */
@Component(service = Page.class)
@PagePath(EparakstsPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class EparakstsPage implements Page {
    static final String ROOT = "sandbox/eparaksts";
    static final String PATH = ROOT + "/trustedx-authserver/oauth/lvrtc-eipsign-as";
    private final Asking asking;

    @Activate
    public EparakstsPage(@Reference(name = "grants") Grants grants) {
        this.asking = new Asking(grants, PATH, "eparaksts.title", Behaviour.ofEparaksts());
    }

    @Override
    public Answer handle(Request request) {
        return request.path().isEmpty() ? asking.handle(request, "") : new Problem(404, "problem.no-request");
    }
}
