package lv.pkip.integration.payment;

import java.util.Map;
import java.util.Objects;

/**
 * What a provider can do.
 *
 * @param labels        language → name shown to the payer; Latvian is always there
 * @param callbacks     the partner calls back by itself
 * @param refunds       money can be given back through the provider
 * @param partialRefund less than the whole can be given back
 * @param sandbox       no money moves; shown to payers and staff as such
 */
public record Capabilities(Map<String, String> labels, boolean callbacks, boolean refunds, boolean partialRefund,
        boolean sandbox) {
    public Capabilities {
        labels = Map.copyOf(labels);
        Objects.requireNonNull(labels.get("lv"), "a provider has a Latvian name");
    }

    /** Name in a language, else in Latvian. */
    public String label(String language) {
        return labels.getOrDefault(language, labels.get("lv"));
    }
}
