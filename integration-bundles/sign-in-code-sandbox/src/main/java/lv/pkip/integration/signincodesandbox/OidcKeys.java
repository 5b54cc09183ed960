package lv.pkip.integration.signincodesandbox;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The keys that ID tokens are checked with. */
@Component(service = Page.class)
@PagePath(OidcPage.ROOT + "/jwks")
@PageAudience(Audience.MACHINE)
public final class OidcKeys implements Page {
    private final IdTokens tokens;

    @Activate
    public OidcKeys(@Reference(name = "tokens") IdTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Answer handle(Request request) {
        return Answers.json(200, tokens.publicKeys());
    }
}
