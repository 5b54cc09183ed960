package lv.pkip.kernel.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A passkey in memory together with the browser before it; both can be told to misbehave. */
final class SoftKey {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private final KeyPair pair;
    private final byte[] credential = new byte[32];
    byte[] handle = new byte[0];
    long count = 1;
    boolean verifies = true;
    String origin = "https://pakalpojumi.paraugi.example";
    String relyingParty = "pakalpojumi.paraugi.example";

    SoftKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
            new SecureRandom().nextBytes(credential);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private SoftKey(SoftKey original) {
        pair = original.pair;
        System.arraycopy(original.credential, 0, credential, 0, credential.length);
        handle = original.handle.clone();
        count = original.count;
    }

    /** The same key once more, as a thief of its memory has it. */
    SoftKey copied() {
        return new SoftKey(this);
    }

    String id() {
        return URL.encodeToString(credential);
    }

    /** Answers {@code navigator.credentials.create}. */
    String create(String options) {
        JsonNode read = read(options);
        handle = Base64.getUrlDecoder().decode(read.at("/user/id").asText());
        byte[] client = client("webauthn.create", read.get("challenge").asText());
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(new byte[16]);
        key.writeBytes(new byte[] {0, (byte) credential.length});
        key.writeBytes(credential);
        key.writeBytes(cose());
        byte[] data = data(0x41, key.toByteArray());
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.write(0xa3);
        text(object, "fmt");
        text(object, "none");
        text(object, "attStmt");
        object.write(0xa0);
        text(object, "authData");
        object.writeBytes(new byte[] {0x59, (byte) (data.length >> 8), (byte) data.length});
        object.writeBytes(data);
        return "{\"id\":\"" + id() + "\",\"rawId\":\"" + id() + "\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{"
                + "\"clientDataJSON\":\"" + URL.encodeToString(client) + "\",\"attestationObject\":\"" + URL.encodeToString(object.toByteArray())
                + "\",\"transports\":[\"internal\"]}}";
    }

    /** Answers {@code navigator.credentials.get}. */
    String get(String options) {
        count++;
        byte[] client = client("webauthn.get", read(options).get("challenge").asText());
        byte[] data = data(0x01, new byte[0]);
        return "{\"id\":\"" + id() + "\",\"rawId\":\"" + id() + "\",\"type\":\"public-key\",\"clientExtensionResults\":{},\"response\":{"
                + "\"clientDataJSON\":\"" + URL.encodeToString(client) + "\",\"authenticatorData\":\"" + URL.encodeToString(data)
                + "\",\"signature\":\"" + URL.encodeToString(sign(data, client)) + "\",\"userHandle\":\"" + URL.encodeToString(handle) + "\"}}";
    }

    private static JsonNode read(String options) {
        try {
            return JSON.readTree(options);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private byte[] client(String type, String challenge) {
        return ("{\"type\":\"" + type + "\",\"challenge\":\"" + challenge + "\",\"origin\":\"" + origin + "\",\"crossOrigin\":false}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data(int flags, byte[] key) {
        byte[] hash = sha256(relyingParty.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(37 + key.length).put(hash).put((byte) (flags | (verifies ? 0x04 : 0))).putInt((int) count).put(key).array();
    }

    private byte[] sign(byte[] data, byte[] client) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] cose() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20});
        out.writeBytes(wide(key.getW().getAffineX()));
        out.writeBytes(new byte[] {0x22, 0x58, 0x20});
        out.writeBytes(wide(key.getW().getAffineY()));
        return out.toByteArray();
    }

    private static byte[] wide(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] wide = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, wide, 32 - length, length);
        return wide;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 | text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
