package lv.pkip.kernel.auditdesk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditTrail.Query;

/** A query as it is stored: an object of JSON with what was given. */
final class QueryJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private QueryJson() { }

    static String write(Query query) {
        ObjectNode all = JSON.createObjectNode();
        query.from().ifPresent(v -> all.put("from", v.toString()));
        query.to().ifPresent(v -> all.put("to", v.toString()));
        query.dataSubject().ifPresent(v -> all.put("dataSubject", v));
        query.actor().ifPresent(v -> all.put("actor", v));
        query.source().ifPresent(v -> all.put("source", v));
        query.application().ifPresent(v -> all.put("application", v));
        query.action().ifPresent(v -> all.put("action", v.name()));
        query.sourceAction().ifPresent(v -> all.put("sourceAction", v));
        query.caseNumber().ifPresent(v -> all.put("caseNumber", v));
        query.objectType().ifPresent(v -> all.put("objectType", v));
        query.objectId().ifPresent(v -> all.put("objectId", v));
        query.outcome().ifPresent(v -> all.put("outcome", v));
        query.text().ifPresent(v -> all.put("text", v));
        return all.toString();
    }

    static Query read(String json) {
        try {
            JsonNode all = JSON.readTree(json);
            return new Query(text(all, "from").map(Instant::parse), text(all, "to").map(Instant::parse), text(all, "dataSubject"), text(all, "actor"),
                    text(all, "source"), text(all, "application"), text(all, "action").map(Act::valueOf), text(all, "sourceAction"),
                    text(all, "caseNumber"), text(all, "objectType"), text(all, "objectId"), text(all, "outcome"), text(all, "text"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored search cannot be read", e);
        }
    }

    private static Optional<String> text(JsonNode all, String name) {
        return Optional.ofNullable(all.get(name)).map(JsonNode::asText);
    }
}
