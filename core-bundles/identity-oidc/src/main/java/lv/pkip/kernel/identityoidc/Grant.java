package lv.pkip.kernel.identityoidc;

import java.time.Instant;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Session;

/**
 * Somebody's sign-in to an application, as tokens carry it.
 *
 * @param subject login or person key
 * @param sub     the same as the application knows it
 * @param claims  what its request asked for by {@code claims}, JSON or empty
 * @param sid     the browser session as the application knows it; empty after a device flow
 */
record Grant(String id, String client, Actor.Kind kind, String subject, String sub, Set<String> scopes, Session.Proof proof,
        Assurance assurance, String nonce, String claims, String sid) {

    static Grant of(GrantRow row) {
        return new Grant(row.id, row.clientId, Actor.Kind.valueOf(row.kind), row.subject, row.sub, Words.set(row.scopes),
                new Session.Proof(Words.set(row.methods), Instant.ofEpochMilli(row.authTime)), Assurance.valueOf(row.assurance), row.nonce,
                row.claims, row.sid);
    }
}
