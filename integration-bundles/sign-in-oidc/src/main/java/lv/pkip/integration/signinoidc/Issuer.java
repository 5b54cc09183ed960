package lv.pkip.integration.signinoidc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import lv.pkip.kernel.api.integration.PartnerCalls;

/** What the provider tells of itself: where it is asked, and its keys; read anew now and then, and when a key is not known. */
final class Issuer {
    private static final Duration KEPT = Duration.ofMinutes(10);
    /** Who sends tokens with made-up key ids does not make us call more often. */
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build()).build());

    private final Agreement agreement;
    private final PartnerCalls calls;
    private Known known;
    private Keys keys;

    Issuer(Agreement agreement, PartnerCalls calls) {
        this.agreement = agreement;
        this.calls = calls;
    }

    /**
     * The provider's own description.
     *
     * @param namesItself it puts its name into the answer (RFC 9207)
     */
    record Known(String authorize, String token, String keys, boolean namesItself, Instant read) { }

    private record Keys(JWKSet set, Instant read) { }

    synchronized Known known() throws IOException, Unusable {
        Instant now = agreement.clock().instant();
        if (known == null || !now.isBefore(known.read().plus(KEPT))) {
            JsonNode told = get(agreement.issuer() + "/.well-known/openid-configuration");
            if (!told.path("issuer").asText().equals(agreement.issuer())) {
                throw new Unusable("the description is of another issuer");
            }
            known = new Known(address(told, "authorization_endpoint"), address(told, "token_endpoint"), address(told, "jwks_uri"),
                    told.path("authorization_response_iss_parameter_supported").asBoolean(), now);
        }
        return known;
    }

    private String address(JsonNode told, String field) throws Unusable {
        String address = told.path(field).asText();
        if (!agreement.mayCall(address)) {
            throw new Unusable(field + " is no https address");
        }
        return address;
    }

    /** Keys with one of that id among them, if there is such a one at all. */
    synchronized JWKSet keys(String id) throws IOException, Unusable {
        Instant now = agreement.clock().instant();
        boolean old = keys == null || !now.isBefore(keys.read().plus(KEPT));
        boolean unknown = keys != null && id != null && keys.set().getKeyByKeyId(id) == null && !now.isBefore(keys.read().plus(PAUSE));
        if (old || unknown) {
            try {
                keys = new Keys(JWKSet.parse(get(known().keys()).toString()).toPublicJWKSet(), now);
            } catch (ParseException e) {
                throw new Unusable("the keys cannot be read");
            }
        }
        return keys.set();
    }

    private JsonNode get(String address) throws IOException, Unusable {
        return json(calls.send(HttpRequest.newBuilder(URI.create(address)).header("Accept", "application/json").GET().build()));
    }

    JsonNode post(String address, String authorization, String form) throws IOException, Unusable {
        return json(calls.send(HttpRequest.newBuilder(URI.create(address)).header("Authorization", authorization).header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(form, StandardCharsets.UTF_8)).build()));
    }

    private static JsonNode json(PartnerCalls.Answer answer) throws Unusable {
        if (answer.status() != 200) {
            throw new Unusable("answered with " + answer.status());
        }
        try {
            JsonNode read = JSON.readTree(answer.body());
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (IOException e) {
            throw new Unusable("no JSON"); // the message would quote what came
        }
        throw new Unusable("no JSON object");
    }
}
