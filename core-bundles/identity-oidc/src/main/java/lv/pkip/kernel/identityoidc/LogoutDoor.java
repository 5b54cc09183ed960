package lv.pkip.kernel.identityoidc;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Component;

/** Where applications send people to sign out (OpenID Connect RP-Initiated Logout 1.0). */
@Component(service = Page.class)
@PagePath("oauth2/logout")
@PageAudience(Audience.MACHINE)
public final class LogoutDoor implements Page {

    @Override
    public Answer handle(Request request) {
        return Door.to(LogoutPage.PATH, request);
    }
}
