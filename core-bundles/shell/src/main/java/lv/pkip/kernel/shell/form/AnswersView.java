package lv.pkip.kernel.shell.form;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.status.Attachments.Attachment;
import lv.pkip.kernel.shell.frame.Formats;

/** Answers as one reads them: label and value, groups with a heading; for summaries, status pages and clerks. */
public final class AnswersView {
    private final Form form;
    private final Wording words;
    private final Function<String, Optional<Attachment>> files;

    public AnswersView(Form form, Wording words, Function<String, Optional<Attachment>> files) {
        this.form = form;
        this.words = words;
        this.files = files;
    }

    /** A heading with its lines and further groups; the heading may be empty. */
    public record Group(String title, List<Line> lines, List<Group> groups) {
        public boolean isEmpty() {
            return lines.isEmpty() && groups.stream().allMatch(Group::isEmpty);
        }
    }

    /** One answer. */
    public record Line(String label, String value, List<FileLink> files) { }

    /** A file one can open. */
    public record FileLink(String id, String name, String size) { }

    public Group group(String title, List<Field> fields, Answers answers) {
        return group(title, fields, answers.asMap());
    }

    private Group group(String title, List<Field> fields, Map<?, ?> values) {
        List<Line> lines = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        for (Field field : fields) {
            Object value = values.get(field.name());
            if (value == null) {
                continue;
            }
            String label = words.maybe(form.id() + "." + field.path()).orElse("");
            switch (field.kind()) {
                case GROUP -> add(groups, group(label, field.fields(), value instanceof Map<?, ?> m ? m : Map.of()));
                case REPEAT -> repeated(field, value).forEach(g -> add(groups, g));
                case FILES -> lines.add(new Line(label, "", links(value)));
                default -> lines.add(new Line(label.isEmpty() ? field.name() : label, text(field, value), List.of()));
            }
        }
        return new Group(title, lines, groups);
    }

    private static void add(List<Group> groups, Group group) {
        if (!group.isEmpty()) {
            groups.add(group);
        }
    }

    private List<Group> repeated(Field field, Object value) {
        List<Group> groups = new ArrayList<>();
        String item = words.maybe(form.id() + "." + field.path() + ".item").orElseGet(() -> words.platform("form.item", Map.of()));
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    String title = ItemTitle.of(item + " " + (groups.size() + 1), field, map, f -> v -> words.option(form.id(), f.path(), v));
                    groups.add(group(title, field.fields(), map));
                }
            }
        }
        return groups;
    }

    private List<FileLink> links(Object value) {
        return value instanceof List<?> list ? list.stream().map(FormView::fileId)
                .map(id -> files.apply(id).map(f -> new FileLink(f.id(), f.name(), Formats.size(f.size())))
                        .orElse(new FileLink("", words.platform("form.file.unknown", Map.of()), ""))).toList() : List.of();
    }

    private String text(Field field, Object value) {
        if (value instanceof Map<?, ?> point) {
            return field.fields().stream().map(f -> point.get(f.name())).filter(java.util.Objects::nonNull).map(v -> v instanceof BigDecimal d ? Formats.plain(d) : String.valueOf(v))
                    .collect(Collectors.joining("; "));
        }
        if (value instanceof List<?> many) {
            return many.stream().map(v -> words.option(form.id(), field.path(), String.valueOf(v))).collect(Collectors.joining(", "));
        }
        if (value instanceof Boolean yes) {
            return words.platform(yes ? "yes" : "no", Map.of());
        }
        String unit = field.hints().unit().map(u -> "\u00a0" + words.maybe("unit." + u).orElse(u)).orElse("");
        if (value instanceof BigDecimal number) {
            return Formats.number(number) + unit;
        }
        return field.kind() == Field.Kind.DATE ? Formats.isoDay(value.toString())
                : field.options().isEmpty() ? value.toString() : words.option(form.id(), field.path(), value.toString());
    }
}
