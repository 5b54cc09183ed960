package lv.pkip.kernel.identityoidc;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A token that is good now.
 *
 * @param grant   whose it is; empty when the application acts for itself
 * @param bound   SHA-256 of the certificate it is bound to
 */
record Live(String hash, boolean refresh, String client, Optional<Grant> grant, Set<String> scopes, Optional<String> bound, Instant created,
        Instant expires) {

    static Live of(TokenRow row, Optional<Grant> grant) {
        return new Live(row.tokenHash, row.kind.equals(TokenRow.REFRESH), row.clientId, grant, Words.set(row.scopes), Optional.ofNullable(row.bound),
                Instant.ofEpochMilli(row.created), Instant.ofEpochMilli(row.expires));
    }
}
