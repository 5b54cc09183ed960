package lv.pkip.kernel.identityoidc;

import java.util.Map;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where an application ends its tokens (RFC 7009); what it does not know is no error. */
@Component(service = Page.class)
@PagePath("oauth2/revoke")
@PageAudience(Audience.MACHINE)
public final class RevocationPage implements Page {
    private final ClientGate gate;
    private final Tokens tokens;
    private final Origins origins;

    @Activate
    public RevocationPage(@Reference(name = "gate") ClientGate gate, @Reference(name = "tokens") Tokens tokens, @Reference(name = "origins") Origins origins) {
        this.gate = gate;
        this.tokens = tokens;
        this.origins = origins;
    }

    @Override
    public Answer handle(Request request) {
        Map<String, String> headers = origins.of(request);
        if (request.method().equals("OPTIONS")) {
            return Origins.preflight(headers);
        }
        try {
            Form form = Form.body(request);
            Client client = gate.enter(form, request);
            tokens.revoke(form.need("token"), client);
            return Answers.json(200, Map.of(), headers);
        } catch (Refused refused) {
            return Answers.error(refused, request, headers);
        }
    }
}
