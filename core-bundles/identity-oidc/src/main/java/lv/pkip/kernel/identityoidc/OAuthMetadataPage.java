package lv.pkip.kernel.identityoidc;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The provider's description where programs look for it: RFC 8414. */
@Component(service = Page.class)
@PagePath(".well-known/oauth-authorization-server")
@PageAudience(Audience.MACHINE)
public final class OAuthMetadataPage implements Page {
    private final Metadata metadata;

    @Activate
    public OAuthMetadataPage(@Reference(name = "metadata") Metadata metadata) {
        this.metadata = metadata;
    }

    @Override
    public Answer handle(Request request) {
        return metadata.answer();
    }
}
