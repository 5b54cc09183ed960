package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Many changes in one request (RFC 7644 section 3.7): each for itself as a whole or not at all. An operation that refers to what
 * another one makes waits for it, in whichever order they stand.
 */
final class Bulk {
    private static final String REFERENCE = "bulkId:";
    private final Map<String, Endpoint> endpoints;
    private final String base;
    private final Limits limits;
    private final Map<String, String> made = new HashMap<>();
    private final Set<String> failed = new HashSet<>();
    /** Those that were tried together in vain. */
    private final Set<Integer> alone = new HashSet<>();

    Bulk(Map<String, Endpoint> endpoints, String base, Limits limits) {
        this.endpoints = endpoints;
        this.base = base;
        this.limits = limits;
    }

    private record Operation(int index, String method, String path, String bulkId, Optional<String> version, JsonNode data) { }

    ObjectNode answer(ObjectNode request) {
        if (!Json.names(request, Urn.BULK)) {
            throw ScimProblem.syntax("The schemas of the request do not name " + Urn.BULK + ".");
        }
        JsonNode given = Json.member(request, "Operations");
        if (!given.isArray() || given.isEmpty()) {
            throw ScimProblem.syntax("Operations has to be a list that is not empty.");
        }
        if (given.size() > limits.operations()) {
            throw ScimProblem.of(413, "One bulk request takes at most " + limits.operations() + " operations.");
        }
        JsonNode stop = Json.member(request, "failOnErrors");
        if (!stop.isMissingNode() && !stop.isNull() && !(stop.isInt() && stop.intValue() > 0)) {
            throw ScimProblem.value("failOnErrors has to be a whole number above 0.");
        }
        return run(read(given), stop.isInt() ? stop.intValue() : Integer.MAX_VALUE);
    }

