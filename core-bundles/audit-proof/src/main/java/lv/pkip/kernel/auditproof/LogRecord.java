package lv.pkip.kernel.auditproof;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One record of the log: public fields, and personal ones of which the log holds commitments only. Personal content and salt can be erased
 * later, or all but some fields left out, and the leaf's hash stays what it was.
 */
public final class LogRecord {
    /** Bytes of a record's salt; random, for each record its own. */
    public static final int SALT_LENGTH = Hash.LENGTH;
    /** The name under which the commitments stand in the canonical form, and which no field may have. */
    public static final String COMMITMENTS = "commitments";

    private final Map<String, Object> open;
    private final SortedMap<String, String> personal;
    private final byte[] salt;
    private final SortedMap<String, byte[]> keys;
    private final SortedMap<String, byte[]> commitments;

    private LogRecord(Map<String, Object> open, SortedMap<String, String> personal, byte[] salt, SortedMap<String, byte[]> keys,
            SortedMap<String, byte[]> commitments) {
        this.open = open;
        this.personal = Collections.unmodifiableSortedMap(personal);
        this.salt = salt;
        this.keys = keys;
        this.commitments = commitments;
        if (open.containsKey(COMMITMENTS) || !Collections.disjoint(open.keySet(), personal.keySet()) || !Collections.disjoint(open.keySet(), commitments.keySet())) {
            throw new Malformed("record-fields");
        }
    }

    /** A new record; a personal field that is absent ({@code null}) has no commitment. */
    public static LogRecord of(Map<String, ?> publicFields, Map<String, String> personal, byte[] salt) {
        SortedMap<String, String> present = present(personal);
        Hash.checked(salt);
        SortedMap<String, byte[]> commitments = new TreeMap<>();
        present.forEach((field, content) -> commitments.put(field, commitment(key(salt, field), content)));
        return new LogRecord(open(publicFields), present, salt.clone(), new TreeMap<>(), commitments);
    }

    /** A record as it was kept, its commitments too, so that {@link #changedFields()} can tell which field was changed since. */
    public static LogRecord kept(Map<String, ?> publicFields, Map<String, String> personal, byte[] salt, Map<String, byte[]> commitments) {
        return new LogRecord(open(publicFields), present(personal), Hash.checked(salt).clone(), new TreeMap<>(), hashes(commitments));
    }

    /** A record whose personal content and salt are gone. */
    public static LogRecord erased(Map<String, ?> publicFields, Map<String, byte[]> commitments) {
        return disclosed(publicFields, Map.of(), Map.of(), commitments);
    }

