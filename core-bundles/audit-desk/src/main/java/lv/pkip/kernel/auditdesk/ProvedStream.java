package lv.pkip.kernel.auditdesk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lv.pkip.kernel.api.audit.AuditSelections;
import lv.pkip.kernel.api.audit.AuditTrail;

/**
 * A ZIP that is made while it is read: a file of records, and beside it the proofs of the same records. Of the records only their numbers
 * are in memory. How it ended is told before the last byte goes out.
 */
final class ProvedStream extends InputStream {
    private static final int PIECE = 1 << 15;
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(made);
    private final MessageDigest ofFile = RecordStream.sha256();
    private final MessageDigest ofAll = RecordStream.sha256();
    private final Parts parts;
    private final RecordStream.End end;
    private AuditSelections.Selection proofs;
    private byte[] bytes = new byte[0];
    private int at;
    private int proved;
    private boolean read;
    private boolean over;

    /**
     * What goes into it.
     *
     * @param file      closed here
     * @param sequences numbers of the records in the file; whole when it was read to its end
     */
    record Parts(String code, String extension, InputStream file, List<Long> sequences) {
        String name() {
            return "auditacija-" + code + "." + extension;
        }
    }

    private ProvedStream(Parts parts, RecordStream.End end) {
        this.parts = parts;
        this.end = end;
    }

    /** Empty while nothing can be proved. */
    static Optional<ProvedStream> of(AuditSelections selections, String purpose, Parts parts, RecordStream.End end) throws IOException {
        ProvedStream stream = new ProvedStream(parts, end);
        Optional<AuditSelections.Selection> begun = selections.begin(purpose, stream.zip);
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        stream.proofs = begun.get();
        stream.zip.putNextEntry(new ZipEntry(parts.name()));
        return Optional.of(stream);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == bytes.length) {
            if (over) {
                return -1;
            }
            step();
            bytes = made.toByteArray();
            made.reset();
            at = 0;
            ofAll.update(bytes);
            if (over) {
                end.ended(parts.sequences().size(), true, HexFormat.of().formatHex(ofAll.digest()));
            }
        }
        int some = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, offset, some);
        at += some;
        return some;
    }

    private void step() throws IOException {
        if (!read) {
            byte[] piece = parts.file().readNBytes(PIECE);
            ofFile.update(piece);
            zip.write(piece);
            if (piece.length < PIECE) {
                read = true;
                zip.closeEntry();
                zip.putNextEntry(new ZipEntry("auditacija-" + parts.code() + ".pkip-audit-selection"));
            }
        } else if (proved < parts.sequences().size()) {
            int next = Math.min(parts.sequences().size(), proved + AuditTrail.MOST);
            proofs.add(parts.sequences().subList(proved, next));
            proved = next;
        } else {
            proofs.end(Map.of(parts.name(), HexFormat.of().formatHex(ofFile.digest())));
            zip.closeEntry();
            zip.finish();
            over = true;
        }
    }

    @Override
    public void close() throws IOException {
        parts.file().close();
        if (!over) {
            over = true;
            at = bytes.length;
            end.ended(proved, false, HexFormat.of().formatHex(ofAll.digest()));
        }
    }
}