    private List<Operation> read(JsonNode given) {
        List<Operation> operations = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode one : given) {
            if (!one.isObject()) {
                throw ScimProblem.syntax("An operation has to be an object.");
            }
            String id = Json.member(one, "bulkId").asText();
            if (!id.isEmpty() && !ids.add(id)) {
                throw ScimProblem.syntax("A bulkId is there twice.");
            }
            JsonNode version = Json.member(one, "version");
            operations.add(new Operation(operations.size(), Json.member(one, "method").asText().toUpperCase(Locale.ROOT), Json.member(one, "path").asText(), id,
                    version.isTextual() ? Optional.of(version.textValue()) : Optional.empty(), Json.member(one, "data")));
        }
        return operations;
    }

    private ObjectNode run(List<Operation> operations, int failOnErrors) {
        ObjectNode[] results = new ObjectNode[operations.size()];
        List<Operation> waiting = new ArrayList<>(operations);
        int errors = 0;
        while (!waiting.isEmpty() && errors < failOnErrors) {
            List<Operation> later = new ArrayList<>();
            boolean moved = false;
            for (Operation operation : waiting) {
                if (errors >= failOnErrors) {
                    break;
                }
                if (waits(operation, waiting)) {
                    later.add(operation);
                    continue;
                }
                moved = true;
                if (results[operation.index()] == null) {
                    makeTogether(operation, waiting, results);
                }
                if (results[operation.index()] == null) {
                    results[operation.index()] = result(operation);
                }
                errors += results[operation.index()].has("response") ? 1 : 0;
            }
            if (!moved) {
                errors += refuseCircle(later, results, failOnErrors - errors);
                break;
            }
            waiting = later;
        }
        ObjectNode answer = Json.object();
        answer.putArray("schemas").add(Urn.BULK_ANSWER);
        ArrayNode done = answer.putArray("Operations");
        for (ObjectNode result : results) {
            if (result != null) {
                done.add(result);
            }
        }
        return answer;
    }

    /**
     * Makes this one and those right behind it in one go, where they are new resources that wait for nothing: the result of each is
     * the same as by itself. When one of them cannot be, none is, and each goes its own way.
     */
    private void makeTogether(Operation first, List<Operation> waiting, ObjectNode[] results) {
        List<Operation> together = new ArrayList<>();
        int most = endpoint(first).map(Endpoint::together).orElse(1);
        for (Operation next : waiting.subList(waiting.indexOf(first), waiting.size())) {
            if (together.size() == most || alone.contains(next.index()) || !isPlain(next) || !next.path().equals(first.path())) {
                break;
            }
            together.add(next);
        }
        if (together.size() < 2) {
            return;
        }
        List<Stored> stored;
        try {
            stored = endpoint(first).orElseThrow().createAll(together.stream().map(this::data).toList());
        } catch (RuntimeException oneIsWrong) {
            ScimProblem.meaning(oneIsWrong).orElseThrow(() -> oneIsWrong);
            together.forEach(operation -> alone.add(operation.index()));
            return;
        }
        for (int i = 0; i < together.size(); i++) {
            made.put(together.get(i).bulkId(), stored.get(i).id());
            results[together.get(i).index()] = done(together.get(i), "201", stored.get(i));
        }
    }

    private Optional<Endpoint> endpoint(Operation operation) {
        return Optional.ofNullable(endpoints.get(operation.path().replaceFirst("^/", "")));
    }

    private static boolean isPlain(Operation operation) {
        Set<String> named = new HashSet<>();
        references(operation.data(), named);
        return operation.method().equals("POST") && !operation.bulkId().isEmpty() && operation.data().isObject() && named.isEmpty();
    }

    private static int refuseCircle(List<Operation> circle, ObjectNode[] results, int most) {
        List<Operation> told = circle.subList(0, Math.min(most, circle.size()));
        told.forEach(o -> results[o.index()] = failure(o, ScimProblem.of(409, "Operations wait for each other.")));
        return told.size();
    }

    /** Another operation that is still to come makes what this one refers to. */
    private boolean waits(Operation operation, List<Operation> waiting) {
        Set<String> named = new HashSet<>();
        references(operation.data(), named);
        if (operation.path().contains("/" + REFERENCE)) {
            named.add(operation.path().substring(operation.path().indexOf(REFERENCE) + REFERENCE.length()));
        }
        return named.stream().anyMatch(id -> !made.containsKey(id) && !failed.contains(id)
                && waiting.stream().anyMatch(other -> other.bulkId().equals(id) && other.method().equals("POST")));
    }

    private static void references(JsonNode data, Set<String> into) {
        if (data.isTextual() && data.textValue().startsWith(REFERENCE)) {
            into.add(data.textValue().substring(REFERENCE.length()));
        }
        data.forEach(child -> references(child, into));
    }

    private ObjectNode result(Operation operation) {
        try {
            return success(operation);
        } catch (RuntimeException failure) {
            failed.add(operation.bulkId());
            return failure(operation, ScimProblem.meaning(failure).orElseThrow(() -> failure));
        }
    }

    private ObjectNode success(Operation operation) {
        String[] parts = operation.path().replaceFirst("^/", "").split("/", -1);
        Endpoint endpoint = Optional.ofNullable(endpoints.get(parts[0])).filter(e -> parts.length <= 2).orElseThrow(ScimProblem::notFound);
        Precondition precondition = new Precondition(operation.version(), Optional.empty());
        boolean post = operation.method().equals("POST");
        if (post != (parts.length == 1) || !Set.of("POST", "PUT", "PATCH", "DELETE").contains(operation.method())) {
            throw ScimProblem.of(405, "The method does not fit the path.");
        }
        if (post && operation.bulkId().isEmpty()) {
            throw ScimProblem.syntax("An operation that makes something needs a bulkId.");
        }
        if (post) {
            Stored stored = endpoint.create(data(operation));
            made.put(operation.bulkId(), stored.id());
            return done(operation, "201", stored);
        }
        String id = parts[1].startsWith(REFERENCE) ? known(parts[1]) : parts[1];
        return switch (operation.method()) {
            case "PUT" -> done(operation, "200", endpoint.replace(id, data(operation), precondition));
            case "PATCH" -> done(operation, "200", endpoint.patch(id, data(operation), precondition));
            default -> {
                endpoint.delete(id, precondition);
                yield begun(operation, "204").put("location", base + "/" + parts[0] + "/" + id);
            }
        };
    }

    private ObjectNode data(Operation operation) {
        if (operation.data() instanceof ObjectNode data) {
            return (ObjectNode) resolved(data.deepCopy());
        }
        throw ScimProblem.syntax("The operation has no data.");
    }

    private JsonNode resolved(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> object.set(name, resolved(object.get(name))));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, resolved(array.get(i)));
            }
        } else if (node.isTextual() && node.textValue().startsWith(REFERENCE)) {
            return Json.object().textNode(known(node.textValue()));
        }
        return node;
    }

    private String known(String reference) {
        return Optional.ofNullable(made.get(reference.substring(REFERENCE.length())))
                .orElseThrow(() -> ScimProblem.of(409, "What " + reference + " refers to was not made."));
    }

    private static ObjectNode begun(Operation operation, String status) {
        ObjectNode result = Json.object().put("method", operation.method());
        Json.put(result, "bulkId", operation.bulkId());
        return result.put("status", status);
    }

    private ObjectNode done(Operation operation, String status, Stored stored) {
        return begun(operation, status).put("location", stored.location(base)).put("version", stored.etag());
    }

    private static ObjectNode failure(Operation operation, ScimProblem problem) {
        ObjectNode result = begun(operation, String.valueOf(problem.status()));
        result.set("response", Answers.problem(problem));
        return result;
    }
}
