package lv.pkip.kernel.auditsyslog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditRecord.Thing;

/** Which part of a message gives which field of a record. What no field took goes to the record's details. */
final class Mapping {
    private static final Set<String> ACTS = Stream.of(Act.values()).filter(act -> act != Act.UNREADABLE).map(Act::name).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> KINDS = Stream.of(PartyKind.values()).map(PartyKind::name).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> OUTCOMES = Set.of("ok", "refused", "failed");
    private static final int CUT_MARK = 200;

    private final String source;
    private final Map<String, Field> fields;
    private final Words acts;
    private final Words kinds;
    private final Words outcomes;

    private Mapping(String source, Map<String, Field> fields, Words acts, Words kinds, Words outcomes) {
        this.source = source;
        this.fields = fields;
        this.acts = acts;
        this.kinds = kinds;
        this.outcomes = outcomes;
    }

    /** A record, and what is worth counting about how it was made. */
    record Made(AuditRecord record, boolean cut, int unknownWords) { }

    /** @param problems is told all that is wrong, not only the first */
    static Mapping of(Source.Config config, Consumer<String> problems) {
        Map<String, Field> fields = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>(Map.ofEntries(Map.entry("id", config.id()), Map.entry("actor", config.actor()),
                Map.entry("actorKind", config.actorKind()), Map.entry("organisation", config.organisation()), Map.entry("onBehalfOf", config.onBehalfOf()),
                Map.entry("application", config.application()), Map.entry("address", config.address()), Map.entry("session", config.session()),
                Map.entry("action", config.action()), Map.entry("sourceAction", config.sourceAction()), Map.entry("objectType", config.objectType()),
                Map.entry("objectId", config.objectId()), Map.entry("caseNumber", config.caseNumber()), Map.entry("dataSubject", config.dataSubject()),
                Map.entry("purpose", config.purpose()), Map.entry("legalBasis", config.legalBasis()), Map.entry("permission", config.permission()),
                Map.entry("outcome", config.outcome()), Map.entry("before", config.before()), Map.entry("after", config.after())));
        texts.forEach((name, text) -> fields.put(name, orTold(name, () -> Field.read(text), Field.none(), problems)));
        Words acts = words("actions", config.actions(), ACTS, problems);
        Words kinds = words("actorKinds", config.actorKinds(), KINDS, problems);
        Words outcomes = words("outcomes", config.outcomes(), OUTCOMES, problems);
        check(fields, acts, kinds, outcomes, problems);
        return new Mapping(config.name(), fields, acts, kinds, outcomes);
    }

    private static void check(Map<String, Field> fields, Words acts, Words kinds, Words outcomes, Consumer<String> problems) {
        if (fields.get("action").isNone()) {
            problems.accept("action: nothing gives it");
        }
        for (String wanted : List.of("purpose", "outcome")) {
            if (!fields.get(wanted).isSure()) {
                problems.accept(wanted + ": a message may leave it empty; end it with | 'a text'");
            }
        }
        if (fields.get("objectType").isNone() != fields.get("objectId").isNone()) {
            problems.accept("objectType, objectId: one goes with the other");
        }
        known(fields, "action", acts, problems);
        known(fields, "actorKind", kinds, problems);
        known(fields, "outcome", outcomes, problems);
    }

    private static void known(Map<String, Field> fields, String field, Words words, Consumer<String> problems) {
        fields.get(field).texts().stream().filter(text -> words.meaning(text).isEmpty())
                .forEach(text -> problems.accept(field + ": '" + text + "' is no word of the vocabulary"));
    }

    private static Words words(String name, String table, Set<String> vocabulary, Consumer<String> problems) {
        return orTold(name, () -> Words.read(table, vocabulary), Words.read("", vocabulary), problems);
    }

