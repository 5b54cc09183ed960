package lv.pkip.audit.sender;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The house as the example sees it. */
public final class ExampleHouse implements AutoCloseable {
    private final FaultyHouse house = new FaultyHouse();

    public String address() {
        return house.uri().toString();
    }

    public String secret() {
        return FaultyHouse.SECRET;
    }

    /** Act, actor, data subject and outcome of the only record. */
    public String only() {
        List<JsonNode> records = house.records();
        if (records.size() != 1) {
            throw new AssertionError(records.toString());
        }
        JsonNode record = records.get(0);
        return record.path("sourceAction").asText() + " " + record.at("/actor/id").asText() + " " + record.path("dataSubject").asText() + " " + record.path("outcome").asText();
    }

    @Override
    public void close() {
        house.close();
    }
}
