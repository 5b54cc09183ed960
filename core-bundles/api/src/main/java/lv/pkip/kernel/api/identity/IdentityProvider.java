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
     */
    String start(String state, String returnUrl, Assurance wanted, String language);

    /**
     * Checks what came back (signature, audience, time, replay) and tells who it is.
     *
     * @param parameters what the browser brought; {@code state} is already checked
     * @throws SignInRefused when anything is not right
     */
    ExternalIdentity finish(Map<String, String> parameters, String returnUrl);
}
