package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.OIDCClaimsRequest;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSetRequest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The {@code claims} parameter of a request (OpenID Connect Core, 5.5). */
record ClaimsWish(Set<String> idToken, Set<String> userinfo) {
    private static final int LONGEST = 2_000;

    /** Empty when there is none, or it cannot be read. */
    static Optional<ClaimsWish> read(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            OIDCClaimsRequest request = OIDCClaimsRequest.parse(text);
            return Optional.of(new ClaimsWish(names(request.getIDTokenClaimsRequest()), names(request.getUserInfoClaimsRequest())));
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static Set<String> names(ClaimsSetRequest request) {
        Set<String> names = new LinkedHashSet<>();
        if (request != null) {
            request.getEntries().forEach(entry -> names.add(entry.getClaimName()));
        }
        return names;
    }

    Map<String, Object> of(String where, Map<String, Object> there) {
        Map<String, Object> found = new LinkedHashMap<>();
        (where.equals("id_token") ? idToken : userinfo).stream().filter(there::containsKey).forEach(name -> found.put(name, there.get(name)));
        return found;
    }
}
