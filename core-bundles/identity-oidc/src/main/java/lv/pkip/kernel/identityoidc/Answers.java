package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;

/** What endpoints answer to other systems: JSON that nobody keeps, and errors as the RFCs spell them. */
final class Answers {
    static final String JSON = "application/json";
    private static final Map<String, String> NOT_KEPT = Map.of("Cache-Control", "no-store", "Pragma", "no-cache");

    private Answers() { }

    static Page.Content json(int status, Map<String, ?> body, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(NOT_KEPT);
        all.putAll(headers);
        return new Page.Content(status, JSON, Optional.empty(),
                new ByteArrayInputStream(JSONObjectUtils.toJSONString(body).getBytes(StandardCharsets.UTF_8)), all);
    }

    static Page.Content empty(int status, Map<String, String> headers) {
        return new Page.Content(status, JSON, Optional.empty(), new ByteArrayInputStream(new byte[0]), headers);
    }

    /** RFC 6749, 5.2: 401 names the scheme the application used. */
    static Page.Content error(Refused refused, Page.Request request, Map<String, String> headers) {
        ErrorObject error = refused.error();
        boolean client = error.getCode().equals(OAuth2Error.INVALID_CLIENT.getCode());
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (client) {
            all.put("WWW-Authenticate", "Basic realm=\"" + request.baseUrl() + "\"");
        }
        return json(client ? 401 : error.getHTTPStatusCode() == 0 || error.getHTTPStatusCode() == 302 ? 400 : error.getHTTPStatusCode(), body(error), all);
    }

    static Map<String, Object> body(ErrorObject error) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error.getCode());
        if (error.getDescription() != null) {
            body.put("error_description", error.getDescription());
        }
        return body;
    }

    /** RFC 6750, 3: what is wrong with a bearer token, or that one is asked for. */
    static Page.Content bearer(int status, Optional<String> error, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("WWW-Authenticate", "Bearer realm=\"pkip\"" + error.map(code -> ", error=\"" + code + "\"").orElse(""));
        return error.map(code -> json(status, Map.of("error", code), all)).orElseGet(() -> json(status, Map.of(), all));
    }
}
