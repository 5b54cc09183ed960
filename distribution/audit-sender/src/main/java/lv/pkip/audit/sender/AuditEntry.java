package lv.pkip.audit.sender;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One audit record; each method gives a new one with something more. What is missing or too long is an {@link IllegalArgumentException}
 * here, where a programmer sees it, and not a refusal by the house next week. The fields: {@code docs/reference/audit-record.md}.
 */
public final class AuditEntry {
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int DETAILS = 16_000;
    private static final int LONGEST = 64 * 1024;

    /** Which sort of act; the same words for every system. */
    public enum Action {
        CREATE, READ, SEARCH, UPDATE, DELETE, PRINT, EXPORT, SEND, RECEIVE, SIGN, APPROVE, REFUSE, GRANT, REVOKE, SIGN_IN, SIGN_OUT, CONFIGURE, START, STOP, OTHER
    }

    /** How it went; {@code REFUSED}: somebody was not allowed to. */
    public enum Outcome { OK, REFUSED, FAILED }

    private final Map<String, Object> fields;

    private AuditEntry(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * @param application which application of the source
     * @param purpose     why, in words of the law or of the task
     */
    public static AuditEntry of(String application, Action action, String purpose) {
        return new AuditEntry(Map.of()).text("application", application, 64).with("action", word(action)).text("purpose", purpose, 256).outcome(Outcome.OK);
    }

    /** Unique within the source; without it, one is made when the record is sent. */
    public AuditEntry id(String id) {
        require(ID.matcher(id).matches(), "id", "1 to 128 ASCII characters without spaces");
        return with("id", id);
    }

    /** When it happened; without it, when it is sent. */
    public AuditEntry time(Instant time) {
        require(!time.isBefore(Instant.parse("1990-01-01T00:00:00Z")) && time.isBefore(Instant.parse("9999-12-31T00:00:00Z")), "time", "from 1990");
        return with("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Done by somebody who works for the municipality. */
    public AuditEntry byStaff(String login) {
        return by("staff", login);
    }

    /** @param key login, person key or personal code */
    public AuditEntry byResident(String key) {
        return by("resident", key);
    }

    public AuditEntry bySystem(String name) {
        return by("system", name);
    }

    public AuditEntry byNobodyKnown() {
        return by("anonymous", "anonymous");
    }

    /** @param name as VISS names the one who acts: {@code PK:…}, {@code AU:…-PK:…}, {@code PK:…-UR:…}, {@code DP:…-PK:…} */
    public AuditEntry byViss(String name) {
        return with("actor", Map.of("viss", checked("actor.viss", name, 128)));
    }

    /** The institution of the one who acts, who must have been named before. */
    public AuditEntry of(String organisation) {
        require(fields.get("actor") instanceof Map<?, ?>, "actor", "say first who");
        Map<String, Object> actor = new LinkedHashMap<>();
        ((Map<?, ?>) fields.get("actor")).forEach((name, value) -> actor.put(String.valueOf(name), value));
        actor.put("organisation", checked("actor.organisation", organisation, 128));
        return with("actor", actor);
    }

    public AuditEntry onBehalfOf(String person) {
        return text("onBehalfOf", person, 128);
    }

    public AuditEntry address(String address) {
        return text("address", address, 64);
    }

    /** Never the secret that opens the session: a hash of it. */
    public AuditEntry session(String session) {
        return text("session", session, 128);
    }

    /** The source's own name of the act. */
    public AuditEntry named(String sourceAction) {
        return text("sourceAction", sourceAction, 64);
    }

    public AuditEntry object(String type, String id) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", checked("object.type", type, 64));
        object.put("id", checked("object.id", id, 128));
        return with("object", object);
    }

    public AuditEntry caseNumber(String number) {
        return text("caseNumber", number, 64);
    }

    /** Whose data it is: personal code, registration number or key. */
    public AuditEntry dataSubject(String person) {
        return text("dataSubject", person, 128);
    }

    public AuditEntry legalBasis(String provision) {
        return text("legalBasis", provision, 256);
    }

    /** Number of the permission in VIRSIS. */
    public AuditEntry permission(String number) {
        return text("permission", number, 64);
    }

    public AuditEntry outcome(Outcome outcome) {
        return with("outcome", word(outcome));
    }

    /** A further fact: a text, number, truth, list or map of such. */
    public AuditEntry detail(String name, Object value) {
        Map<String, Object> details = new LinkedHashMap<>();
        if (fields.get("details") instanceof Map<?, ?> before) {
            before.forEach((known, fact) -> details.put(String.valueOf(known), fact));
        }
        details.put(name, value);
        String written;
        try {
            written = Json.write(details);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("details: " + e.getMessage(), e);
        }
        require(written.length() <= DETAILS, "details", "at most " + DETAILS + " characters");
        // what is changed later in a list or map of the caller must not change the record
        return with("details", Json.read(written));
    }

    /** SHA-256 of the object before and after, 64 hexadecimal digits. */
    public AuditEntry changed(String before, String after) {
        require(HASH.matcher(before).matches() && HASH.matcher(after).matches(), "before, after", "64 hexadecimal digits");
        return with("before", before).with("after", after);
    }

    private AuditEntry by(String kind, String id) {
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("kind", kind);
        actor.put("id", checked("actor.id", id, 128));
        return with("actor", actor);
    }

    private AuditEntry text(String name, String text, int most) {
        return with(name, checked(name, text, most));
    }

    private AuditEntry with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new AuditEntry(more);
    }

    /** With an id and a time. */
    AuditEntry complete(Instant now) {
        require(fields.containsKey("actor"), "actor", "say who did it");
        AuditEntry named = fields.containsKey("id") ? this : id(UUID.randomUUID().toString());
        return named.fields.containsKey("time") ? named : named.time(now);
    }

    String id() {
        return String.valueOf(fields.get("id"));
    }

    /** One line of NDJSON, without its end. */
    byte[] line() {
        byte[] line = Json.write(fields).getBytes(StandardCharsets.UTF_8);
        require(line.length <= LONGEST, "record", "at most " + LONGEST + " bytes");
        return line;
    }

    private static String checked(String name, String text, int most) {
        require(!text.isBlank(), name, "may not be blank");
        require(text.length() <= most, name, "at most " + most + " characters");
        require(text.chars().noneMatch(Character::isISOControl), name, "no control characters");
        return text;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value itself is not told: it may be personal data, and this may reach a log. */
    private static void require(boolean good, String field, String what) {
        if (!good) {
            throw new IllegalArgumentException(field + ": " + what);
        }
    }

    @Override
    public String toString() {
        return "AuditEntry[" + fields.get("application") + ", " + fields.get("action") + "]";
    }
}
