package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.ErrorObject;
import java.util.Optional;

/** A sign-in request that cannot be served is answered to the application by way of the browser (RFC 6749, 4.1.2.1). */
final class SentBack extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ErrorObject error;
    private final String redirectUri;
    private final transient Optional<String> state;

    SentBack(ErrorObject error, String redirectUri, Optional<String> state) {
        super(error.getCode());
        this.error = error;
        this.redirectUri = redirectUri;
        this.state = state;
    }

    ErrorObject error() {
        return error;
    }

    String redirectUri() {
        return redirectUri;
    }

    Optional<String> state() {
        return state;
    }
}
