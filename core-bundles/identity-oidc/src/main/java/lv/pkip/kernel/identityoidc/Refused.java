package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.ErrorObject;

/** A request is refused with an error of OAuth. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ErrorObject error;

    Refused(ErrorObject error) {
        super(error.getCode());
        this.error = error;
    }

    Refused(ErrorObject error, String description) {
        this(error.setDescription(description));
    }

    ErrorObject error() {
        return error;
    }
}