    /** A record of which some personal fields are shown, each with its field key; a key gives away nothing of the other fields. */
    public static LogRecord disclosed(Map<String, ?> publicFields, Map<String, String> personal, Map<String, byte[]> keys,
            Map<String, byte[]> commitments) {
        return new LogRecord(open(publicFields), present(personal), null, hashes(keys), hashes(commitments));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> open(Map<String, ?> fields) {
        return (Map<String, Object>) CanonicalJson.plain(fields, 0);
    }

    private static SortedMap<String, String> present(Map<String, String> fields) {
        SortedMap<String, String> present = new TreeMap<>();
        fields.forEach((field, content) -> {
            if (content != null) {
                present.put(field, content);
            }
        });
        return present;
    }

    private static SortedMap<String, byte[]> hashes(Map<String, byte[]> hashes) {
        SortedMap<String, byte[]> copy = new TreeMap<>();
        hashes.forEach((field, hash) -> copy.put(field, Hash.checked(hash).clone()));
        return copy;
    }

    private static byte[] key(byte[] salt, String field) {
        return Hash.hmac(salt, Text.utf8(field));
    }

    private static byte[] commitment(byte[] key, String content) {
        return Hash.hmac(key, Text.utf8(content));
    }

    /** What {@link #leafHash()} is of: the public fields and the commitments in the form of RFC 8785. */
    public byte[] canonical() {
        SortedMap<String, Object> all = new TreeMap<>(open);
        all.put(COMMITMENTS, texts(commitments));
        StringBuilder out = new StringBuilder(512);
        CanonicalJson.write(all, out);
        return Text.utf8(out.toString());
    }

    /** The leaf of the tree, by RFC 6962. */
    public byte[] leafHash() {
        return Hash.leaf(canonical());
    }

    /** Personal fields whose content or presence is not what the commitments say; an erased field is no change. */
    public List<String> changedFields() {
        List<String> changed = new ArrayList<>();
        SortedSet<String> all = new TreeSet<>(commitments.keySet());
        all.addAll(personal.keySet());
        all.addAll(keys.keySet());
        for (String field : all) {
            byte[] key = salt == null ? keys.get(field) : key(salt, field);
            String content = personal.get(field);
            byte[] committed = commitments.get(field);
            boolean erased = key == null && content == null;
            if (!erased && (key == null || content == null || committed == null || !MessageDigest.isEqual(committed, commitment(key, content)))) {
                changed.add(field);
            }
        }
        return changed;
    }

    /** With the content of these personal fields alone, and without the salt that would open the others. */
    public LogRecord disclosing(Collection<String> fields) {
        SortedMap<String, String> shown = new TreeMap<>(personal);
        shown.keySet().retainAll(fields);
        SortedMap<String, byte[]> theirKeys = new TreeMap<>();
        shown.keySet().forEach(field -> theirKeys.put(field, fieldKey(field)));
        return new LogRecord(open, shown, null, theirKeys, commitments);
    }

    /** Without personal content and salt. */
    public LogRecord erased() {
        return disclosing(List.of());
    }

    /** What opens the commitment of one field and of no other. */
    public byte[] fieldKey(String field) {
        byte[] key = salt == null ? keys.get(field) : key(salt, field);
        if (key == null) {
            throw new IllegalArgumentException("there is no key of a field that is erased: " + field);
        }
        return key.clone();
    }

    public Map<String, Object> publicFields() {
        return open;
    }

    public SortedMap<String, String> personal() {
        return personal;
    }

    public Optional<byte[]> salt() {
        return Optional.ofNullable(salt).map(byte[]::clone);
    }

    public SortedMap<String, byte[]> commitments() {
        return hashes(commitments);
    }

    /** Commitments of which there is no content and no key any more, or never was for this reader. */
    public boolean isErased() {
        return salt == null && keys.size() < commitments.size();
    }

    static Map<String, Object> texts(SortedMap<String, byte[]> hashes) {
        Map<String, Object> texts = new TreeMap<>();
        hashes.forEach((field, hash) -> texts.put(field, Text.base64Url(hash)));
        return texts;
    }

    /** As a line of an export says it, without index and leaf. */
    void writeTo(Map<String, Object> line) {
        line.put("public", open);
        line.put(COMMITMENTS, texts(commitments));
        if (!personal.isEmpty()) {
            line.put("personal", personal);
        }
        if (salt != null) {
            line.put("salt", Text.base64Url(salt));
        } else if (!keys.isEmpty()) {
            line.put("keys", texts(keys));
        }
    }

    /** From a line of an export. */
    static LogRecord readFrom(Map<String, Object> line) {
        Map<String, String> personal = new TreeMap<>();
        Json.map(line, "personal").forEach((field, content) -> personal.put(field, Json.as(String.class, content)));
        Map<String, byte[]> commitments = hashesOf(line, COMMITMENTS);
        Map<String, Object> open = Json.map(line, "public");
        if (line.containsKey("salt")) {
            if (line.containsKey("keys")) {
                throw new Malformed("record");
            }
            return kept(open, personal, Text.base64Url(Json.text(line, "salt")), commitments);
        }
        return disclosed(open, personal, hashesOf(line, "keys"), commitments);
    }

    private static Map<String, byte[]> hashesOf(Map<String, Object> line, String key) {
        Map<String, byte[]> hashes = new TreeMap<>();
        Json.map(line, key).forEach((field, hash) -> hashes.put(field, Text.base64Url(Json.as(String.class, hash))));
        return hashes;
    }
}
