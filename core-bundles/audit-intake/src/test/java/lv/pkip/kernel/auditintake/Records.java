package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Records as a sender writes them. */
final class Records {
    private Records() { }

    static ObjectNode good(String id) {
        ObjectNode json = Json.object().put("id", id).put("time", "2026-11-28T10:15:30.123456+02:00").put("application", "ledger").put("action", "read")
                .put("purpose", "bookkeeping").put("outcome", "ok").put("dataSubject", "32000000901");
        json.putObject("actor").put("kind", "staff").put("id", "a.ozola");
        return json;
    }

    static String with(String id, Consumer<ObjectNode> change) {
        ObjectNode json = good(id);
        change.accept(json);
        return json.toString();
    }

    static String lines(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> good("r-" + i).toString()).collect(Collectors.joining("\n"));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
