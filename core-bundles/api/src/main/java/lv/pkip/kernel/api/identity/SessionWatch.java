package lv.pkip.kernel.api.identity;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears that sign-in sessions were ended: by signing out, by an administrator, with the account. Not when they only run out. */
@ConsumerType
public interface SessionWatch {

    /** @param sessions SHA-256 of their tokens in hex; called when they are gone already */
    void ended(List<String> sessions);
}
