package lv.pkip.kernel.auditdesk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;

/** How a record stands in a file: a line of CSV, or an object of JSON in a line of its own. */
interface RecordLines {

    byte[] head();

    byte[] line(Stored stored);

    /** The last line of a file that does not hold everything. */
    byte[] cut(long records);

    /** Semicolons, UTF-8 with a mark, names of fields in the first line. */
    static RecordLines csv(People people, String cutText) {
        return new Csvs(people, cutText);
    }

    /** Every field under its own name; details as the object they are. */
    static RecordLines json() {
        return new Jsons();
    }

    /** The same, noting the number of each record that got a line. */
    static RecordLines noting(RecordLines lines, List<Long> sequences) {
        return new RecordLines() {
            @Override
            public byte[] head() {
                return lines.head();
            }

            @Override
            public byte[] line(Stored stored) {
                sequences.add(stored.sequence());
                return lines.line(stored);
            }

            @Override
            public byte[] cut(long records) {
                return lines.cut(records);
            }
        };
    }

    /** As CSV. */
    record Csvs(People people, String cutText) implements RecordLines {
        private static final List<String> HEADS = List.of("sequence", "time", "received", "source", "application", "actorKind", "actor", "actorName", "organisation",
                "onBehalfOf", "dataSubject", "action", "sourceAction", "objectType", "objectId", "caseNumber", "purpose", "legalBasis", "permission", "outcome",
                "address", "session", "id", "before", "after", "place", "details");

        @Override
        public byte[] head() {
            return ("\ufeff" + Csv.line(HEADS)).getBytes(StandardCharsets.UTF_8); // Excel knows UTF-8 by the mark
        }

        @Override
        public byte[] line(Stored stored) {
            AuditRecord r = stored.record();
            String name = stored.source().equals(Facts.PLATFORM) && r.actor().kind() == AuditRecord.PartyKind.STAFF ? people.staff(r.actor().id()).orElse("") : "";
            return Csv.line(List.of(String.valueOf(stored.sequence()), r.time().toString(), stored.received().toString(), stored.source(), r.application(),
                    r.actor().kind().name().toLowerCase(Locale.ROOT), r.actor().id(), name, or(r.actor().organisation()), or(r.onBehalfOf()), or(r.dataSubject()),
                    r.action().name(), r.sourceAction(), or(r.object().map(AuditRecord.Thing::type)), or(r.object().map(AuditRecord.Thing::id)), or(r.caseNumber()),
                    r.purpose(), or(r.legalBasis()), or(r.permission()), r.outcome(), or(r.address()), or(r.session()), r.id(), or(r.before()), or(r.after()),
                    stored.place().isPresent() ? String.valueOf(stored.place().getAsLong()) : "", r.details())).getBytes(StandardCharsets.UTF_8);
        }

        private static String or(Optional<String> text) {
            return text.orElse("");
        }

        @Override
        public byte[] cut(long records) {
            return Csv.line(List.of(cutText)).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** As JSON, one object a line. */
    record Jsons() implements RecordLines {
        private static final ObjectMapper JSON = new ObjectMapper();

        @Override
        public byte[] head() {
            return new byte[0];
        }

        @Override
        public byte[] line(Stored stored) {
            AuditRecord r = stored.record();
            ObjectNode all = JSON.createObjectNode();
            all.put("sequence", stored.sequence()).put("received", stored.received().toString()).put("source", stored.source());
            stored.place().ifPresent(place -> all.put("place", place));
            all.put("id", r.id()).put("time", r.time().toString());
            ObjectNode actor = all.putObject("actor").put("kind", r.actor().kind().name()).put("id", r.actor().id());
            r.actor().organisation().ifPresent(v -> actor.put("organisation", v));
            put(all, "onBehalfOf", r.onBehalfOf());
            all.put("application", r.application());
            put(all, "address", r.address());
            put(all, "session", r.session());
            all.put("action", r.action().name()).put("sourceAction", r.sourceAction());
            r.object().ifPresent(o -> all.putObject("object").put("type", o.type()).put("id", o.id()));
            put(all, "caseNumber", r.caseNumber());
            put(all, "dataSubject", r.dataSubject());
            all.put("purpose", r.purpose());
            put(all, "legalBasis", r.legalBasis());
            put(all, "permission", r.permission());
            all.put("outcome", r.outcome());
            Facts.tree(r.details()).ifPresentOrElse(tree -> all.set("details", tree), () -> all.put("details", r.details()));
            put(all, "before", r.before());
            put(all, "after", r.after());
            return (all + "\n").getBytes(StandardCharsets.UTF_8);
        }

        private static void put(ObjectNode all, String name, Optional<String> text) {
            text.ifPresent(v -> all.put(name, v));
        }

        @Override
        public byte[] cut(long records) {
            return (JSON.valueToTree(Map.of("cutAfter", records)) + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
