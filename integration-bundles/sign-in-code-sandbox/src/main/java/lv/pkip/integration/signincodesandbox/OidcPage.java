package lv.pkip.integration.signincodesandbox;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the OpenID Connect provider asks who one is. */
@Component(service = Page.class)
@PagePath(OidcPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class OidcPage implements Page {
    static final String ROOT = "sandbox/oidc";
    static final String PATH = ROOT + "/authorize";
    private final Asking asking;

    @Activate
    public OidcPage(@Reference(name = "grants") Grants grants) {
        this.asking = new Asking(grants, PATH, "oidc.title", Behaviour.ofOidc());
    }

    static String issuer(Request request) {
        return request.baseUrl() + "/" + ROOT;
    }

    @Override
    public Answer handle(Request request) {
        boolean proof = request.parameter("code_challenge_method").filter("S256"::equals).isPresent()
                && request.parameter("code_challenge").filter(c -> c.matches("[A-Za-z0-9_-]{43}")).isPresent();
        return proof ? asking.handle(request, issuer(request)) : new Problem(400, "problem.no-request");
    }
}
