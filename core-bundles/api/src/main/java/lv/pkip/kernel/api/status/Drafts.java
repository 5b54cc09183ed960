package lv.pkip.kernel.api.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import org.osgi.annotation.versioning.ProviderType;

/** Unfinished applications of the signed-in resident: saved page by page, resumed later, deleted after 90 days unused. */
@ProviderType
public interface Drafts {

    /** Starts a draft and returns it; its id is also the idempotency key of the later submission. */
    Draft start(String service, String definition, String language);

    /** Saves answers and the page the applicant is at. */
    Draft save(String id, Answers answers, String page);

    /** An own draft. */
    Optional<Draft> find(String id);

    /** Own drafts, newest first. */
    List<Draft> own();

    void delete(String id);

    /** @param definition fingerprint the draft was begun under */
    record Draft(String id, String service, String definition, Answers answers, String page, String language,
            Instant changed) { }
}
