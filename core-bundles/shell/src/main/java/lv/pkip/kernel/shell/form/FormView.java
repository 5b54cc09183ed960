package lv.pkip.kernel.shell.form;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.Attachments.Attachment;
import lv.pkip.kernel.shell.frame.Formats;

/** Makes the controls of a form from fields, answers, findings and texts; for residents and staff alike. */
public final class FormView {
    private final Form form;
    private final Wording words;
    private final Answers answers;
    private final Map<String, String> errors = new LinkedHashMap<>();
    private final Map<String, String> listed = new LinkedHashMap<>();
    private final Function<String, Optional<Attachment>> files;

    /** @param files what is known of an uploaded file, by id */
    public FormView(Form form, Wording words, Answers answers, List<Finding> findings, Function<String, Optional<Attachment>> files) {
        this.form = form;
        this.words = words;
        this.answers = answers;
        this.files = files;
        for (Finding finding : findings) {
            if (finding.severity() == Finding.Severity.ERROR) {
                errors.putIfAbsent(finding.field(), words.of(finding, form.id()));
                listed.putIfAbsent(finding.field(), words.listed(finding, form.id()));
            }
        }
    }

    /** A line of the error summary; {@code id} is empty when the message belongs to no field of the page. */
    public record Problem(String id, String text) { }

    public List<Control> controls(List<Field> fields) {
        Scope root = Scope.root(answers.asMap(), form.fields());
        return fields.stream().map(f -> control(f, root, answers.asMap().get(f.name()))).toList();
    }

    /** Messages in the order given, each linking to the control of its field when it stands among these fields; names of the shell's own begin with {@code _}. */
    public List<Problem> problems(List<Field> fields) {
        List<String> tops = fields.stream().map(Field::name).toList();
        return listed.entrySet().stream().map(e -> {
            String top = e.getKey().contains(".") ? e.getKey().substring(0, e.getKey().indexOf('.')) : e.getKey();
            return new Problem(tops.contains(top) || top.startsWith("_") ? id(parameter(e.getKey())) : "", e.getValue());
        }).toList();
    }

    /** {@code trees.0.species} as a parameter name: {@code trees[0].species}. */
    public static String parameter(String path) {
        return path.replaceAll("\\.([0-9]+)(?=\\.|$)", "[$1]");
    }

