package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema as RFC 7643 section 7 describes one, read from a file of the bundle that names only what is not usual.
 *
 * @param shown as it is answered
 */
record Schema(String id, List<Attribute> attributes, ObjectNode shown) {

    static Schema read(String file) {
        try (InputStream in = Schema.class.getResourceAsStream("/schemas/" + file + ".json")) {
            ObjectNode told = (ObjectNode) Json.own(in.readAllBytes());
            ObjectNode shown = Json.object();
            shown.putArray("schemas").add(Urn.SCHEMA);
            shown.setAll(told);
            ArrayNode complete = shown.putArray("attributes");
            told.path("attributes").forEach(attribute -> complete.add(completed(attribute)));
            List<Attribute> attributes = new ArrayList<>();
            complete.forEach(attribute -> attributes.add(Attribute.read(attribute)));
            return new Schema(told.path("id").asText(), List.copyOf(attributes), shown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode completed(JsonNode told) {
        ObjectNode whole = Json.object();
        whole.set("name", told.get("name"));
        whole.put("type", "string");
        whole.put("multiValued", false);
        whole.put("description", "");
        whole.put("required", false);
        whole.put("caseExact", false);
        whole.put("mutability", "readWrite");
        whole.put("returned", "default");
        whole.put("uniqueness", "none");
        whole.setAll((ObjectNode) told.deepCopy());
        if (told.has("subAttributes")) {
            ArrayNode subs = whole.putArray("subAttributes");
            told.path("subAttributes").forEach(sub -> subs.add(completed(sub)));
        }
        return whole;
    }

    /** An extension as the attribute of a resource that it is. */
    Attribute asAttribute() {
        return new Attribute(id, Attribute.Type.COMPLEX, false, false, false, Attribute.Mutability.READWRITE, attributes);
    }
}
