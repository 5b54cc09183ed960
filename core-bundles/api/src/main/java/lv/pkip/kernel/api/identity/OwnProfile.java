package lv.pkip.kernel.api.identity;

import java.util.Objects;

import org.osgi.annotation.versioning.ProviderType;

/** What staff see and change of their own account. Changes are audited. */
@ProviderType
public interface OwnProfile {

    Profile read(Session session);

    /**
     * Changes e-mail, phone and language; login and name are the registry's.
     *
     * @param password of the holder; looked at when the e-mail address changes, and the old address is told
     * @throws SignInRefused when the password is not right
     * @throws lv.pkip.kernel.api.registry.RegistryProblem when a value is not one
     */
    void change(Session session, Profile wanted, char[] password);

    /** @param language {@code lv}, {@code en} or {@code ru} */
    record Profile(String login, String name, String email, String phone, String language) {
        public Profile {
            Objects.requireNonNull(login);
            Objects.requireNonNull(name);
            Objects.requireNonNull(email);
            Objects.requireNonNull(phone);
            Objects.requireNonNull(language);
        }
    }
}
