package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;

/** Parameters of a request, each once, as OAuth asks for; {@code resource} and {@code audience} excepted, which are not looked at. */
record Form(Map<String, String> values) {
    private static final int LONGEST = 32_000;
    private static final int MOST = 60;

    /** Of the body alone: what is a secret must not stand in an address. */
    static Form body(Page.Request request) {
        if (!request.method().equals("POST")) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "POST is asked for");
        }
        String type = request.headers().getOrDefault("content-type", "");
        if (!type.split(";")[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded")) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "application/x-www-form-urlencoded is asked for");
        }
        if (request.body().length > LONGEST) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "too long");
        }
        return decode(new String(request.body(), StandardCharsets.UTF_8));
    }

    static Form decode(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            put(values, decoded(equals < 0 ? pair : pair.substring(0, equals)), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return new Form(values);
    }

    /** Of query and form together, for pages that people come to. */
    static Form of(Map<String, List<String>> parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach((name, several) -> several.forEach(value -> put(values, name, value)));
        return new Form(values);
    }

    private static void put(Map<String, String> values, String name, String value) {
        boolean ignored = name.equals("resource") || name.equals("audience");
        // a parameter without a value counts as if it were not there (RFC 6749, 3.1)
        if (!ignored && !value.isEmpty() && values.putIfAbsent(name, value) != null) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "a parameter stands there twice");
        }
        if (values.size() > MOST) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "too many parameters");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "broken encoding");
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String need(String name) {
        return get(name).orElseThrow(() -> new Refused(OAuth2Error.INVALID_REQUEST, name + " is missing"));
    }

    Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }
}
