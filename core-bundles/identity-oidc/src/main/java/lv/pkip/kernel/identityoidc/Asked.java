package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.ErrorObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Assurance;

/**
 * A sign-in request that was looked through.
 *
 * @param scopes   what the application may have of what it asks for
 * @param maxAge   seconds since the person was authenticated, at most
 * @param wanted   the lowest level of assurance among those it would take
 * @param pushed   id of the pushed request it came from, empty when none
 */
record Asked(Client client, String redirectUri, Optional<String> state, Set<String> scopes, String challenge, String nonce, Set<String> prompt,
        Optional<Long> maxAge, Optional<Assurance> wanted, String claims, Optional<String> loginHint, List<String> languages, Optional<String> idTokenHint,
        Optional<String> pushed) {

    boolean prompts(String word) {
        return prompt.contains(word);
    }

    SentBack problem(ErrorObject error) {
        return new SentBack(error, redirectUri, state);
    }
}
