package lv.pkip.kernel.api.identity;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person as an outside identity provider vouches for them (latvija.lv, eParaksts, or the sandbox).
 *
 * @param provider     id of the provider, for example {@code sandbox}
 * @param personalCode today's personal code: 11 digits, no hyphen
 * @param historic     codes the same person had before, as the provider states; 11 digits each
 * @param givenName    name
 * @param familyName   surname
 * @param assurance    level the provider states
 * @param method       by which means the person was identified, in the provider's words; empty when not told
 */
public record ExternalIdentity(String provider, String personalCode, Set<String> historic, String givenName, String familyName,
        Assurance assurance, String method) {
    public ExternalIdentity {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(givenName);
        Objects.requireNonNull(familyName);
        Objects.requireNonNull(assurance);
        Objects.requireNonNull(method);
        historic = historic.stream().filter(code -> !code.equals(personalCode)).collect(Collectors.toUnmodifiableSet());
        if (!isCode(personalCode) || !historic.stream().allMatch(ExternalIdentity::isCode)) {
            throw new IllegalArgumentException("a personal code has 11 digits");
        }
    }

    /** A person with one code. */
    public ExternalIdentity(String provider, String personalCode, String givenName, String familyName, Assurance assurance) {
        this(provider, personalCode, Set.of(), givenName, familyName, assurance, "");
    }

    private static boolean isCode(String code) {
        return code.matches("[0-9]{11}");
    }

    @Override
    public String toString() {
        return "ExternalIdentity[" + provider + "]";
    }
}
