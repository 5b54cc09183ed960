package lv.pkip.kernel.api.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The e-services of this container: those installed now, and every version a case was ever submitted under. */
@ProviderType
public interface Services {

    /** Newest version of each service that can be applied for now, sorted by id. */
    List<Definition> installed();

    /** Newest version of an installed service. */
    Optional<Definition> find(String id);

    /** A version by fingerprint, installed or archived. */
    Optional<Definition> byFingerprint(String fingerprint);

    /** A version that {@link #find} gave at some time since: what an applicant may have begun under. Remembered over restarts. */
    Optional<Definition> offered(String id, String fingerprint, Instant since);

    /** Keeps a definition for ever, at the latest when this returns; called before a case is submitted under it. Idempotent. */
    void archive(Definition definition);

    /** The rule tables of a definition. */
    Rules rules(Definition definition);

    /** Checks answers against a form's schema; one finding per field, the most helpful one. */
    List<Finding> validate(Definition definition, String form, Answers answers);

    /** Bundles with a declaration that could not be taken, with reasons an author understands. */
    List<Rejected> rejected();

    /** DMN 1.3 XML of a rule set's version valid on a date. */
    String dmn(Definition definition, String ruleSet, java.time.LocalDate on);

    /** The municipality's overlay of a service: JSON text as in docs/reference/overlay.md, empty when none. */
    Optional<String> overlay(String service);

    /** Problems an overlay would cause; empty when it could be applied. Nothing is changed. */
    List<String> checkOverlay(String service, String json);

    /** Applies an overlay at once, without restart, after the same check; kept in history with actor and reason. */
    void applyOverlay(String service, String json, String reason);

    List<OverlayChange> overlayHistory(String service);

    /** A bundle whose declaration was refused. */
    record Rejected(String bundle, String version, List<String> reasons) { }

    /** One change of an overlay. */
    record OverlayChange(Instant time, String actor, String reason, String json) { }
}
