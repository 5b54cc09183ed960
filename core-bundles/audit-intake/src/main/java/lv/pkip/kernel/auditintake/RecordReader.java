package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;

/** Reads a record from its JSON form, strictly: what is not understood is refused by name, never left out. */
final class RecordReader {
    private static final Set<String> MEMBERS = Set.of("id", "time", "actor", "onBehalfOf", "application", "address", "session", "action", "sourceAction", "object",
            "caseNumber", "dataSubject", "purpose", "legalBasis", "permission", "outcome", "details", "before", "after");
    /** Acts by their word; what could not be understood is no act of anybody, so no source names it. */
    private static final Map<String, Act> ACTS = words(Act.values(), Act.UNREADABLE);
    private static final Map<String, PartyKind> KINDS = words(PartyKind.values(), null);
    private static final List<String> OUTCOMES = List.of("ok", "refused", "failed");
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final Instant FIRST = Instant.parse("1990-01-01T00:00:00Z");
    private static final int DETAILS = 16_000;
    private static final BigInteger EXACT = BigInteger.TWO.pow(53);

    private RecordReader() { }

    private static <T extends Enum<T>> Map<String, T> words(T[] all, T without) {
        return Arrays.stream(all).filter(one -> one != without).collect(Collectors.toUnmodifiableMap(RecordReader::word, Function.identity()));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws Wrong when something in it is not as it has to be */
    static AuditRecord read(ObjectNode json) {
        only(json, "", MEMBERS);
        Acting actor = actor(json);
        return new AuditRecord(id(json).orElseThrow(() -> new Wrong("id", json.has("id") ? "id" : "missing")), time(json), actor.party(),
                text(json, "onBehalfOf", 128).or(actor::represented), need(json, "application", 64), text(json, "address", 64), text(json, "session", 128),
                choice(json, "", "action", ACTS), text(json, "sourceAction", 64).orElseGet(() -> json.path("action").textValue()), object(json),
                text(json, "caseNumber", 64), text(json, "dataSubject", 128), need(json, "purpose", 256), text(json, "legalBasis", 256),
                text(json, "permission", 64), choice(json, "", "outcome", OUTCOMES.stream().collect(Collectors.toMap(Function.identity(), Function.identity()))),
                details(json), hash(json, "before"), hash(json, "after"));
    }

    /** The id, as far as it is one; told also of a record that is wrong elsewhere. */
    static Optional<String> id(JsonNode json) {
        return Optional.ofNullable(json.path("id").textValue()).filter(id -> ID.matcher(id).matches());
    }

    private record Acting(Party party, Optional<String> represented) { }

    private static Acting actor(ObjectNode json) {
        ObjectNode actor = member(json, "actor", true).orElseThrow();
        only(actor, "actor", Set.of("kind", "id", "organisation", "viss"));
        Optional<String> organisation = text(actor, "actor", "organisation", 128);
        if (!actor.has("viss")) {
            return new Acting(new Party(choice(actor, "actor", "kind", KINDS), need(actor, "actor", "id", 128), organisation), Optional.empty());
        }
        for (String other : List.of("kind", "id")) {
            if (actor.has(other)) {
                throw new Wrong("actor/" + other, "beside-viss");
            }
        }
        Viss viss = Viss.of(need(actor, "actor", "viss", 128)).orElseThrow(() -> new Wrong("actor/viss", "viss"));
        return new Acting(new Party(viss.kind(), viss.name(), organisation.or(viss::organisation)), viss.represented());
    }

    private static Optional<Thing> object(ObjectNode json) {
        return member(json, "object", false).map(object -> {
            only(object, "object", Set.of("type", "id"));
            return new Thing(need(object, "object", "type", 64), need(object, "object", "id", 128));
        });
    }

    private static void only(ObjectNode json, String at, Set<String> members) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!members.contains(name)) {
                throw new Wrong(below(at, name), "unknown-field");
            }
        }
    }

    private static String below(String at, String name) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return at.isEmpty() ? escaped : at + "/" + escaped;
    }

    private static Optional<ObjectNode> member(ObjectNode json, String name, boolean needed) {
        JsonNode node = json.get(name);
        if (node == null) {
            if (needed) {
                throw new Wrong(name, "missing");
            }
            return Optional.empty();
        }
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new Wrong(name, "no-object");
    }

    private static String need(ObjectNode json, String name, int most) {
        return need(json, "", name, most);
    }

    private static String need(ObjectNode json, String at, String name, int most) {
        return text(json, at, name, most).orElseThrow(() -> new Wrong(below(at, name), "missing"));
    }

    private static Optional<String> text(ObjectNode json, String name, int most) {
        return text(json, "", name, most);
    }

    private static Optional<String> text(ObjectNode json, String at, String name, int most) {
        JsonNode node = json.get(name);
        if (node == null) {
            return Optional.empty();
        }
        String field = below(at, name);
        if (!node.isTextual()) {
            throw new Wrong(field, "no-text");
        }
        String text = node.textValue();
        if (text.isBlank()) {
            throw new Wrong(field, "empty");
        }
        if (text.length() > most) {
            throw new Wrong(field, "too-long", Map.of("most", String.valueOf(most)));
        }
        if (!isPlain(text, "")) {
            throw new Wrong(field, "characters");
        }
        return Optional.of(text);
    }

    private static <T> T choice(ObjectNode json, String at, String name, Map<String, T> choices) {
        T chosen = choices.get(need(json, at, name, 64));
        if (chosen == null) {
            throw new Wrong(below(at, name), "vocabulary", Map.of("allowed", choices.keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        return chosen;
    }

    /** To the millisecond, because that is how it is kept: sent again it has to be the same. */
    private static Instant time(ObjectNode json) {
        String text = need(json, "time", 40);
        if (!TIME.matcher(text).matches()) {
            throw new Wrong("time", "time");
        }
        try {
            Instant time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (time.isBefore(FIRST)) {
                throw new Wrong("time", "time");
            }
            return time;
        } catch (DateTimeException e) {
            throw new Wrong("time", "time");
        }
    }

    private static Optional<String> hash(ObjectNode json, String name) {
        Optional<String> text = text(json, name, 64);
        if (text.filter(hash -> !HASH.matcher(hash).matches()).isPresent()) {
            throw new Wrong(name, "hash");
        }
        return text.map(hash -> hash.toLowerCase(Locale.ROOT));
    }

    private static String details(ObjectNode json) {
        Optional<ObjectNode> details = member(json, "details", false);
        details.ifPresent(object -> check(object, "details"));
        String text = details.map(Json::text).orElse("{}");
        if (text.length() > DETAILS) {
            throw new Wrong("details", "too-long", Map.of("most", String.valueOf(DETAILS)));
        }
        return text;
    }

    /** What every reader of JSON understands alike (I-JSON, RFC 7493), because hashes are made of it. */
    private static void check(JsonNode node, String field) {
        if (node.isTextual() && !isPlain(node.textValue(), "\t\n\r")) {
            throw new Wrong(field, "characters");
        }
        if (node.isNumber() && !isExact(node.decimalValue())) {
            throw new Wrong(field, "number");
        }
        for (Iterator<Map.Entry<String, JsonNode>> members = node.fields(); members.hasNext();) {
            Map.Entry<String, JsonNode> member = members.next();
            if (!isPlain(member.getKey(), "")) {
                throw new Wrong(field, "characters");
            }
            check(member.getValue(), below(field, member.getKey()));
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), below(field, String.valueOf(i)));
            }
        }
    }

    private static boolean isExact(BigDecimal number) {
        boolean huge = Math.abs((long) number.precision() - number.scale()) > 400; // before anything is computed from the exponent
        if (huge || !Double.isFinite(number.doubleValue())) {
            return false;
        }
        return number.stripTrailingZeros().scale() > 0 || number.toBigInteger().abs().compareTo(EXACT) < 0;
    }

    /** No control characters but those named, and no half of a surrogate pair. */
    private static boolean isPlain(String text, String allowed) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || Character.isISOControl(c) && allowed.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
