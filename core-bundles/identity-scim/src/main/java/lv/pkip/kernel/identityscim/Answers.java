package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;

/** Writes answers in the content type that the client takes. */
final class Answers {
    private static final String SCIM = "application/scim+json";
    private static final String JSON = "application/json";
    private final String type;

    Answers(Page.Request request) {
        String accept = request.headers().getOrDefault("accept", "");
        this.type = accept.contains(JSON) && !accept.contains(SCIM) ? JSON : SCIM;
    }

    Page.Content ok(ObjectNode body) {
        return content(200, body, Map.of());
    }

    Page.Content resource(int status, ObjectNode body, Stored stored, String base) {
        return content(status, body, Map.of("ETag", stored.etag(), "Location", stored.location(base)));
    }

    Page.Content empty(int status, Map<String, String> headers) {
        return new Page.Content(status, type, Optional.empty(), InputStream.nullInputStream(), headers);
    }

    Page.Content refused(ScimProblem problem, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        if (problem.retryAfter() > 0) {
            headers.put("Retry-After", String.valueOf(problem.retryAfter()));
        }
        return content(problem.status(), problem(problem), headers);
    }

    static ObjectNode problem(ScimProblem problem) {
        ObjectNode body = Json.object();
        body.putArray("schemas").add(Urn.ERROR);
        Json.put(body, "scimType", problem.scimType());
        return body.put("detail", problem.getMessage()).put("status", String.valueOf(problem.status()));
    }

    private Page.Content content(int status, ObjectNode body, Map<String, String> headers) {
        return new Page.Content(status, type, Optional.empty(), new ByteArrayInputStream(Json.bytes(body)), headers);
    }
}
