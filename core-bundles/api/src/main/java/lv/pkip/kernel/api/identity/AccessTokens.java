package lv.pkip.kernel.api.identity;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Turns a bearer token (RFC 6750) of the municipality's own token issuer into who acts; there while an issuer is installed. */
@ProviderType
public interface AccessTokens {

    /**
     * @param certificate what the caller showed in TLS, for tokens bound to one (RFC 8705)
     * @return empty when the token is not good: unknown, ended, revoked, for somebody else, or bound to another certificate
     */
    Optional<Session> resolve(String token, Optional<X509Certificate> certificate);

    /**
     * What a token was given for, by name; for what is told about somebody and is no permission of theirs.
     *
     * @return empty when the token is not good
     */
    default Set<String> scopes(String token) {
        return Set.of();
    }
}
