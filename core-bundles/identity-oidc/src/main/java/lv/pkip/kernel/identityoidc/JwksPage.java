package lv.pkip.kernel.identityoidc;

import java.util.LinkedHashMap;
import java.util.Map;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The public keys by which others check what this house signed. */
@Component(service = Page.class)
@PagePath("oauth2/jwks")
@PageAudience(Audience.MACHINE)
public final class JwksPage implements Page {
    private final KeyRing keys;

    @Activate
    public JwksPage(@Reference(name = "keys") KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public Answer handle(Request request) {
        Map<String, String> headers = new LinkedHashMap<>(Origins.all());
        headers.put("Cache-Control", "public, max-age=300");
        return Answers.json(200, keys.published().toJSONObject(true), headers);
    }
}