    private static <T> T orTold(String name, Supplier<T> reading, T otherwise, Consumer<String> problems) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            problems.accept(name + ": " + e.getMessage());
            return otherwise;
        }
    }

    /** The source's own name of the record, where it gives one. */
    Optional<String> id(Message message) {
        return fields.get("id").in(message).map(Field.Found::value).filter(id -> id.length() <= 128);
    }

    Made record(Message message, String id, Frame frame) throws Unreadable {
        Taken taken = new Taken(message);
        String action = taken.word("action", acts, "OTHER");
        String kind = taken.word("actorKind", kinds, "STAFF");
        String outcome = taken.word("outcome", outcomes, "failed");
        Optional<String> actor = taken.text("actor");
        Optional<String> objectType = taken.text("objectType");
        Optional<String> objectId = taken.text("objectId");
        if (objectType.isPresent() != objectId.isPresent()) {
            throw new Unreadable("one of objectType and objectId is missing");
        }
        Instant time = message.time().orElse(frame.received());
        Party party = actor.isPresent() ? new Party(PartyKind.valueOf(kind), actor.get(), taken.text("organisation"))
                : new Party(PartyKind.SYSTEM, source, taken.text("organisation"));
        taken.text("id");
        Optional<String> own = taken.text("sourceAction");
        Optional<String> word = taken.plain("action").map(Field.Found::value);
        Optional<String> onBehalfOf = taken.text("onBehalfOf");
        String application = taken.text("application").orElse(source);
        Optional<String> address = taken.text("address");
        Optional<String> session = taken.text("session");
        Optional<Thing> thing = objectType.map(type -> new Thing(type, objectId.get()));
        Optional<String> caseNumber = taken.text("caseNumber");
        Optional<String> dataSubject = taken.text("dataSubject");
        String purpose = taken.text("purpose").orElse("");
        Optional<String> legalBasis = taken.text("legalBasis");
        Optional<String> permission = taken.text("permission");
        Optional<String> before = taken.text("before").map(digits -> digits.toLowerCase(Locale.ROOT));
        Optional<String> after = taken.text("after").map(digits -> digits.toLowerCase(Locale.ROOT));
        Details details = Details.of(message, taken.places, taken.unknown, frame);
        return new Made(new AuditRecord(id, time, party, onBehalfOf, application, address, session, Act.valueOf(action), own.or(() -> word).orElse("syslog"), thing,
                caseNumber, dataSubject, purpose, legalBasis, permission, outcome, details.json(), before, after), details.cut(), taken.unknown.size());
    }

    /** What fields took from a message. */
    private final class Taken {
        private final Message message;
        private final Set<Field.Place> places = new HashSet<>();
        private final List<String> unknown = new ArrayList<>();

        Taken(Message message) {
            this.message = message;
        }

        Optional<Field.Found> plain(String field) throws Unreadable {
            Optional<Field.Found> found = fields.get(field).in(message);
            if (found.isPresent() && found.get().value().chars().anyMatch(Character::isISOControl)) {
                throw new Unreadable("a control character in what gives " + field);
            }
            return found;
        }

        Optional<String> text(String field) throws Unreadable {
            Optional<Field.Found> found = plain(field);
            found.flatMap(Field.Found::param).ifPresent(places::add);
            return found.map(Field.Found::value);
        }

        /** A word stays in the details also when its meaning is known: it says more than the vocabulary does. */
        String word(String field, Words words, String otherwise) {
            Optional<String> word = fields.get(field).in(message).map(Field.Found::value);
            Optional<String> meaning = word.flatMap(words::meaning);
            if (word.isPresent() && meaning.isEmpty()) {
                unknown.add(field);
            }
            return meaning.orElse(otherwise);
        }
    }

    /** What no field took, and whether all of it fitted. */
    private record Details(String json, boolean cut) {

        static Details of(Message message, Set<Field.Place> taken, List<String> unknown, Frame frame) {
            TreeMap<String, Object> details = new TreeMap<>();
            message.appName().ifPresent(name -> details.put("app", name));
            details.put("facility", message.facility());
            message.hostname().ifPresent(name -> details.put("host", name));
            message.msgid().ifPresent(id -> details.put("msgid", id));
            message.procid().ifPresent(id -> details.put("procid", id));
            details.put("severity", message.severity());
            if (message.time().isEmpty()) {
                details.put("time", "received");
            }
            if (!unknown.isEmpty()) {
                details.put("unknown", unknown);
            }
            if (frame.ended()) {
                details.put("ended", true);
            }
            Map<String, Map<String, Object>> rest = rest(message, taken);
            if (!rest.isEmpty()) {
                details.put("sd", rest);
            }
            // Both, the text and where it is not UTF-8 its octets, or a part of them and the mark of a cut.
            String octets = message.octets().map(bytes -> java.util.Base64.getEncoder().encodeToString(bytes)).orElse("");
            if (!message.text().isEmpty()) {
                details.put("msg", message.text());
            }
            if (!octets.isEmpty()) {
                details.put("msgBase64", octets);
            }
            String json = Json.of(details);
            if (json.length() <= Raw.ROOM) {
                return new Details(json, false);
            }
            return new Details(Json.of(shortened(details, message.text(), octets, frame)), true);
        }

        private static Map<String, Object> shortened(TreeMap<String, Object> details, String text, String octets, Frame frame) {
            details.put("cut", new TreeMap<>(Map.of("octets", frame.length(), "sha256", HexFormat.of().formatHex(frame.hash()))));
            details.remove("msg");
            details.remove("msgBase64");
            if (Json.of(details).length() > Raw.ROOM * 2 / 3) {
                String sd = Json.of(Map.of("sd", details.remove("sd")));
                // JSON within a text: each quote is escaped once more.
                details.put("sdBegins", sd.substring(0, Json.fitting(sd, Raw.ROOM / 2)));
            }
            int room = Raw.ROOM - CUT_MARK - Json.of(details).length();
            if (!octets.isEmpty()) {
                details.put("msgBase64", octets.substring(0, Math.min(octets.length(), room / 2) / 4 * 4));
                room /= 2;
            }
            details.put("msg", text.substring(0, Json.fitting(text, room)));
            return details;
        }

        private static Map<String, Map<String, Object>> rest(Message message, Set<Field.Place> taken) {
            Map<String, Map<String, Object>> rest = new TreeMap<>();
            for (Message.Element element : message.elements()) {
                Map<String, List<String>> values = new TreeMap<>();
                for (Message.Param param : element.params()) {
                    if (!taken.contains(new Field.Place(element.id(), param.name()))) {
                        values.computeIfAbsent(param.name(), name -> new ArrayList<>(1)).add(param.value());
                    }
                }
                // An element without parameters says something too; one whose parameters were all taken has said it.
                if (!values.isEmpty() || element.params().isEmpty()) {
                    Map<String, Object> shown = new TreeMap<>();
                    values.forEach((name, all) -> shown.put(name, all.size() == 1 ? all.get(0) : all));
                    rest.put(element.id(), shown);
                }
            }
            return rest;
        }
    }
}
