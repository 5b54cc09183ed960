package lv.pkip.kernel.identityoidc;

import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Session;

/** Makes grants of sessions. */
final class Grants {
    private Grants() { }

    /** @param sub the subject as the client knows it; there is none for an account that was closed this moment */
    static GrantRow of(Client client, Session session, Set<String> scopes, Optional<String> sub) {
        GrantRow grant = new GrantRow();
        grant.clientId = client.id();
        grant.kind = session.actor().kind().name();
        grant.subject = session.actor().id();
        grant.sub = sub.orElseThrow(() -> new lv.pkip.kernel.api.identity.Forbidden("account"));
        grant.scopes = Words.of(scopes);
        grant.methods = Words.of(session.proof().methods().stream().sorted().toList());
        grant.assurance = session.actor().assurance().name();
        grant.authTime = session.proof().at().toEpochMilli();
        grant.sessionHash = Secret.hash(session.token());
        grant.sid = sid(client, grant.sessionHash);
        grant.nonce = "";
        grant.claims = "";
        grant.redirectUri = "";
        grant.challenge = "";
        return grant;
    }

    /** The session as one application knows it. */
    static String sid(Client client, String sessionHash) {
        return Secret.base64(Secret.sha256((client.id() + " " + sessionHash).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
}
