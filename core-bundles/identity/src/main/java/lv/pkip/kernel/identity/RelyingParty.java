package lv.pkip.kernel.identity;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;

import lv.pkip.kernel.api.identity.Municipality;

/** The house as passkeys know it: what browsers are asked, and whether what they answer is right (WebAuthn level 2). */
final class RelyingParty {
    private static final Pattern HOST_NAME = Pattern.compile("(?=.*[a-z])[a-z0-9-]+(\\.[a-z0-9-]+)*");
    private static final int LONGEST_ANSWER = 20_000;
    private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder TO_URL = Base64.getUrlEncoder().withoutPadding();

    private final Municipality municipality;
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter keys = new AttestedCredentialDataConverter(converter);

    RelyingParty(Municipality municipality) {
        this.municipality = municipality;
    }

    /** An answer that is not right. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean counterWentBack;

        Wrong(boolean counterWentBack) {
            super(counterWentBack ? "the counter of a passkey did not rise" : "a passkey's answer is not right");
            this.counterWentBack = counterWentBack;
        }

        /** The sign of a copied passkey. */
        boolean counterWentBack() {
            return counterWentBack;
        }
    }

    /** A passkey as it is to be stored. */
    record Made(String id, byte[] challenge, String content, long count, String flags) { }

    /** A right answer. */
    record Proved(byte[] challenge, long count, boolean verified) { }

    private Optional<String> host() {
        return Optional.ofNullable(URI.create(municipality.baseUrl()).getHost()).filter(host -> HOST_NAME.matcher(host).matches());
    }

    boolean isPossible() {
        return host().isPresent();
    }

    private ServerProperty server(byte[] challenge) {
        return new ServerProperty(new Origin(municipality.baseUrl()), host().orElseThrow(), new DefaultChallenge(challenge));
    }

    String creation(String login, String name, byte[] handle, byte[] challenge, List<byte[]> known) {
        ObjectNode options = options(challenge);
        options.putObject("rp").put("id", host().orElse("")).put("name", municipality.name("lv"));
        options.putObject("user").put("id", TO_URL.encodeToString(handle)).put("name", login).put("displayName", name);
        ArrayNode algorithms = options.putArray("pubKeyCredParams");
        ALGORITHMS.forEach(one -> algorithms.addObject().put("type", "public-key").put("alg", one.getValue()));
        credentials(options.putArray("excludeCredentials"), known);
        options.putObject("authenticatorSelection").put("residentKey", "preferred").put("userVerification", "preferred");
        return options.put("attestation", "none").toString();
    }

    /** @param known ids of the holder's passkeys; empty: whichever the browser finds, and it must verify its user */
    String request(byte[] challenge, List<byte[]> known) {
        ObjectNode options = options(challenge);
        options.put("rpId", host().orElse("")).put("userVerification", known.isEmpty() ? "required" : "preferred");
        credentials(options.putArray("allowCredentials"), known);
        return options.toString();
    }

    private static ObjectNode options(byte[] challenge) {
        return JSON.createObjectNode().put("challenge", TO_URL.encodeToString(challenge)).put("timeout", Challenges.LASTS.toMillis());
    }

    private static void credentials(ArrayNode list, List<byte[]> known) {
        known.forEach(id -> list.addObject().put("type", "public-key").put("id", TO_URL.encodeToString(id)));
    }

    /** Reads and checks a new passkey; the challenge is the caller's to judge. */
    Made made(String answer) throws Wrong {
        try {
            RegistrationData data = manager.parseRegistrationResponseJSON(bounded(answer));
            byte[] challenge = data.getCollectedClientData().getChallenge().getValue();
            List<PublicKeyCredentialParameters> algorithms = ALGORITHMS.stream()
                    .map(one -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, one)).toList();
            manager.verify(data, new RegistrationParameters(server(challenge), algorithms, false, true));
            AuthenticatorData<?> made = data.getAttestationObject().getAuthenticatorData();
            AttestedCredentialData key = made.getAttestedCredentialData();
            String flags = (made.isFlagUV() ? "V" : "") + (made.isFlagBE() ? "E" : "") + (made.isFlagBS() ? "S" : "");
            return new Made(idOf(key.getCredentialId()), challenge, Base64.getEncoder().encodeToString(keys.convert(key)), made.getSignCount(), flags);
        } catch (RuntimeException notRight) { // the library says in many ways that something is not as it should be
            throw new Wrong(false);
        }
    }

    /** Which passkey an answer says it is of. */
    String idOf(String answer) throws Wrong {
        try {
            return idOf(manager.parseAuthenticationResponseJSON(bounded(answer)).getCredentialId());
        } catch (RuntimeException notRight) {
            throw new Wrong(false);
        }
    }

    private static String idOf(byte[] credential) {
        return Token.hash(Base64.getEncoder().encodeToString(credential));
    }

    byte[] credentialOf(FactorRow row) {
        return keys.convert(Base64.getDecoder().decode(row.content)).getCredentialId();
    }

    /** Checks that a passkey answered; the challenge is the caller's to judge. */
    Proved proved(String answer, FactorRow row, boolean mustVerify) throws Wrong {
        try {
            AuthenticationData data = manager.parseAuthenticationResponseJSON(bounded(answer));
            byte[] challenge = data.getCollectedClientData().getChallenge().getValue();
            manager.verify(data, new AuthenticationParameters(server(challenge), record(row), null, mustVerify, true));
            byte[] handle = data.getUserHandle();
            boolean whose = handle == null || handle.length == 0 ? !mustVerify : Arrays.equals(handle, Base64.getDecoder().decode(row.handle));
            if (!whose) {
                throw new Wrong(false);
            }
            return new Proved(challenge, data.getAuthenticatorData().getSignCount(), data.getAuthenticatorData().isFlagUV());
        } catch (MaliciousCounterValueException back) {
            throw new Wrong(true);
        } catch (RuntimeException notRight) {
            throw new Wrong(false);
        }
    }

    private CredentialRecord record(FactorRow row) {
        return new CredentialRecordImpl(new NoneAttestationStatement(), row.flags.contains("V"), row.flags.contains("E"), row.flags.contains("S"),
                row.lastCount, keys.convert(Base64.getDecoder().decode(row.content)), null, null, null, null);
    }

    private static String bounded(String answer) {
        if (answer.length() > LONGEST_ANSWER) {
            throw new IllegalArgumentException("too long");
        }
        return answer;
    }
}
