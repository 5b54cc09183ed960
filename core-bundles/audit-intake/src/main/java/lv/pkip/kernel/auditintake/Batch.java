package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditIntake.Receipt;
import lv.pkip.kernel.api.audit.AuditRecord;

/** Many records, one a line: read as they come in, handed on in chunks, each with its own outcome. */
final class Batch {
    private final AuditIntake intake;
    private final String source;
    private final Limits limits;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<AuditRecord> waiting = new ArrayList<>();
    /** Where in {@link #outcomes} the outcome of each waiting record belongs. */
    private final List<Integer> places = new ArrayList<>();
    private long bytes;

    Batch(AuditIntake intake, String source, Limits limits) {
        this.intake = intake;
        this.source = source;
        this.limits = limits;
    }

    /** What became of each line, in their order. */
    List<Outcome> take(Lines lines) {
        for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (outcomes.size() == limits.lines()) {
                throw Refusal.of(413, "too-many");
            }
            add(line.get());
            if (bytes >= limits.chunk()) {
                handOn();
            }
        }
        handOn();
        return outcomes;
    }

    private void add(Lines.Line line) {
        Optional<String> id = Optional.empty();
        try {
            byte[] text = line.bytes().orElseThrow(() -> new Wrong("", "line-too-long"));
            ObjectNode json = Json.read(text);
            id = RecordReader.id(json);
            waiting.add(RecordReader.read(json));
            places.add(outcomes.size());
            outcomes.add(new Outcome(line.number(), id, "", 0, Optional.empty()));
            bytes += text.length;
        } catch (Wrong wrong) {
            outcomes.add(Outcome.of(line.number(), id, wrong));
        }
    }

    private void handOn() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Receipt> receipts = intake.take(source, List.copyOf(waiting));
        for (int i = 0; i < receipts.size(); i++) {
            outcomes.set(places.get(i), Outcome.of(outcomes.get(places.get(i)).line(), waiting.get(i).id(), receipts.get(i)));
        }
        waiting.clear();
        places.clear();
        bytes = 0;
    }
}
