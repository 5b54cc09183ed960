package lv.pkip.kernel.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.HttpMethod;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.QueryParam;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.service.Definition;

/** Writes OpenAPI 3.1 from the running resources' own annotations, and one submit operation for each installed e-service. */
final class OpenApi {

    private final List<Class<?>> resources;
    private final Municipality municipality;

    OpenApi(List<Class<?>> resources, Municipality municipality) {
        this.resources = resources;
        this.municipality = municipality;
    }

    Map<String, Object> describe(List<Definition> installed, String language) {
        Map<String, Object> paths = new TreeMap<>();
        for (Class<?> resource : resources) {
            for (Method method : operations(resource)) {
                put(paths, path(resource, method), verb(method), operation(resource, method));
            }
        }
        Map<String, Object> schemas = new TreeMap<>();
        schemas.put("Problem", problem());
        for (Definition d : installed) {
            String name = d.id() + "-application";
            schemas.put(name, embedded(CatalogueResource.tree(d.forms().get(d.form())), name));
            put(paths, "/v1/services/" + d.id() + "/cases", "post", submit(d, language));
        }
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("openapi", "3.1.0");
        m.put("info", Map.of("title", municipality.name(language), "version", "1"));
        m.put("servers", List.of(Map.of("url", municipality.baseUrl() + "/api")));
        m.put("paths", paths);
        m.put("components", Map.of("schemas", schemas, "securitySchemes", Map.of(
                "bearer", Map.of("type", "http", "scheme", "bearer"),
                "cookie", Map.of("type", "apiKey", "in", "cookie", "name", "PKIP"))));
        return m;
    }

    static List<Method> operations(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods()).filter(m -> verb(m) != null)
                .sorted(Comparator.comparing(Method::getName)).toList();
    }

    static String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                return http.value().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    static String path(Class<?> resource, Method method) {
        Path own = method.getAnnotation(Path.class);
        return "/" + resource.getAnnotation(Path.class).value() + (own == null ? "" : "/" + own.value());
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> paths, String path, String verb, Map<String, Object> operation) {
        ((Map<String, Object>) paths.computeIfAbsent(path, p -> new TreeMap<String, Object>())).put(verb, operation);
    }

    private static Map<String, Object> operation(Class<?> resource, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("operationId", resource.getSimpleName().replace("Resource", "").toLowerCase(Locale.ROOT) + "." + method.getName());
        m.put("summary", rule.summary());
        if (rule.value() != Rule.Who.EVERYBODY) {
            m.put("security", List.of(Map.of("bearer", List.of()), Map.of("cookie", List.of())));
        }
        List<Object> parameters = new ArrayList<>();
        boolean json = false;
        boolean raw = false;
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(PathParam.class)) {
                parameters.add(parameter(parameter.getAnnotation(PathParam.class).value(), "path", true));
            } else if (parameter.isAnnotationPresent(QueryParam.class)) {
                parameters.add(parameter(parameter.getAnnotation(QueryParam.class).value(), "query", false));
            } else if (parameter.isAnnotationPresent(HeaderParam.class)) {
                String name = parameter.getAnnotation(HeaderParam.class).value();
                if (!name.equals("Content-Type")) { // OpenAPI: described by the request body
                    parameters.add(parameter(name, "header", name.equals("If-Match") || name.equals("Idempotency-Key")));
                }
            } else if (parameter.getType() == JsonNode.class) {
                json = true;
            } else if (parameter.getType() == java.io.InputStream.class) {
                raw = true;
            }
        }
        if (!parameters.isEmpty()) {
            m.put("parameters", parameters);
        }
        if (json) {
            m.put("requestBody", body(members(rule.takes())));
        } else if (raw) {
            m.put("requestBody", Map.of("required", true, "content", Map.of("*/*", Map.of())));
        }
        m.put("responses", responses());
        return m;
    }

    /** The schema of a request from {@link Rule#takes()}. */
    private static Map<String, Object> members(String... takes) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (String take : takes) {
            String name = take.substring(0, take.indexOf(':')).replace("!", "");
            String type = take.substring(take.indexOf(':') + 1);
            properties.put(name, type.equals("date") ? Map.of("type", "string", "format", "date") : Map.of("type", type));
            if (take.contains("!")) {
                required.add(name);
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> submit(Definition d, String language) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("definition", Map.of("type", "string", "const", d.fingerprint()));
        properties.put("answers", Map.of("$ref", "#/components/schemas/" + d.id() + "-application"));
        properties.put("language", Map.of("enum", Words.LANGUAGES));
        properties.put("email", Map.of("type", "string", "format", "email"));
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("operationId", "submit." + d.id());
        m.put("summary", d.text(language, "title"));
        m.put("security", List.of(Map.of("bearer", List.of()), Map.of("cookie", List.of())));
        m.put("parameters", List.of(parameter("Idempotency-Key", "header", true)));
        m.put("requestBody", body(Map.of("type", "object", "required", List.of("definition", "answers"), "properties", properties)));
        m.put("responses", responses());
        return m;
    }

    private static Map<String, Object> parameter(String name, String in, boolean required) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("name", name);
        m.put("in", in);
        m.put("required", required);
        m.put("schema", Map.of("type", "string"));
        return m;
    }

    private static Map<String, Object> body(Map<String, Object> schema) {
        return Map.of("required", true, "content", Map.of("application/json", Map.of("schema", schema)));
    }

    private static Map<String, Object> responses() {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("2XX", Map.of("description", "done"));
        m.put("default", Map.of("description", "problem", "content",
                Map.of(Problems.TYPE, Map.of("schema", Map.of("$ref", "#/components/schemas/Problem")))));
        return m;
    }

    private static Map<String, Object> problem() {
        Map<String, Object> text = Map.of("type", "string");
        return Map.of("type", "object", "required", List.of("type", "title", "status"), "properties", Map.of(
                "type", Map.of("type", "string", "format", "uri-reference"), "title", text, "detail", text, "instance", text,
                "status", Map.of("type", "integer"),
                "errors", Map.of("type", "array", "items", Map.of("type", "object", "properties",
                        Map.of("pointer", text, "code", text, "severity", text, "detail", text)))));
    }

    /**
     * A form's schema stands in a larger document. Many tools look for its own references at the root of the whole and not
     * at the form's {@code $id}, so the id goes and the references say where they are.
     */
    private static JsonNode embedded(JsonNode schema, String name) {
        ((ObjectNode) schema).remove(List.of("$id", "$schema"));
        point(schema, "#/components/schemas/" + name);
        return schema;
    }

    private static void point(JsonNode node, String root) {
        if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
            String ref = object.path("$ref").textValue();
            if (ref.equals("#") || ref.startsWith("#/")) {
                object.put("$ref", root + ref.substring(1));
            }
        }
        node.forEach(child -> point(child, root));
    }
}
