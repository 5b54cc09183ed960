package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be said of one sort of resources (RFC 7643 section 6).
 *
 * @param endpoint   first part of the path
 * @param extensions schemas whose attributes stand under the schema's name
 */
record ResourceType(String name, String endpoint, Schema core, List<Schema> extensions) implements Target.Scope {
    static final ResourceType USER = new ResourceType("User", "Users", Schema.read("user"), List.of(Schema.read("enterprise"), Schema.read("pkip-user")));
    static final ResourceType GROUP = new ResourceType("Group", "Groups", Schema.read("group"), List.of(Schema.read("pkip-group")));
    static final List<ResourceType> ALL = List.of(USER, GROUP);
    private static final List<Attribute> COMMON = Schema.read("common").attributes();

    /** Attributes that stand at the top of a resource. */
    Optional<Attribute> attribute(String wanted) {
        return Attribute.find(core.attributes(), wanted).or(() -> Attribute.find(COMMON, wanted));
    }

    Optional<Schema> extension(String urn) {
        return extensions.stream().filter(e -> e.id().equalsIgnoreCase(urn)).findFirst();
    }

    Stream<Schema> schemas() {
        return Stream.concat(Stream.of(core), extensions.stream());
    }

    /** {@code name.familyName}, {@code urn:…:User:department}, or an extension as a whole. */
    @Override
    public Optional<Target> find(String path) {
        if (!path.toLowerCase(Locale.ROOT).startsWith("urn:")) {
            return inside(path, List.of(), this::attribute);
        }
        Optional<Schema> whole = extension(path);
        if (whole.isPresent()) {
            return Optional.of(new Target(List.of(whole.get().id()), whole.get().asAttribute(), Optional.empty()));
        }
        return schemas().filter(schema -> path.length() > schema.id().length() + 1 && path.charAt(schema.id().length()) == ':'
                && path.regionMatches(true, 0, schema.id(), 0, schema.id().length())).findFirst().flatMap(schema -> {
                    String rest = path.substring(schema.id().length() + 1);
                    return schema == core ? inside(rest, List.of(), this::attribute)
                            : inside(rest, List.of(schema.id()), name -> Attribute.find(schema.attributes(), name));
                });
    }

    private static Optional<Target> inside(String path, List<String> before, java.util.function.Function<String, Optional<Attribute>> names) {
        String[] parts = path.split("\\.", -1);
        Optional<Attribute> first = parts.length > 2 ? Optional.empty() : names.apply(parts[0]);
        if (first.isEmpty() || parts.length == 1) {
            return first.map(a -> new Target(Stream.concat(before.stream(), Stream.of(a.name())).toList(), a, Optional.empty()));
        }
        return first.get().sub(parts[1]).map(sub -> new Target(Stream.concat(before.stream(), Stream.of(first.get().name(), sub.name())).toList(), sub, first));
    }

    ObjectNode shown(String base) {
        ObjectNode shown = Json.object();
        shown.putArray("schemas").add(Urn.RESOURCE_TYPE);
        shown.put("id", name);
        shown.put("name", name);
        shown.put("endpoint", "/" + endpoint);
        shown.put("schema", core.id());
        ArrayNode more = shown.putArray("schemaExtensions");
        extensions.forEach(e -> more.addObject().put("schema", e.id()).put("required", false));
        shown.putObject("meta").put("resourceType", "ResourceType").put("location", base + "/ResourceTypes/" + name);
        return shown;
    }
}
