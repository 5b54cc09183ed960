package lv.pkip.kernel.auditdesk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.audit.AuditSelections;
import lv.pkip.kernel.api.identity.CurrentActor;

/** Proofs that are the numbers of the records alone; none while there is no checkpoint. */
final class NumbersOnly implements AuditSelections {
    private final CurrentActor current;
    boolean none;

    NumbersOnly(CurrentActor current) {
        this.current = current;
    }

    @Override
    public Optional<Selection> begin(String purpose, OutputStream out) {
        current.require("audit:export");
        return none ? Optional.empty() : Optional.of(new Selection() {
            @Override
            public void add(List<Long> sequences) {
                write(out, sequences + "\n");
            }

            @Override
            public void end(Map<String, String> files) {
                write(out, files + "\n");
            }
        });
    }

    private static void write(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
