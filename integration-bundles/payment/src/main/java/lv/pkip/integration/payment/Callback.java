package lv.pkip.integration.payment;

import java.util.List;
import java.util.Map;

/**
 * A call of the partner's server, as it came.
 *
 * @param method     {@code GET} or {@code POST}
 * @param parameters decoded query and form parameters
 * @param headers    lower-case names
 * @param body       raw body
 */
public record Callback(String method, Map<String, List<String>> parameters, Map<String, String> headers, byte[] body) {
    public Callback {
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
        body = body.clone();
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return "Callback[" + method + "]";
    }
}
