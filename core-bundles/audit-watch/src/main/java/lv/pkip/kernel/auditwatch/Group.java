package lv.pkip.kernel.auditwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/**
 * What a rule looks at one by one: an actor of a source, an address, a source, a person.
 *
 * @param label how it is called, without personal codes
 * @param hash  tells two apart, also where codes are covered
 */
record Group(Spec.By by, String label, String source, String hash) {
    /** All that are too many to be told one by one. */
    static final String OTHERS = "*";
    private static final int LONGEST = 128;
    private static final int HASH = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    static Group of(Spec.By by, String key, String source) {
        return new Group(by, Codes.brief(Codes.covered(key), LONGEST), source, hash(by + "\n" + (by == Spec.By.ACTOR ? source : "") + "\n" + key));
    }

    /** Empty when the record has no such thing. */
    static Optional<Group> of(Spec.By by, Stored stored) {
        AuditRecord r = stored.record();
        return switch (by) {
            case ACTOR -> Optional.of(of(by, actor(r), stored.source()));
            case ADDRESS -> r.address().or(() -> detail(r, "address")).map(address -> of(by, address, stored.source()));
            case SOURCE -> Optional.of(of(by, stored.source(), stored.source()));
            case SUBJECT -> r.dataSubject().map(subject -> of(by, subject, stored.source()));
        };
    }

    static Group others(Spec.By by) {
        return new Group(by, OTHERS, "", hash(OTHERS));
    }

    /** Who could not sign in is nobody yet; whose name was tried is told in the details. */
    private static String actor(AuditRecord r) {
        return r.actor().kind() == PartyKind.ANONYMOUS ? detail(r, "login").orElse(r.actor().id()) : r.actor().id();
    }

    private static Optional<String> detail(AuditRecord r, String name) {
        if (!r.details().contains("\"" + name + "\"")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(r.details()).get(name)).filter(node -> node.isTextual() && !node.textValue().isBlank()).map(node -> node.textValue().strip());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
