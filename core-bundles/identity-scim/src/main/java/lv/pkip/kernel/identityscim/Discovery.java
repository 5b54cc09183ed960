package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this provider can do and knows (RFC 7644 section 4). */
final class Discovery {
    private final String base;
    private final Limits limits;

    Discovery(String base, Limits limits) {
        this.base = base;
        this.limits = limits;
    }

    static boolean has(String name) {
        return name.equals("ServiceProviderConfig") || name.equals("Schemas") || name.equals("ResourceTypes");
    }

    ObjectNode answer(List<String> path) {
        if (path.get(0).equals("ServiceProviderConfig")) {
            return Optional.of(path).filter(p -> p.size() == 1).map(p -> config()).orElseThrow(ScimProblem::notFound);
        }
        Map<String, ObjectNode> all = path.get(0).equals("Schemas") ? schemas() : types();
        return path.size() == 1 ? list(new ArrayList<>(all.values()))
                : Optional.ofNullable(all.get(path.get(1))).filter(one -> path.size() == 2).orElseThrow(ScimProblem::notFound);
    }

    private static ObjectNode list(List<ObjectNode> all) {
        ObjectNode list = Json.object();
        list.putArray("schemas").add(Urn.LIST);
        list.put("totalResults", all.size()).put("itemsPerPage", all.size()).put("startIndex", 1);
        ArrayNode resources = list.putArray("Resources");
        all.forEach(resources::add);
        return list;
    }

    private Map<String, ObjectNode> schemas() {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        ResourceType.ALL.stream().flatMap(ResourceType::schemas).forEach(schema -> {
            ObjectNode shown = schema.shown().deepCopy();
            shown.putObject("meta").put("resourceType", "Schema").put("location", base + "/Schemas/" + schema.id());
            all.put(schema.id(), shown);
        });
        return all;
    }

    private Map<String, ObjectNode> types() {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        ResourceType.ALL.forEach(type -> all.put(type.name(), type.shown(base)));
        return all;
    }

    private ObjectNode config() {
        ObjectNode config = Json.object();
        config.putArray("schemas").add(Urn.CONFIG);
        config.putObject("patch").put("supported", true);
        config.putObject("bulk").put("supported", true).put("maxOperations", limits.operations()).put("maxPayloadSize", limits.payload());
        config.putObject("filter").put("supported", true).put("maxResults", limits.results());
        config.putObject("changePassword").put("supported", false);
        config.putObject("sort").put("supported", true);
        config.putObject("etag").put("supported", true);
        ArrayNode ways = config.putArray("authenticationSchemes");
        ways.addObject().put("type", "oauthbearertoken").put("name", "Access token").put("description", "RFC 6750, scope scim").put("primary", true);
        ways.addObject().put("type", "httpbasic").put("name", "Service account").put("description", "RFC 7617, over TLS");
        config.putObject("meta").put("resourceType", "ServiceProviderConfig").put("location", base + "/ServiceProviderConfig");
        return config;
    }
}
