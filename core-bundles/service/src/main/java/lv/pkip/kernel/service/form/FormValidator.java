package lv.pkip.kernel.service.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;

/**
 * One form, ready to check answers: the only class that knows the validator library. Findings are ours: one per field,
 * the most helpful one, with a key and arguments in place of a text.
 */
public final class FormValidator {
    private static final JsonSchemaFactory FACTORY = factory();
    /** The keyword that helps most comes first; what is not named here comes last. */
    private static final List<String> RANK = List.of("required", "dependentRequired", "type", "format", "enum", "const", "pattern",
            "minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems", "uniqueItems");
    private static final Set<String> LIMITS = Set.of("minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems");

    private final FormShape shape;
    private final JsonSchema schema;

    /** @param shape of a form that {@link FormDialect} accepted */
    public FormValidator(FormShape shape) {
        this.shape = shape;
        ObjectNode root = shape.root().deepCopy();
        root.remove("$id"); // our forms refer to nothing outside, and an address of their own would be remembered by the library
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).pathType(PathType.JSON_POINTER)
                .locale(Locale.ROOT).build();
        this.schema = FACTORY.getSchema(root, config);
    }

    private static JsonSchemaFactory factory() {
        JsonMetaSchema dialect = JsonMetaSchema.builder(JsonMetaSchema.getV202012()).formats(formats ->
                Formats.ALL.forEach((name, test) -> formats.put(name, format(name, test)))).build();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012,
                builder -> builder.metaSchema(dialect).enableSchemaCache(false));
    }

    private static Format format(String name, Predicate<String> test) {
        return new Format() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean matches(ExecutionContext context, String value) {
                return test.test(value);
            }
        };
    }

    /** Findings on answers; own texts of a field are used when the predicate knows their key. */
    public List<Finding> validate(String form, Answers answers, Predicate<String> hasText) {
        ObjectNode tree;
        try {
            tree = AnswerTree.of(answers);
        } catch (AnswerTree.TooLarge e) {
            return List.of(Finding.error("", "error.size"));
        }
        new Visibility(shape).prune(tree);
        Map<String, ValidationMessage> first = new LinkedHashMap<>();
        for (ValidationMessage message : schema.validate(tree)) {
            first.merge(field(message), message, (a, b) -> rank(b) < rank(a) ? b : a);
        }
        Map<String, Finding> findings = new TreeMap<>(inFormOrder());
        first.forEach((field, message) -> findings.put(field, finding(form, field, message, hasText)));
        return List.copyOf(findings.values());
    }

    private static int rank(ValidationMessage message) {
        int rank = RANK.indexOf(message.getType());
        return rank < 0 ? RANK.size() : rank;
    }

    /** For what is absent the library names the parent; people look for the field. */
    private static String field(ValidationMessage message) {
        String pointer = message.getInstanceLocation().toString();
        String path = pointer.isEmpty() ? "" : pointer.substring(1).replace("/", ".").replace("~1", "/").replace("~0", "~");
        // Of dependentRequired the property is what was given; what is missing comes first among the arguments.
        String property = message.getType().equals("dependentRequired") ? String.valueOf(message.getArguments()[0]) : message.getProperty();
        boolean absent = property != null && List.of("required", "dependentRequired", "unevaluatedProperties", "additionalProperties")
                .contains(message.getType());
        return !absent ? path : path.isEmpty() ? property : path + "." + property;
    }

    private Finding finding(String form, String field, ValidationMessage message, Predicate<String> hasText) {
        String keyword = switch (message.getType()) {
            case "dependentRequired" -> "required";
            case "unevaluatedProperties", "additionalProperties", "false" -> "unknown";
            case "minItems" -> limit(message).filter("1"::equals).isPresent() ? "required" : "minItems";
            default -> message.getType();
        };
        Map<String, String> args = new LinkedHashMap<>();
        limit(message).filter(value -> LIMITS.contains(keyword)).ifPresent(value -> args.put(keyword, value));
        String named = plain(field);
        Optional<String> format = keyword.equals("format") ? limit(message) : Optional.empty();
        for (String key : keys(form, named, keyword, format)) {
            if (hasText.test(key)) {
                return Finding.error(field, key).with(args);
            }
        }
        return Finding.error(field, "error." + keyword + typeOf(keyword, named) + format.map(f -> "." + f).orElse("")).with(args);
    }

    private static List<String> keys(String form, String named, String keyword, Optional<String> format) {
        List<String> keys = new ArrayList<>();
        format.ifPresent(f -> keys.add(form + "." + named + ".error.format." + f));
        keys.add(form + "." + named + ".error." + keyword);
        return keys;
    }

    private String typeOf(String keyword, String named) {
        return keyword.equals("type") ? Optional.ofNullable(shape.fields().get(named)).map(f -> "." + f.type()).orElse("") : "";
    }

    /** What the keyword asks for, wherever in the schema it stands. */
    private static Optional<String> limit(ValidationMessage message) {
        return Optional.ofNullable(message.getSchemaNode()).filter(JsonNode::isValueNode)
                .map(n -> n.isNumber() ? n.decimalValue().toPlainString() : n.asText());
    }

    /** A path without the numbers of list elements. */
    static String plain(String field) {
        StringBuilder plain = new StringBuilder();
        for (String name : field.split("\\.")) {
            if (!name.matches("[0-9]+")) {
                plain.append(plain.length() == 0 ? "" : ".").append(name);
            }
        }
        return plain.toString();
    }

    private java.util.Comparator<String> inFormOrder() {
        List<String> order = new ArrayList<>(shape.fields().keySet());
        return (a, b) -> {
            String[] left = a.split("\\.");
            String[] right = b.split("\\.");
            int same = 0;
            while (same < left.length && same < right.length && left[same].equals(right[same])) {
                same++;
            }
            if (same == left.length || same == right.length) {
                return Integer.compare(left.length, right.length);
            }
            if (left[same].matches("[0-9]{1,9}") && right[same].matches("[0-9]{1,9}")) {
                return Integer.compare(Integer.parseInt(left[same]), Integer.parseInt(right[same]));
            }
            int byForm = Integer.compare(order.indexOf(plain(head(left, same))), order.indexOf(plain(head(right, same))));
            return byForm != 0 ? byForm : left[same].compareTo(right[same]);
        };
    }

    private static String head(String[] path, int last) {
        return String.join(".", java.util.Arrays.copyOf(path, last + 1));
    }
}