    /** Id of the control of a parameter. */
    public static String id(String parameter) {
        return "f-" + parameter.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private static String dotted(String parameter) {
        return parameter.replaceAll("\\[([0-9]+)]", ".$1");
    }

    private Control control(Field field, Scope scope, Object value) {
        String name = scope.name(field.name());
        String id = id(name);
        String key = form.id() + "." + field.path();
        String error = errors.getOrDefault(dotted(name), "");
        String help = words.maybe(key + ".help").orElse("");
        String hint = words.maybe(key + ".hint").orElseGet(() -> field.kind() == Field.Kind.DATE ? words.platform("form.date.hint", Map.of()) : "");
        String described = describedBy(id, help, hint, error);
        Object shown = value != null ? value : field.preset().orElse(null);
        return new Control(kind(field), id, name, words.maybe(key).orElse(field.kind() == Field.Kind.GROUP ? "" : key), help, hint, error,
                text(field, shown), optional(field), Boolean.TRUE.equals(shown), readOnly(field, value), described,
                condition(field, scope), scope.shows(field), marks(field), options(field, id, shown),
                children(field, scope, name, value), items(field, scope, name, value), more(field, value));
    }

    private static String kind(Field field) {
        return field.kind().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String describedBy(String id, String help, String hint, String error) {
        List<String> ids = new ArrayList<>();
        if (!help.isEmpty()) {
            ids.add(id + "-help");
        }
        if (!hint.isEmpty()) {
            ids.add(id + "-hint");
        }
        if (!error.isEmpty()) {
            ids.add(id + "-error");
        }
        return String.join(" ", ids);
    }

    /** Boxes and groups are not called optional: leaving a box unticked is an answer. */
    private static boolean optional(Field field) {
        return switch (field.kind()) {
            case CHECK, GROUP -> false;
            case REPEAT, FILES -> !field.required() && !field.whenShown() && field.limits().minItems() == 0;
            default -> !field.required() && !field.whenShown();
        };
    }

    /** What the session vouches for is not typed. */
    private static boolean readOnly(Field field, Object value) {
        return value != null && field.hints().prefill().filter(p -> p.startsWith("session.")).isPresent();
    }

    private static String text(Field field, Object value) {
        if (value == null || value instanceof Map || value instanceof List) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            return Formats.plain(number);
        }
        return field.kind() == Field.Kind.DATE ? Formats.isoDay(value.toString()) : value.toString();
    }

    private Control.Marks marks(Field field) {
        String type = switch (field.hints().format()) {
            case "email" -> "email";
            default -> field.hints().autocomplete().filter("tel"::equals).isPresent() ? "tel" : "text";
        };
        String mode = field.kind() == Field.Kind.NUMBER ? (field.integer() ? "numeric" : "decimal")
                : field.hints().format().startsWith("lv-") || field.kind() == Field.Kind.DATE ? "numeric" : "";
        String unit = field.kind() == Field.Kind.FILES ? Formats.size(field.limits().maxBytes())
                : field.hints().unit().map(u -> words.maybe("unit." + u).orElse(u)).orElse("");
        return new Control.Marks(field.kind() == Field.Kind.TEXT ? type : "text", field.hints().autocomplete().orElse(""), mode,
                field.limits().maxLength(), unit, String.join(",", field.limits().accept()), field.hints().row(),
                field.limits().maxItems() > 1);
    }

    private List<Control.Option> options(Field field, String id, Object value) {
        List<Control.Option> options = new ArrayList<>();
        for (String option : field.options()) {
            boolean checked = value instanceof List<?> many ? many.stream().anyMatch(v -> option.equals(String.valueOf(v)))
                    : option.equals(value == null ? null : String.valueOf(value));
            // The first choice carries the id of the field, so that a link from the error summary lands on it.
            options.add(new Control.Option(options.isEmpty() ? id : id + "-" + options.size(), option,
                    words.option(form.id(), field.path(), option), checked));
        }
        return options;
    }

    private List<Control> children(Field field, Scope scope, String name, Object value) {
        if (field.kind() != Field.Kind.GROUP && field.kind() != Field.Kind.POINT) {
            return List.of();
        }
        Scope inner = scope.inner(name, value, field.fields());
        return field.fields().stream().map(f -> control(f, inner, inner.values().get(f.name()))).toList();
    }

    private List<Control.Item> items(Field field, Scope scope, String name, Object value) {
        if (field.kind() != Field.Kind.REPEAT && field.kind() != Field.Kind.FILES) {
            return List.of();
        }
        List<?> elements = value instanceof List<?> list ? list : List.of();
        if (field.kind() == Field.Kind.REPEAT && elements.isEmpty() && field.limits().minItems() > 0) {
            elements = List.of(Map.of());
        }
        List<Control.Item> items = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            String element = name + "[" + i + "]";
            Scope inner = scope.inner(element, elements.get(i), field.fields());
            List<Control> controls = field.fields().stream().map(f -> control(f, inner, inner.values().get(f.name()))).toList();
            String fileId = field.kind() == Field.Kind.FILES ? fileId(elements.get(i)) : "";
            Optional<Attachment> file = fileId.isEmpty() ? Optional.empty() : files.apply(fileId);
            items.add(new Control.Item(id(element), element, title(field, i, inner.values()),
                    field.filesAreObjects() ? element + ".id" : element, fileId,
                    file.map(Attachment::name).orElse(words.platform("form.file.unknown", Map.of())),
                    file.map(f -> Formats.size(f.size())).orElse(""), controls));
        }
        return items;
    }

    static String fileId(Object element) {
        return element instanceof Map<?, ?> map ? String.valueOf(map.get("id")) : String.valueOf(element);
    }

    /** Heading of an element: its number, and what it holds by the schema's {@code x-pkip-item-title}. */
    private String title(Field field, int index, Map<?, ?> values) {
        String base = words.maybe(form.id() + "." + field.path() + ".item").orElseGet(() -> words.platform("form.item", Map.of()));
        return ItemTitle.of(base + " " + (index + 1), field, values, f -> v -> words.option(form.id(), f.path(), v));
    }

    private static boolean more(Field field, Object value) {
        int now = value instanceof List<?> list ? list.size() : 0;
        return now < field.limits().maxItems();
    }

    private String condition(Field field, Scope scope) {
        if (field.visible().isEmpty()) {
            return "";
        }
        return field.visible().stream().map(c -> {
            String target = "{\"field\":" + quote(scope.parameter(c));
            return target + c.filled().map(f -> ",\"filled\":" + f).orElseGet(() -> ",\"in\":["
                    + c.in().stream().map(FormView::quote).collect(Collectors.joining(",")) + "]") + "}";
        }).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
