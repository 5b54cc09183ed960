package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A question for a list (RFC 7644 sections 3.4.2 and 3.4.3).
 *
 * @param from  1 and up
 * @param count resources in the answer at most
 */
record Search(Optional<String> filter, Optional<String> sortBy, boolean descending, int from, int count, Projection projection) {
    private static final int USUAL = 100;
    /** Eleven digits, with the usual hyphen or without it. */
    private static final Pattern PERSONAL_CODE = Pattern.compile("(?<![0-9a-fA-F-])[0-9]{6}-?[0-9]{5}(?![0-9a-fA-F-])");

    /** From an address. What must not stand in one is refused before it is looked at (section 7.5.2). */
    static Search of(Map<String, List<String>> parameters, Limits limits) {
        Optional<String> filter = one(parameters, "filter");
        if (filter.filter(f -> PERSONAL_CODE.matcher(f).find()).isPresent()) {
            throw ScimProblem.typed(403, "sensitive", "A personal code does not belong into an address; use POST to /.search.");
        }
        return new Search(filter, one(parameters, "sortBy"), descending(one(parameters, "sortOrder")), from(one(parameters, "startIndex").map(n -> number(n, "startIndex"))),
                count(one(parameters, "count").map(n -> number(n, "count")), limits), projection(parameters));
    }

    static Projection projection(Map<String, List<String>> parameters) {
        return Projection.of(names(one(parameters, "attributes")), names(one(parameters, "excludedAttributes")));
    }

    private static Optional<String> one(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isBlank());
    }

    private static List<String> names(Optional<String> list) {
        return list.map(text -> List.of(text.split(","))).orElse(List.of());
    }

    private static long number(String text, String name) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw ScimProblem.value(name + " has to be a whole number.");
        }
    }

    /** From a SearchRequest. */
    static Search of(ObjectNode request, Limits limits) {
        if (!Json.names(request, Urn.SEARCH)) {
            throw ScimProblem.syntax("The schemas of the request do not name " + Urn.SEARCH + ".");
        }
        return new Search(text(request, "filter"), text(request, "sortBy"), descending(text(request, "sortOrder")), from(whole(request, "startIndex")),
                count(whole(request, "count"), limits), Projection.of(list(request, "attributes"), list(request, "excludedAttributes")));
    }

    private static Optional<String> text(ObjectNode request, String name) {
        JsonNode value = Json.member(request, name);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw ScimProblem.value(name + " has to be a text.");
        }
        return Optional.of(value.asText()).filter(text -> value.isTextual() && !text.isBlank());
    }

    private static Optional<Long> whole(ObjectNode request, String name) {
        JsonNode value = Json.member(request, name);
        if (!value.isMissingNode() && !value.isNull() && !value.isIntegralNumber()) {
            throw ScimProblem.value(name + " has to be a whole number.");
        }
        return value.isIntegralNumber() ? Optional.of(value.longValue()) : Optional.empty();
    }

    private static List<String> list(ObjectNode request, String name) {
        JsonNode value = Json.member(request, name);
        List<String> names = new ArrayList<>();
        if (!value.isMissingNode() && !value.isArray() && !value.isNull()) {
            throw ScimProblem.value(name + " has to be a list.");
        }
        value.forEach(one -> names.add(one.asText()));
        return names;
    }

    private static boolean descending(Optional<String> order) {
        String word = order.orElse("ascending").toLowerCase(Locale.ROOT);
        if (!word.equals("ascending") && !word.equals("descending")) {
            throw ScimProblem.value("sortOrder is ascending or descending.");
        }
        return word.equals("descending");
    }

    private static int from(Optional<Long> index) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, index.orElse(1L)));
    }

    private static int count(Optional<Long> count, Limits limits) {
        return (int) Math.max(0, Math.min(limits.results(), count.orElse((long) USUAL)));
    }

    /** The answer, from one sort of resources or from several. */
    ObjectNode answer(List<Endpoint> endpoints, Limits limits) {
        List<Stored> found = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            found(endpoint, endpoints.size() > 1, limits).forEach(found::add);
        }
        sortBy.ifPresent(by -> sort(found, by));
        ObjectNode answer = Json.object();
        answer.putArray("schemas").add(Urn.LIST);
        ArrayNode page = Json.array();
        found.stream().skip(from - 1L).limit(count).forEach(stored -> page.add(projection.of(stored.type(), stored.shown().get())));
        answer.put("totalResults", found.size()).put("itemsPerPage", page.size()).put("startIndex", from);
        if (!page.isEmpty()) {
            answer.set("Resources", page);
        }
        return answer;
    }

    private Stream<Stored> found(Endpoint endpoint, boolean several, Limits limits) {
        Optional<Filter> wanted = filter.map(text -> several ? FilterReader.filterOfAll(text, endpoint.type()) : FilterReader.filter(text, endpoint.type()));
        if (wanted.filter(f -> f.size() * endpoint.count() > limits.comparisons()).isPresent()) {
            throw ScimProblem.typed(400, "tooMany", "The filter would compare more than is done for one request; ask for less at once.");
        }
        Stream<Stored> all = endpoint.all(wanted);
        return wanted.map(f -> all.map(Search::kept).filter(stored -> f.matches(stored.shown().get()))).orElse(all);
    }

    /** Made once: what matched is shown. */
    private static Stored kept(Stored stored) {
        ObjectNode shown = stored.shown().get();
        return new Stored(stored.type(), stored.id(), stored.version(), () -> shown);
    }

    private record Keyed(Stored stored, Optional<Comparable<Object>> key) { }

    /** What has no such value comes last, descending first. */
    private void sort(List<Stored> found, String by) {
        if (ResourceType.ALL.stream().allMatch(type -> type.find(by).isEmpty())) {
            throw ScimProblem.value("There is no attribute to sort by of this name.");
        }
        Comparator<Keyed> order = (a, b) -> a.key().isPresent() && b.key().isPresent() ? a.key().get().compareTo(b.key().get())
                : Boolean.compare(a.key().isEmpty(), b.key().isEmpty());
        List<Keyed> keyed = found.stream().map(stored -> new Keyed(stored, key(kept(stored), by))).sorted(descending ? order.reversed() : order).toList();
        found.clear();
        keyed.forEach(k -> found.add(k.stored()));
    }

    /** Of several values the primary one, else the first (section 3.4.2.3). */
    @SuppressWarnings("unchecked")
    private static Optional<Comparable<Object>> key(Stored stored, String by) {
        return stored.type().find(by).map(Target::compared).flatMap(target -> target.values(stored.shown().get()).stream().findFirst()
                .flatMap(target.attribute()::comparable)).map(key -> (Comparable<Object>) key);
    }
}
