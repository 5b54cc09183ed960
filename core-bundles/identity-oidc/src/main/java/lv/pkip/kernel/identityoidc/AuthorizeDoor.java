package lv.pkip.kernel.identityoidc;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Component;

/** Where applications send people to sign in (RFC 6749, 3.1). */
@Component(service = Page.class)
@PagePath("oauth2/authorize")
@PageAudience(Audience.MACHINE)
public final class AuthorizeDoor implements Page {

    @Override
    public Answer handle(Request request) {
        return Door.to(AuthorizationPage.PATH, request);
    }
}
