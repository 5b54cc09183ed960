package lv.pkip.kernel.api.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What two people must agree to: roles with privileged permissions ({@link DeclaresPermission#privileged()}), and what would
 * let somebody sign in as one who holds such a role. It takes effect when somebody with {@code users:approve} who neither
 * asked for it nor gains by it approves.
 */
@ProviderType
public interface Approvals {

    /** Those that wait, oldest first. */
    List<Approval> waiting();

    /** Decided ones, newest first. */
    List<Approval> decided(long before, int limit);

    void approve(long id, String reason);

    void refuse(long id, String reason);

    /**
     * @param subject what gains the rights: an account's login, or a role, group or position by {@code kind}
     * @param gains   roles, or for a role its permissions; empty when no rights are asked for
     * @param wanted  the new e-mail address, or the day of a move; else empty
     */
    record Approval(long id, Registry.Subject kind, String subject, Set<String> gains, String askedBy, Instant asked, String reason,
            State state, Optional<String> decidedBy, Optional<Instant> decided, String answer, Act act, String wanted) { }

    /**
     * What is asked for: rights now or by a planned move, or what opens the account of one who holds such rights. A new
     * password is made by the one who asked, once, within a day of the approval; all else happens with the approval.
     */
    enum Act { RIGHTS, MOVE, PASSWORD, SECOND_FACTORS, EMAIL }

    /** Where one stands. */
    enum State { WAITING, APPROVED, REFUSED }
}
