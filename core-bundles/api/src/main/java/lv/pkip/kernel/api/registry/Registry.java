package lv.pkip.kernel.api.registry;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Accounts, and the registry as a whole. Reading is for the kernel's own parts and needs no permission: what is shown to
 * whom is for the one who shows it. Changing needs {@code users:manage}; every change is history and audit.
 */
@ProviderType
public interface Registry {

    /** The registry now: at once for changes of this node, within a second for those of others. */
    Directory directory();

    /** Calls after each change, when {@link #directory()} already shows it; returns a handle that ends the calling. */
    AutoCloseable onChange(Runnable listener);

    /** What roles an account holds now, and why; none when it may not be used today. */
    List<Grant> grants(String login);

    /**
     * Makes an account. Roles with privileged permissions wait for a second person ({@link Approvals}).
     *
     * @return with the one-time password of a person, or the secret of a service
     * @throws RegistryProblem when something is wrong with it
     */
    Created create(Account account);

    /**
     * Makes accounts, all or none, that no password opens until their holders choose one by a reset link; otherwise as
     * {@link #create}. For systems that bring many people in.
     */
    List<Account> createWithoutPassword(List<Account> accounts);

    /**
     * Changes accounts, all or none; the version of each must be the stored one. Closing one ends its sessions. A new e-mail
     * address of one who holds privileged rights waits for a second person, because reset letters go there.
     */
    List<Account> change(List<Account> accounts, String reason);

    /**
     * Makes new accounts and changes others, all or none, each as {@link #create} and {@link #change} do it.
     *
     * @return the new ones in the order given
     */
    List<Created> apply(List<Account> fresh, List<Account> changed, String reason);

    /** Takes an account out for good; what it did stays in history and audit, and its login is never given again. */
    void remove(String login, String reason);

    /** The same, unless it was changed since: the version must be the stored one. */
    void remove(Account account, String reason);

    /**
     * Sets a one-time password (or a new secret for a service) and ends all sessions.
     *
     * @throws RegistryProblem {@code SECOND_PERSON} when the account holds privileged rights and nobody has approved yet
     */
    String resetPassword(String login);

    /**
     * Personal code of a member of staff; needs {@code users:personal-code}, and each reading is recorded.
     *
     * @param purpose what for, as a word ({@code [a-z][a-z0-9-]{0,39}}) that the record holds
     */
    Optional<String> readPersonalCode(String login, String purpose);

    /** Sets a personal code, 11 digits, or takes it away when empty. */
    void personalCode(String login, String code);

    /** What was done to an account, unit, position, group or role (its login, id or name), newest first; before 0: from the newest. */
    List<Change> history(Subject subject, String id, long before, int limit);

    /** @param secret shown once and kept by nobody */
    record Created(Account account, String secret) {
        @Override
        public String toString() {
            return "Created[" + account.login() + "]";
        }
    }

    /** What a change is about. */
    enum Subject { ACCOUNT, UNIT, POSITION, GROUP, ROLE }

    /**
     * One changed field.
     *
     * @param before empty when it was not there
     * @param after  empty when it is no more
     */
    record Change(long sequence, java.time.Instant time, String actor, Subject subject, String id, String field, String before,
            String after, String reason) { }
}
