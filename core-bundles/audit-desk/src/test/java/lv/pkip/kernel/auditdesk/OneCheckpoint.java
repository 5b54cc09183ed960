package lv.pkip.kernel.auditdesk;

import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lv.pkip.kernel.api.audit.AuditProofs;

/** A log of which no more is known than its newest checkpoint. */
final class OneCheckpoint implements AuditProofs {
    static final String NOTE = "pkip-audit/made-up\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— pkip-audit/made-up AAAA\n";

    volatile boolean fails;

    @Override
    public String key() {
        return "pkip-audit/made-up+00000000+AAAA";
    }

    @Override
    public Optional<String> checkpoint() {
        if (fails) {
            throw new IllegalStateException("the log is away");
        }
        return Optional.of(NOTE);
    }

    @Override
    public List<Signed> checkpoints(int limit) {
        return List.of(new Signed(7, Instant.EPOCH, NOTE));
    }

    @Override
    public Sealed sealed() {
        return new Sealed(7, 0, Optional.empty(), Optional.empty());
    }

    @Override
    public OptionalLong place(long sequence) {
        return OptionalLong.empty();
    }

    @Override
    public List<String> inclusion(long place, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> consistency(long first, long second) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String leaf(long place) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalLong firstBad(long from, long to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void export(long from, long to, String purpose, OutputStream out) {
        throw new UnsupportedOperationException();
    }
}
