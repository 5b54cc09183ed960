package lv.pkip.kernel.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;

/**
 * Lays whole versions of a rule set over the bundle's: rules of two authors are never mixed within one version, so what
 * is in force on a day is one document that can be read and signed.
 */
final class OverlaidRules {

    private OverlaidRules() {
    }

    private record Span(LocalDate from, Optional<LocalDate> to, ObjectNode version) {
        boolean ends(LocalDate day) {
            return to.isPresent() && to.get().isBefore(day);
        }
    }

    static String over(String set, String base, JsonNode versions, Problems problems) {
        String where = "overlay rules." + set;
        if (!versions.isArray() || versions.isEmpty()) {
            problems.add(where, "has to be a list of whole versions");
            return base;
        }
        try {
            ObjectNode tree = Json.mapper().readTree(base).deepCopy();
            List<Span> spans = new ArrayList<>();
            tree.path("versions").forEach(v -> span(v, "rules/" + set + ".json", problems).ifPresent(spans::add));
            for (JsonNode version : versions) {
                span(version, where, problems).ifPresent(over -> lay(over, spans, where, problems));
            }
            spans.sort(Comparator.comparing(Span::from));
            ArrayNode laid = tree.putArray("versions");
            spans.forEach(s -> laid.add(s.version()));
            return Json.mapper().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Span> span(JsonNode version, String where, Problems problems) {
        try {
            Optional<LocalDate> to = version.hasNonNull("to") ? Optional.of(LocalDate.parse(version.path("to").asText())) : Optional.empty();
            return Optional.of(new Span(LocalDate.parse(version.path("from").asText()), to, version.deepCopy()));
        } catch (DateTimeParseException e) {
            problems.add(where, "a version needs from (and to) as dates like 2026-01-31");
            return Optional.empty();
        }
    }

    /** A version of the bundle that begins later must not vanish unseen below an overlay that knows nothing of it. */
    private static void lay(Span over, List<Span> spans, String where, Problems problems) {
        List<Span> result = new ArrayList<>();
        for (Span below : spans) {
            if (below.ends(over.from()) || over.to().isPresent() && over.to().get().isBefore(below.from())) {
                result.add(below);
                continue;
            }
            boolean startsLater = below.from().isAfter(over.from());
            if (startsLater && (over.to().isEmpty() || below.to().isPresent() && !below.to().get().isAfter(over.to().get()))) {
                problems.add(where, "the version from " + over.from() + " would hide the service's own version from " + below.from()
                        + "; give it a last day (\"to\") before that, and a version of its own from then on if needed");
            }
            if (below.from().isBefore(over.from())) {
                result.add(cut(below, below.from(), Optional.of(over.from().minusDays(1))));
            }
            if (over.to().isPresent() && (below.to().isEmpty() || below.to().get().isAfter(over.to().get()))) {
                result.add(cut(below, over.to().get().plusDays(1), below.to()));
            }
        }
        result.add(over);
        spans.clear();
        spans.addAll(result);
    }

    private static Span cut(Span span, LocalDate from, Optional<LocalDate> to) {
        ObjectNode version = span.version().deepCopy();
        version.put("from", from.toString());
        version.remove("to");
        to.ifPresent(day -> version.put("to", day.toString()));
        return new Span(from, to, version);
    }
}
