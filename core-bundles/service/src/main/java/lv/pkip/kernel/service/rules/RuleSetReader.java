package lv.pkip.kernel.service.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.service.reading.Fields;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.RuleSet.Dated;
import lv.pkip.kernel.service.rules.RuleSet.Version;

/** Reads a rule set's file; everything that is wrong with it becomes a problem, and then there is no rule set. */
public final class RuleSetReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private final Problems problems;

    private RuleSetReader(Problems problems) {
        this.problems = problems;
    }

    /** The rule set of a file, fully checked; empty with problems when it cannot be used. */
    static Optional<RuleSet> read(String id, String text, Problems problems) {
        Problems own = new Problems();
        String where = "rules/" + id + ".json ";
        Optional<RuleSet> set = Json.parse(text, where.trim(), own).flatMap(node -> new RuleSetReader(own).set(id, node, where));
        if (own.none() && set.isPresent()) {
            RuleSetCheck.check(set.get(), own);
        }
        own.list().forEach(p -> problems.add("", p));
        return own.none() ? set : Optional.empty();
    }

    private Optional<RuleSet> set(String id, JsonNode node, String where) {
        Fields fields = new Fields(node, where, problems);
        if (!node.isObject()) {
            return Optional.empty();
        }
        if (!fields.text("id", ID, "has to be lower case words joined by hyphens").equals(id)) {
            fields.problem("id", "has to be the file's name, „" + id + "”");
        }
        Map<String, Fact> facts = new LinkedHashMap<>();
        Map<String, Map<String, Fact>> lists = new LinkedHashMap<>();
        fields.members("facts", (name, written) -> {
            String place = fields.where("facts") + "." + name;
            name(name, place);
            if (written.has("each")) {
                Fields list = new Fields(written, place, problems);
                Map<String, Fact> items = new LinkedHashMap<>();
                list.members("each", (item, itemWritten) -> {
                    name(item, place + ".each." + item);
                    fact(item, itemWritten, place + ".each." + item).ifPresent(f -> items.put(item, f));
                });
                list.end();
                lists.put(name, items);
            } else {
                fact(name, written, place).ifPresent(f -> facts.put(name, f));
            }
        });
        List<Version> versions = new ArrayList<>();
        fields.eachObject("versions", version -> version(version, facts, lists).ifPresent(versions::add));
        fields.end();
        if (versions.isEmpty()) {
            fields.problem("versions", "needs at least one version");
        }
        versions.sort(Comparator.comparing(Version::from));
        return Optional.of(new RuleSet(id, facts, lists, List.copyOf(versions)));
    }

    private void name(String name, String place) {
        if (!Names.NAME.matcher(name).matches()) {
            problems.add(place, "a name has to be letters and digits beginning with a small letter, like „stumpDiameter”");
        }
    }

    private Optional<Fact> fact(String name, JsonNode written, String place) {
        Fields fields = new Fields(written, place, problems);
        Optional<Kind> kind = fields.word("type", Kind.class);
        if (kind.isEmpty()) {
            if (!written.has("type")) {
                fields.problem("type", "is missing");
            }
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        fields.each("values", (value, at) -> kind.get().written(value)
                .ifPresentOrElse(values::add, () -> problems.add(at, "is not " + kind.get().says)));
        if (!values.isEmpty() && kind.get() != Kind.TEXT) {
            fields.problem("values", "only texts have a list of values; numbers and dates have minimum and maximum");
        }
        Optional<Object> minimum = one(fields, "minimum", kind.get());
        Optional<Object> maximum = one(fields, "maximum", kind.get());
        if ((minimum.isPresent() || maximum.isPresent()) && !kind.get().ordered()) {
            fields.problem("minimum", "only numbers and dates have limits");
        }
        if (minimum.isPresent() && maximum.isPresent() && Kind.compare(minimum.get(), maximum.get()) > 0) {
            fields.problem("maximum", "is less than the minimum");
        }
        Optional<Object> otherwise = one(fields, "default", kind.get());
        fields.end();
        Fact fact = new Fact(name, kind.get(), List.copyOf(values), minimum, maximum, otherwise);
        if (otherwise.isPresent() && !fact.allows(otherwise.get())) {
            fields.problem("default", "is outside the fact's own values");
        }
        return Optional.of(fact);
    }

    private Optional<Object> one(Fields fields, String name, Kind kind) {
        Optional<JsonNode> written = fields.node(name);
        Optional<Object> value = written.flatMap(kind::written);
        if (written.isPresent() && value.isEmpty()) {
            fields.problem(name, "is not " + kind.says);
        }
        return value;
    }

    private Optional<Version> version(Fields fields, Map<String, Fact> facts, Map<String, Map<String, Fact>> lists) {
        Optional<LocalDate> from = fields.date("from");
        if (from.isEmpty()) {
            fields.problem("from", "a version needs its first day");
        }
        Optional<LocalDate> to = fields.date("to");
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            fields.problem("to", "is before from");
        }
        String basis = fields.text("basis");
        String unit = fields.optionalText("unit").orElse("");
        Map<String, List<Dated>> constants = new LinkedHashMap<>();
        fields.members("constants", (name, written) -> {
            name(name, fields.where("constants") + "." + name);
            constants.put(name, constant(fields, name, from));
        });
        Names names = new Names();
        lists.forEach((list, items) -> {
            names.addList(list);
            items.values().forEach(f -> names.add(f, Optional.of(list)));
        });
        facts.values().forEach(f -> taken(names.add(f, Optional.empty()), fields.where("facts"), f.name()));
        constants.keySet().forEach(c ->
                taken(names.add(Fact.free(c, Kind.NUMBER), Optional.empty()), fields.where("constants"), c));
        List<Element> elements = new VersionReader(problems, names).elements(fields);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Version(from.get(), to, basis, unit, constants, elements));
    }

    private void taken(boolean free, String place, String name) {
        if (!free) {
            problems.add(place, "the name „" + name + "” is used twice");
        }
    }

    private List<Dated> constant(Fields version, String name, Optional<LocalDate> from) {
        List<Dated> values = new ArrayList<>();
        JsonNode written = version.node("constants").map(c -> c.get(name)).orElseThrow();
        String place = version.where("constants") + "." + name;
        if (!written.isArray() || written.isEmpty()) {
            problems.add(place, "has to be a list like [{\"from\": \"2014-01-01\", \"value\": \"0.702804\", \"basis\": \"…\"}]");
            return values;
        }
        for (int i = 0; i < written.size(); i++) {
            Fields one = new Fields(written.get(i), place + "[" + i + "]", problems);
            if (!written.get(i).isObject()) {
                continue;
            }
            Optional<LocalDate> since = one.date("from");
            Optional<Object> value = one(one, "value", Kind.NUMBER);
            Optional<String> basis = one.optionalText("basis");
            one.end();
            if (since.isEmpty() || value.isEmpty()) {
                one.problem("", "needs from and value");
                continue;
            }
            if (!values.isEmpty() && !values.get(values.size() - 1).from().isBefore(since.get())) {
                one.problem("from", "values have to be in the order of their days");
            }
            values.add(new Dated(since.get(), (BigDecimal) value.get(), basis));
        }
        if (!values.isEmpty() && from.isPresent() && values.get(0).from().isAfter(from.get())) {
            problems.add(place, "has no value yet on " + from.get() + ", when the version begins");
        }
        return values;
    }
}
