package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/**
 * A resource as it is now.
 *
 * @param shown made when it is needed: most of a long list is not
 */
record Stored(ResourceType type, String id, long version, Supplier<ObjectNode> shown) {

    String etag() {
        return "W/\"" + version + "\"";
    }

    String location(String base) {
        return base + "/" + type.endpoint() + "/" + id;
    }
}
