package lv.pkip.kernel.api.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Rights that two people must agree to: roles with privileged permissions ({@link DeclaresPermission#privileged()}) take
 * effect when somebody with {@code users:approve} who neither asked for them nor gains by them approves.
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
     * @param gains   roles, or for a role its permissions
     */
    record Approval(long id, Registry.Subject kind, String subject, Set<String> gains, String askedBy, Instant asked, String reason,
            State state, Optional<String> decidedBy, Optional<Instant> decided, String answer) { }

    /** Where one stands. */
    enum State { WAITING, APPROVED, REFUSED }
}
