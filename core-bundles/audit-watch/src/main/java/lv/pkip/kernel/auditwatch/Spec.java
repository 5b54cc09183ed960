package lv.pkip.kernel.auditwatch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/**
 * What a rule looks for. Everything given must match; what is empty matches all.
 *
 * @param sort       how it finds
 * @param kind       of the actor
 * @param code       the source's own name of the act, or its beginning when it ends with {@code *}
 * @param except     actors whose records do not count
 * @param closed     only what was done when offices are closed
 * @param opens      when they open, {@code HH:MM}
 * @param by         what is looked at one by one
 * @param of         what is counted
 * @param more       more of them are an alert
 * @param minutes    within so long
 * @param fields     what makes a pattern
 * @param learnDays  how long patterns of somebody new are only learned
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Spec(Sort sort, PartyKind kind, List<Act> acts, List<String> outcomes, String source, String application, String code, List<String> except,
        boolean closed, String opens, String closes, By by, Of of, int more, int minutes, List<Field> fields, int learnDays) {
    static final int MOST = 300;
    static final int LONGEST = 10_080;
    private static final ObjectMapper JSON = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** How a rule finds: by counting, by what was never there before, or by silence. */
    enum Sort { COUNT, PATTERN, SILENT }

    /** What is looked at one by one. */
    enum By { ACTOR, ADDRESS, SOURCE, SUBJECT }

    /** What is counted. */
    enum Of { RECORDS, SUBJECTS, ACTORS }

    /** What makes a pattern. */
    enum Field { SOURCE, APPLICATION, ACT, CODE, ADDRESS, KIND }

    Spec {
        acts = acts == null ? List.of() : List.copyOf(acts);
        outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
        except = except == null ? List.of() : List.copyOf(except);
        fields = fields == null ? List.of() : List.copyOf(fields);
        source = source == null ? "" : source;
        application = application == null ? "" : application;
        code = code == null ? "" : code;
        opens = opens == null ? "" : opens;
        closes = closes == null ? "" : closes;
        of = of == null ? Of.RECORDS : of;
        if (sort == Sort.COUNT && (more < 1 || more > MOST || minutes < 1 || minutes > LONGEST) || sort == Sort.PATTERN && (learnDays < 1 || fields.isEmpty())) {
            throw new IllegalArgumentException("a rule is out of bounds");
        }
    }

    static Spec read(String json) {
        try {
            return JSON.readValue(json, Spec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored rule cannot be read", e);
        }
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    long window() {
        return minutes * 60_000L;
    }

    /** Whether a record counts, but for the hours. */
    boolean matches(Stored stored) {
        AuditRecord r = stored.record();
        return (kind == null || r.actor().kind() == kind) && (acts.isEmpty() || acts.contains(r.action())) && (outcomes.isEmpty() || outcomes.contains(r.outcome()))
                && (source.isEmpty() || source.equals(stored.source())) && (application.isEmpty() || application.equals(r.application()))
                && (code.isEmpty() || (code.endsWith("*") ? r.sourceAction().startsWith(code.substring(0, code.length() - 1)) : code.equals(r.sourceAction())))
                && !except.contains(r.actor().id());
    }
}
