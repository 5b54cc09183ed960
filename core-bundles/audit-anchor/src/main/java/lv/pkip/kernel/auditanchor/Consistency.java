package lv.pkip.kernel.auditanchor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import lv.pkip.kernel.api.audit.AnchorPlace.Trouble;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.MerkleProof;

/** Whether what a place has is a beginning of this log. */
final class Consistency {

    private Consistency() { }

    /** Of a log without records. */
    static Checkpoint empty(String origin) {
        try {
            return new Checkpoint(origin, 0, MessageDigest.getInstance("SHA-256").digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @throws Trouble when it is not */
    static void check(AuditProofs proofs, Checkpoint there, Checkpoint ours) throws Trouble {
        if (there.size() > ours.size()) {
            throw larger(proofs, there.size());
        }
        boolean proofNeeded = there.size() > 0 && there.size() < ours.size();
        List<byte[]> proof = proofNeeded ? hashes(proofs.consistency(there.size(), ours.size())) : List.of();
        if (!MerkleProof.isConsistent(there.size(), ours.size(), there.root(), ours.root(), proof)) {
            throw Trouble.contradiction("forked");
        }
    }

    /** A place has more records than were offered to it: another node was faster, or the log was longer once. */
    static Trouble larger(AuditProofs proofs, long size) {
        boolean faster = proofs.checkpoints(1).stream().mapToLong(Signed::size).anyMatch(newest -> newest >= size);
        return faster ? Trouble.of("busy") : Trouble.contradiction("rolled-back");
    }

    private static List<byte[]> hashes(List<String> texts) {
        return texts.stream().map(Base64.getDecoder()::decode).toList();
    }
}
