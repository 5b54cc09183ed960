package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where an application leaves a sign-in request before it sends the browser (RFC 9126). */
@Component(service = Page.class)
@PagePath("oauth2/par")
@PageAudience(Audience.MACHINE)
public final class ParPage implements Page {
    private final ClientGate gate;
    private final SignInRequests requests;

    @Activate
    public ParPage(@Reference(name = "gate") ClientGate gate, @Reference(name = "requests") SignInRequests requests) {
        this.gate = gate;
        this.requests = requests;
    }

    @Override
    public Answer handle(Request request) {
        try {
            Form form = Form.body(request);
            Client client = gate.enterToKeep(form, request);
            if (form.get("request_uri").isPresent() || form.get("client_id").filter(id -> !id.equals(client.id())).isPresent()) {
                throw new Refused(OAuth2Error.INVALID_REQUEST);
            }
            Map<String, String> asked = new LinkedHashMap<>(form.values());
            asked.keySet().removeAll(java.util.Set.of("client_secret", "client_assertion", "client_assertion_type"));
            requests.look(client, new Form(asked), Optional.of("pushed"));
            String uri = requests.push(client, Door.with("", asked).substring(1));
            return Answers.json(201, Map.of("request_uri", uri, "expires_in", SignInRequests.PUSHED_SECONDS), Map.of());
        } catch (SentBack problem) {
            return Answers.error(new Refused(problem.error()), request, Map.of());
        } catch (Refused refused) {
            return Answers.error(refused, request, Map.of());
        }
    }
}
