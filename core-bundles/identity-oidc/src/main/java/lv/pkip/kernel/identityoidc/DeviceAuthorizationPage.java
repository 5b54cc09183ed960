package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where a device without keyboard gets the code it shows (RFC 8628, 3.1). */
@Component(service = Page.class)
@PagePath("oauth2/device_authorization")
@PageAudience(Audience.MACHINE)
public final class DeviceAuthorizationPage implements Page {
    private final ClientGate gate;
    private final Devices devices;

    @Activate
    public DeviceAuthorizationPage(@Reference(name = "gate") ClientGate gate, @Reference(name = "devices") Devices devices) {
        this.gate = gate;
        this.devices = devices;
    }

    @Override
    public Answer handle(Request request) {
        try {
            Form form = Form.body(request);
            Client client = gate.enterToKeep(form, request);
            if (!client.may(Flow.DEVICE_CODE)) {
                throw new Refused(OAuth2Error.UNAUTHORIZED_CLIENT);
            }
            Set<String> scopes = client.allowed(Words.set(form.get("scope").orElse("")));
            if (scopes.isEmpty()) {
                throw new Refused(OAuth2Error.INVALID_SCOPE);
            }
            Devices.Codes codes = devices.begin(client, scopes);
            String page = request.baseUrl() + "/" + DevicePage.PATH;
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("device_code", codes.device());
            body.put("user_code", codes.user());
            body.put("verification_uri", page);
            body.put("verification_uri_complete", page + "?user_code=" + codes.user());
            body.put("expires_in", Devices.LIFE_SECONDS);
            body.put("interval", Devices.PAUSE_SECONDS);
            return Answers.json(200, body, Map.of());
        } catch (Refused refused) {
            return Answers.error(refused, request, Map.of());
        }
    }
}
