package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditIntake.Receipt;

/**
 * What became of one line.
 *
 * @param id       empty when the line was too broken to tell
 * @param result   {@code new}, {@code same}, {@code conflict} or {@code invalid}
 * @param sequence 0 when it is not kept
 */
record Outcome(int line, Optional<String> id, String result, long sequence, Optional<Wrong> wrong) {

    static Outcome of(int line, Optional<String> id, Wrong wrong) {
        return new Outcome(line, id, "invalid", 0, Optional.of(wrong));
    }

    static Outcome of(int line, String id, Receipt receipt) {
        return switch (receipt.result()) {
            case NEW -> new Outcome(line, Optional.of(id), "new", receipt.sequence(), Optional.empty());
            case SAME -> new Outcome(line, Optional.of(id), "same", receipt.sequence(), Optional.empty());
            case OTHER -> new Outcome(line, Optional.of(id), "conflict", 0, Optional.empty());
            case INVALID -> of(line, Optional.of(id), new Wrong(receipt.field().orElse("").replace('.', '/'), receipt.problem().orElse("invalid")));
        };
    }

    boolean kept() {
        return sequence > 0;
    }

    /** As it stands in an answer; a line's number only where there are lines. */
    ObjectNode json(Words words, String language) {
        ObjectNode json = Json.object();
        if (line > 0) {
            json.put("line", line);
        }
        id.ifPresent(known -> json.put("id", known));
        json.put("result", result);
        if (kept()) {
            return json.put("sequence", sequence);
        }
        json.set("problem", words.problem(wrong.isPresent() ? "invalid" : "conflict", wrong.stream().toList(), language));
        return json;
    }
}
