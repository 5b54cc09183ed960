package lv.pkip.kernel.api.output;

import java.util.Map;
import lv.pkip.kernel.api.service.Definition;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes archival documents (PDF/A-2a with PDF/UA structure, ISO 19005-2, ISO 14289-1) and letters' texts from the
 * Pebble templates a definition carries.
 */
@ProviderType
public interface Outputs {

    /**
     * A PDF/A document.
     *
     * @param template name of {@code outputs/<template>.peb}
     * @param model    values for the template; the kernel adds {@code t} (texts), {@code municipality}, {@code code}, {@code qr}
     * @param language of the texts
     * @param code     verification code printed and put into the QR picture; empty for a preview, which is marked as a draft
     * @param verifyUrl address at which the code can be checked
     */
    byte[] pdf(Definition definition, String template, Map<String, Object> model, String language, String code,
            String verifyUrl);

    /** Plain text from {@code outputs/<template>.txt.peb}, first line = subject, for letters by e-mail. */
    String text(Definition definition, String template, Map<String, Object> model, String language);
}
