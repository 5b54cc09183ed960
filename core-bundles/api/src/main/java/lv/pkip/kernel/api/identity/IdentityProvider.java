package lv.pkip.kernel.api.identity;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** An outside provider that vouches for residents: latvija.lv, eParaksts, or the sandbox; named by {@link IdentityProviderId}. */
@ConsumerType
public interface IdentityProvider {

    /** Name of the provider on the sign-in page, in a language. */
    String label(String language);

    /**
     * Where to send the browser.
     *
     * @param state     unguessable value bound to this browser by the kernel; comes back unchanged
     * @param returnUrl full address the provider sends the browser back to
     * @param wanted    what is asked for at least; a provider that cannot promise it does what comes nearest
     */
    String start(String state, String returnUrl, Assurance wanted, String language);

    /**
     * Checks what came back (signature, audience, time, replay) and tells who it is.
     *
     * @param parameters what the browser brought, by GET or POST; {@link #stateParameter} is already checked
     * @throws SignInRefused when anything is not right
     */
    ExternalIdentity finish(Map<String, String> parameters, String returnUrl);

    /** The parameter in which the state comes back. */
    default String stateParameter() {
        return "state";
    }

    /** The surest level this provider can give; it is not offered to somebody who needs more. */
    default Assurance surest() {
        return Assurance.HIGH;
    }
}
