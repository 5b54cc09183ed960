package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Structure;

/** One request of somebody who may provision, from its path to its answer. */
final class Provider {
    private static final Set<String> BODIES = Set.of("application/scim+json", "application/json");
    private final Page.Request request;
    private final Answers answers;
    private final Audit audit;
    private final Limits limits;
    private final String base;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

    Provider(Page.Request request, Registry registry, Structure structure, Approvals approvals, Audit audit, Limits limits) {
        this.request = request;
        this.answers = new Answers(request);
        this.audit = audit;
        this.limits = limits;
        this.base = request.baseUrl() + "/" + ScimPage.PATH;
        endpoints.put(ResourceType.USER.endpoint(), new Users(registry, approvals, base));
        endpoints.put(ResourceType.GROUP.endpoint(), new Groups(registry, structure, base));
    }

    /** Methods that an address takes; empty when there is no such address. */
    static Set<String> methods(List<String> path) {
        String first = path.isEmpty() ? "" : path.get(0);
        if (path.isEmpty() || Discovery.has(first)) {
            return path.size() > 2 ? Set.of() : Set.of("GET");
        }
        boolean resources = ResourceType.ALL.stream().anyMatch(type -> type.endpoint().equals(first));
        if (path.equals(List.of("Bulk")) || path.equals(List.of(".search")) || resources && path.size() == 2 && path.get(1).equals(".search")) {
            return Set.of("POST");
        }
        if (!resources || path.size() > 2) {
            return Set.of();
        }
        return path.size() == 1 ? Set.of("GET", "POST") : Set.of("GET", "PUT", "PATCH", "DELETE");
    }

    Page.Content answer() {
        List<String> path = path(request);
        if (!path.isEmpty() && path.get(0).equals("Me")) {
            throw ScimProblem.of(501, "Who provisions is no user; there is no /Me.");
        }
        Set<String> methods = methods(path);
        if (methods.isEmpty()) {
            throw ScimProblem.notFound();
        }
        if (!methods.contains(request.method())) {
            throw ScimProblem.of(405, "This address takes " + String.join(", ", methods.stream().sorted().toList()) + ".");
        }
        if (!path.isEmpty() && Discovery.has(path.get(0))) {
            return discovery(path);
        }
        if (path.isEmpty() || path.get(path.size() - 1).equals(".search") || path.size() == 1 && request.method().equals("GET")) {
            return search(path);
        }
        return path.equals(List.of("Bulk")) ? answers.ok(new Bulk(endpoints, base, limits).answer(body())) : resource(path);
    }

    static List<String> path(Page.Request request) {
        String path = request.path().replaceAll("^/+|/+$", "");
        return path.isEmpty() ? List.of() : List.of(path.split("/", -1));
    }

    private Page.Content discovery(List<String> path) {
        if (request.parameter("filter").isPresent()) {
            throw ScimProblem.of(403, "What is told here is not filtered.");
        }
        return answers.ok(new Discovery(base, limits).answer(path));
    }

    private Page.Content search(List<String> path) {
        List<Endpoint> asked = path.isEmpty() || path.get(0).equals(".search") ? List.copyOf(endpoints.values()) : List.of(endpoints.get(path.get(0)));
        Search search = request.method().equals("POST") ? Search.of(body(), limits) : Search.of(request.parameters(), limits);
        ObjectNode list = search.answer(asked, limits);
        audit.record(Audit.Event.ok("user.list", "identity", "user-administration").with(Map.of("by", "scim", "count", list.path("itemsPerPage").asText())));
        return answers.ok(list);
    }

    private Page.Content resource(List<String> path) {
        Endpoint endpoint = endpoints.get(path.get(0));
        if (path.size() == 1) {
            Projection projection = Search.projection(request.parameters());
            return shown(201, endpoint.create(body()), projection);
        }
        Precondition precondition = new Precondition(header("if-match"), header("if-none-match"));
        String id = path.get(1);
        Projection projection = Search.projection(request.parameters());
        return switch (request.method()) {
            case "GET" -> read(endpoint.find(id).orElseThrow(ScimProblem::notFound), precondition, projection);
            case "PUT" -> shown(200, endpoint.replace(id, body(), precondition), projection);
            case "PATCH" -> shown(200, endpoint.patch(id, body(), precondition), projection);
            default -> {
                endpoint.delete(id, precondition);
                yield answers.empty(204, Map.of());
            }
        };
    }

    private Page.Content read(Stored stored, Precondition precondition, Projection projection) {
        if (precondition.isUnchanged(stored)) {
            return answers.empty(304, Map.of("ETag", stored.etag()));
        }
        precondition.check(stored);
        return shown(200, stored, projection);
    }

    private Page.Content shown(int status, Stored stored, Projection projection) {
        return answers.resource(status, projection.of(stored.type(), stored.shown().get()), stored, base);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(request.headers().get(name)).filter(value -> !value.isBlank());
    }

    private ObjectNode body() {
        String type = request.headers().getOrDefault("content-type", "").split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
        if (!BODIES.contains(type)) {
            throw ScimProblem.of(415, "The body has to be application/scim+json or application/json.");
        }
        if (request.body().length > limits.payload()) {
            throw ScimProblem.of(413, "The body is longer than " + limits.payload() + " bytes.");
        }
        return Json.body(request.body());
    }
}
