package lv.pkip.kernel.auditdesk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.service.Services;

/** Records as pages show them. */
final class Facts {
    static final String PLATFORM = "pkip";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEEPEST = 12;
    private static final int MOST_DETAILS = 300;
    private final Words words;
    private final Services services;
    private final People people;
    private final String language;

    Facts(Desk desk, People people, String language) {
        this.words = desk.words();
        this.services = desk.services();
        this.people = people;
        this.language = language;
    }

    /** A record in a list. */
    public record Row(long sequence, String time, String clock, String actor, String kind, String act, String code, String subject, String object,
            String application, String source, String caseNumber, String caseHref, String purpose, String outcome, String outcomeText, String tone, boolean sealed) { }

    /** A field of a record; {@code code} says that it is not for reading but for comparing. */
    public record Field(String key, String value, boolean code) { }

    /** A line of details laid out: how deep it stands, its name, its value. */
    public record Detail(String path, String value) { }

    static String actKey(Act act) {
        return "act." + act.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Row row(Stored stored) {
        AuditRecord r = stored.record();
        return new Row(stored.sequence(), Words.moment(r.time()), Words.clock(r.time()), who(stored), kind(r), did(stored), r.sourceAction(),
                r.dataSubject().map(people::subject).orElse(""), r.object().map(o -> o.type() + " " + Codes.covered(o.id())).orElse(""), application(stored), stored.source(),
                r.caseNumber().orElse(""), r.caseNumber().map(Facts::caseHref).orElse(""), purpose(r.purpose()), r.outcome(), outcome(r.outcome()), tone(r.outcome()),
                stored.place().isPresent());
    }

    /** Name of the actor; of somebody who was not signed in there is none. */
    private String who(Stored stored) {
        Party actor = stored.record().actor();
        if (stored.erased()) {
            return gone();
        }
        return actor.kind() == PartyKind.ANONYMOUS && actor.id().equals(Actor.anonymous().id()) ? kind(stored.record()) : people.actor(stored.source(), actor);
    }

    /** What stands in the place of what was erased. */
    private String gone() {
        return words.text(language, "value.erased");
    }

    /** Address of a case's timeline; none when its number is no plain word. */
    static String caseHref(String number) {
        return isPlain(number) ? Desk.RECORDS + "/case?number=" + number : "";
    }

    static boolean isPlain(String number) {
        return number.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") && !Codes.isIn(number) && Codes.personal(number).isEmpty();
    }

    String act(AuditRecord r) {
        return words.text(language, actKey(r.action()));
    }

    /** What was done: of this platform in words of its own, of other systems as which sort of act. */
    private String did(Stored stored) {
        String key = "did." + stored.record().sourceAction();
        return stored.source().equals(PLATFORM) && words.has(key) ? words.text(language, key) : act(stored.record());
    }

    String kind(AuditRecord r) {
        return words.text(language, "kind." + r.actor().kind().name().toLowerCase(Locale.ROOT));
    }

    String outcome(String outcome) {
        return words.has("outcome." + outcome) ? words.text(language, "outcome." + outcome) : outcome;
    }

    private static String tone(String outcome) {
        return outcome.equals("ok") ? "good" : outcome.equals("refused") ? "bad" : "waiting";
    }

    /** A purpose that the platform itself names, in words; others stay as they are. */
    String purpose(String purpose) {
        return words.has("why." + purpose) ? words.text(language, "why." + purpose) : purpose;
    }

    /** Name of an e-service or of a part of the platform; what another system calls itself. */
    String application(Stored stored) {
        String id = stored.record().application();
        if (!stored.source().equals(PLATFORM)) {
            return id;
        }
        return services.find(id).map(s -> s.text(language, "title")).orElseGet(() -> words.has("part." + id) ? words.text(language, "part." + id) : id);
    }

    /** Every field that is there. */
    List<Field> fields(Stored stored) {
        AuditRecord r = stored.record();
        List<Field> all = new ArrayList<>();
        add(all, "record.time", Words.moment(r.time()));
        add(all, "record.received", Words.moment(stored.received()));
        String name = who(stored);
        String id = r.actor().id();
        add(all, "field.actor", stored.erased() ? name : name.equals(id) || name.equals(Codes.covered(id)) ? id : name + " (" + id + ")");
        add(all, "record.kind", kind(r));
        r.actor().organisation().ifPresent(v -> add(all, "record.organisation", v));
        r.onBehalfOf().ifPresent(v -> add(all, "record.behalf", whole(v)));
        r.dataSubject().ifPresent(v -> add(all, "field.person", whole(v)));
        add(all, "field.action", act(r));
        all.add(new Field("field.sourceAction", r.sourceAction(), true));
        r.object().ifPresent(o -> add(all, "record.object", o.type() + " " + (stored.erased() ? gone() : o.id())));
        r.caseNumber().ifPresent(v -> add(all, "field.caseNumber", v));
        String application = application(stored);
        add(all, "field.application", application.equals(r.application()) ? application : application + " (" + r.application() + ")");
        add(all, "field.source", stored.source());
        String purpose = purpose(r.purpose());
        add(all, "record.purpose", purpose.equals(r.purpose()) ? purpose : purpose + " (" + r.purpose() + ")");
        r.legalBasis().ifPresent(v -> add(all, "record.basis", v));
        r.permission().ifPresent(v -> add(all, "record.permission", v));
        add(all, "field.outcome", outcome(r.outcome()));
        r.address().ifPresent(v -> add(all, "record.address", v));
        r.session().ifPresent(v -> add(all, "record.session", v));
        all.add(new Field("record.id", r.id(), true));
        r.before().ifPresent(v -> all.add(new Field("record.before", v, true)));
        r.after().ifPresent(v -> all.add(new Field("record.after", v, true)));
        return all;
    }

    private String whole(String key) {
        return people.resident(key).map(name -> name + " (" + key + ")").orElse(key);
    }

    private static void add(List<Field> all, String key, String value) {
        all.add(new Field(key, value.isEmpty() ? "–" : value, false));
    }

    /** The details line by line; what is no JSON is empty here and shown as it is. */
    static List<Detail> details(String json) {
        Optional<JsonNode> node = tree(json);
        List<Detail> all = new ArrayList<>();
        node.ifPresent(n -> lay("", n, 0, all));
        return all;
    }

    private static void lay(String path, JsonNode node, int depth, List<Detail> all) {
        if (all.size() >= MOST_DETAILS) {
            return;
        }
        if (node.isContainerNode() && !node.isEmpty() && depth < DEEPEST) {
            Map<String, JsonNode> inner = new LinkedHashMap<>();
            if (node.isObject()) {
                node.fields().forEachRemaining(e -> inner.put(e.getKey(), e.getValue()));
            } else {
                for (int i = 0; i < node.size(); i++) {
                    inner.put(String.valueOf(i + 1), node.get(i));
                }
            }
            inner.forEach((name, value) -> lay(path.isEmpty() ? name : path + " › " + name, value, depth + 1, all));
        } else if (!path.isEmpty()) {
            all.add(new Detail(path, node.isValueNode() ? node.asText() : node.toString()));
        }
    }

    static Optional<JsonNode> tree(String json) {
        try {
            return Optional.ofNullable(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The same JSON with line breaks; as it is when it cannot be read. */
    static String pretty(String json) {
        return tree(json).map(node -> {
            try {
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
            } catch (JsonProcessingException e) {
                return json;
            }
        }).orElse(json);
    }
}
