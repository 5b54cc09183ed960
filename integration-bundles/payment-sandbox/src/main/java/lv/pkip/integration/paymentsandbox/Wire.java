package lv.pkip.integration.paymentsandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The protocol between gateway and merchant: each message is a JSON Web Signature (RFC 7515, compact, HS256) over string
 * claims; {@code iss} tells who speaks, {@code iat} when, {@code jti} is unique.
 */
final class Wire {
    static final String TYPE = "application/jose";
    static final Duration TOLERANCE = Duration.ofMinutes(5);
    static final String GATEWAY = "gateway";
    static final String MERCHANT = "merchant";

    private static final int MAX = 64 * 1024;
    private static final String HEADER =
            encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
    private static final TypeReference<Map<String, String>> CLAIMS = new TypeReference<>() { };

    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Supplier<byte[]> secret;
    private final Clock clock;

    Wire(Supplier<byte[]> secret, Clock clock) {
        json.setTypeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<>(16, 200)));
        this.secret = secret;
        this.clock = clock;
    }

    /** A message is not genuine, or its time is over. */
    static final class NotGenuine extends Exception {
        private static final long serialVersionUID = 1L;

        NotGenuine(String why) {
            super(why);
        }
    }

    byte[] sign(String issuer, Map<String, String> claims) {
        Map<String, String> all = new TreeMap<>(claims);
        all.put("iss", issuer);
        all.put("iat", Long.toString(clock.millis() / 1000));
        all.put("jti", UUID.randomUUID().toString());
        try {
            String signed = HEADER + "." + encode(json.writeValueAsBytes(all));
            return (signed + "." + encode(mac(signed))).getBytes(StandardCharsets.US_ASCII);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("claims are text", e);
        }
    }

    Map<String, String> verify(String issuer, byte[] message) throws NotGenuine {
        String[] parts = new String(message, 0, Math.min(message.length, MAX), StandardCharsets.US_ASCII).split("\\.", -1);
        if (message.length > MAX || parts.length != 3 || !parts[0].equals(HEADER)) {
            throw new NotGenuine("form"); // the header is fixed: no other algorithm is ever accepted
        }
        if (!MessageDigest.isEqual(mac(parts[0] + "." + parts[1]), decode(parts[2]))) {
            throw new NotGenuine("signature");
        }
        Map<String, String> claims = parse(decode(parts[1]));
        if (!issuer.equals(claims.get("iss")) || claims.get("jti") == null || !timely(claims.get("iat"))) {
            throw new NotGenuine("issuer or time");
        }
        return claims;
    }

    private boolean timely(String iat) {
        try {
            return Math.abs(clock.millis() - Long.parseLong(iat) * 1000) <= TOLERANCE.toMillis();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private Map<String, String> parse(byte[] text) throws NotGenuine {
        try {
            return json.readValue(text, CLAIMS);
        } catch (IOException e) {
            throw new NotGenuine("claims");
        }
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.get(), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) throws NotGenuine {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (!encode(bytes).equals(text)) {
                throw new NotGenuine("encoding"); // the same bytes written in another way would be another message
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new NotGenuine("encoding");
        }
    }
}
