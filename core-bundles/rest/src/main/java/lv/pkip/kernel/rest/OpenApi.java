package lv.pkip.kernel.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final Words words;
    private final JsonNode parts = read();

    OpenApi(List<Class<?>> resources, Municipality municipality, Words words) {
        this.words = words;
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
        parts.path("schemas").fields().forEachRemaining(schema -> schemas.put(schema.getKey(), schema.getValue()));
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
        m.put("components", Map.of("schemas", schemas, "headers", parts.path("headers"), "responses", problems(language),
                "securitySchemes", Map.of("bearer", Map.of("type", "http", "scheme", "bearer"),
                        "cookie", Map.of("type", "apiKey", "in", "cookie", "name", "PKIP"),
                        "csrf", Map.of("type", "apiKey", "in", "header", "name", "X-PKIP-CSRF",
                                "description", "The session's form token, beside the cookie, for every change"))));
        return m;
    }

    private static JsonNode read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/openapi/parts.json")) {
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private Map<String, Object> operation(Class<?> resource, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        String group = resource.getSimpleName().replace("Resource", "").toLowerCase(Locale.ROOT);
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("operationId", group + "." + method.getName());
        m.put("tags", List.of(group));
        m.put("summary", rule.summary());
        Set<Integer> problems = new TreeSet<>(Set.of(503));
        List<Object> parameters = new ArrayList<>();
        if (rule.value() != Rule.Who.EVERYBODY) {
            m.put("security", security(verb(method)));
            problems.addAll(List.of(401, 403));
        }
        if (rule.value() == Rule.Who.SIGNED_IN || rule.value() == Rule.Who.RESIDENT) {
            parameters.add(parameter(Gate.MANDATE, "header", false));
        }
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(PathParam.class)) {
                parameters.add(parameter(parameter.getAnnotation(PathParam.class).value(), "path", true));
                problems.add(404);
            } else if (parameter.isAnnotationPresent(QueryParam.class)) {
                String name = parameter.getAnnotation(QueryParam.class).value();
                parameters.add(parameter(name, "query", name.equals("name"))); // a file without a name is refused
                problems.add(400);
            } else if (parameter.isAnnotationPresent(HeaderParam.class)) {
                String name = parameter.getAnnotation(HeaderParam.class).value();
                if (!name.equals("Content-Type")) { // OpenAPI: described by the request body
                    parameters.add(parameter(name, "header", name.equals("If-Match") || name.equals("Idempotency-Key")));
                }
                problems.addAll(name.equals("If-Match") ? List.of(412, 428) : name.equals("Idempotency-Key") ? List.of(400, 422) : List.of());
            } else if (parameter.getType() == JsonNode.class) {
                m.put("requestBody", body(members(rule.takes())));
                problems.addAll(List.of(400, 413, 415, 422));
            } else if (parameter.getType() == InputStream.class) {
                m.put("requestBody", Map.of("required", true, "content", Map.of("*/*", Map.of())));
                problems.addAll(List.of(413, 415));
            }
        }
        if (!parameters.isEmpty()) {
            m.put("parameters", parameters);
        }
        m.put("responses", responses(problems, rule.gives()));
        return m;
    }

    private static List<Object> security(String verb) {
        return List.of(Map.of("bearer", List.of()),
                verb.equals("get") ? Map.of("cookie", List.of()) : Map.of("cookie", List.of(), "csrf", List.of()));
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

    private Map<String, Object> submit(Definition d, String language) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("definition", Map.of("type", "string", "const", d.fingerprint()));
        properties.put("answers", Map.of("$ref", "#/components/schemas/" + d.id() + "-application"));
        properties.put("language", Map.of("enum", Words.LANGUAGES));
        properties.put("email", Map.of("type", "string", "format", "email"));
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("operationId", "submit." + d.id());
        m.put("summary", d.text(language, "title"));
        m.put("tags", List.of("catalogue"));
        m.put("security", security("post"));
        m.put("parameters", List.of(parameter("Idempotency-Key", "header", true), parameter(Gate.MANDATE, "header", false)));
        m.put("requestBody", body(Map.of("type", "object", "required", List.of("definition", "answers"), "properties", properties)));
        m.put("responses", responses(new TreeSet<>(Set.of(400, 401, 403, 404, 409, 412, 413, 415, 422, 503)), "201 Receipt Location", "200 Receipt Location"));
        return m;
    }

    private Map<String, Object> parameter(String name, String in, boolean required) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("name", name);
        m.put("in", in);
        m.put("required", required);
        m.put("schema", Map.of("type", "string"));
        parts.path("parameters").path(name).fields().forEachRemaining(part -> m.put(part.getKey(), part.getValue()));
        return m;
    }

    private static Map<String, Object> body(Map<String, Object> schema) {
        return Map.of("required", true, "content", Map.of("application/json", Map.of("schema", schema)));
    }

    private static Map<String, Object> responses(Set<Integer> problems, String... gives) {
        Map<String, Object> m = new TreeMap<>();
        for (String given : gives) {
            String[] words = given.split(" ");
            if (words.length == 1 && words[0].compareTo("400") >= 0) {
                problems.add(Integer.valueOf(words[0]));
            } else {
                m.put(words[0], response(words));
            }
        }
        problems.forEach(status -> m.put(status.toString(), Map.of("$ref", "#/components/responses/Problem" + status)));
        m.put("default", Map.of("$ref", "#/components/responses/Problem"));
        return m;
    }

    private static Map<String, Object> response(String... words) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("description", switch (words[0]) {
            case "200" -> "done";
            case "201" -> "made";
            case "204" -> "done, nothing to tell";
            case "304" -> "not changed";
            default -> throw new IllegalArgumentException(words[0]);
        });
        m.put("headers", headers(Arrays.asList(words).subList(Math.min(2, words.length), words.length)));
        if (words.length > 1) {
            m.put("content", words[1].equals("*") ? Map.of("*/*", Map.of())
                    : Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/" + words[1]))));
        }
        return m;
    }

    private static Map<String, Object> headers(List<String> names) {
        Map<String, Object> m = new TreeMap<>();
        m.put("X-Request-Id", Map.of("$ref", "#/components/headers/X-Request-Id"));
        names.forEach(name -> m.put(name, Map.of("$ref", "#/components/headers/" + name)));
        return m;
    }

    /** One response for each status with the types it can have, and one for what else may come. */
    private Map<String, Object> problems(String language) {
        Map<String, Object> all = new TreeMap<>();
        List<String> types = new ArrayList<>();
        ProblemTypes.BY_STATUS.forEach((status, codes) -> {
            types.addAll(codes);
            all.put("Problem" + status, problem(status, codes, language));
        });
        all.put("Problem", problem(0, types, language));
        return all;
    }

    private Map<String, Object> problem(int status, List<String> codes, String language) {
        Map<String, Object> narrower = new LinkedHashMap<>();
        narrower.put("type", Map.of("enum", codes.stream().map(code -> "/problems/" + code).toList()));
        Map<String, Object> examples = new LinkedHashMap<>();
        if (status > 0) {
            narrower.put("status", Map.of("const", status));
            codes.forEach(code -> examples.put(code, Map.of("value", Problems.body(status, code, words, language, "7KQ4M1XW0P"))));
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema", Map.of("allOf", List.of(Map.of("$ref", "#/components/schemas/Problem"), Map.of("properties", narrower))));
        if (!examples.isEmpty()) {
            content.put("examples", examples);
        }
        return Map.of("description", status > 0 ? words.text(language, "problem." + codes.get(0), Map.of()) : "problem",
                "headers", headers(status == 503 || status == 429 ? List.of("Retry-After") : status == 401 ? List.of("WWW-Authenticate") : List.of()),
                "content", Map.of(Problems.TYPE, content));
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
