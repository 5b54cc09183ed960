package lv.pkip.kernel.identityoidc;

import java.util.Optional;
import java.util.Set;

/** What the token endpoint gives out. */
record Issued(String access, long seconds, Optional<String> refresh, Set<String> scopes, Optional<Grant> grant, boolean bound) {
    @Override
    public String toString() {
        return "Issued[" + seconds + " s]"; // never a token: this may reach a log
    }
}
