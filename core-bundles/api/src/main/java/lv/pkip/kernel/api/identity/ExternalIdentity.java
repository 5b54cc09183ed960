package lv.pkip.kernel.api.identity;

import java.util.Objects;

/**
 * A person as an outside identity provider vouches for them (latvija.lv, eParaksts, or the sandbox).
 *
 * @param provider     id of the provider, for example {@code sandbox}
 * @param personalCode normalised personal code: 11 digits, no hyphen
 * @param givenName    name
 * @param familyName   surname
 * @param assurance    level the provider states
 */
public record ExternalIdentity(String provider, String personalCode, String givenName, String familyName,
        Assurance assurance) {
    public ExternalIdentity {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(givenName);
        Objects.requireNonNull(familyName);
        Objects.requireNonNull(assurance);
        if (!personalCode.matches("[0-9]{11}")) {
            throw new IllegalArgumentException("a personal code has 11 digits");
        }
    }

    @Override
    public String toString() {
        return "ExternalIdentity[" + provider + "]";
    }
}
