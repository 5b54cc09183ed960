package lv.pkip.kernel.console;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:audit-export}: records with their proofs into a file that the verifier reads; the file is its owner's alone. */
@Service
@Command(scope = "pkip", name = "audit-export", description = "Writes audit records and their proofs into a file for the verifier")
public final class AuditExportCommand implements Action {

    @Argument(required = true, description = "The file, which must not be there yet")
    String file;

    @Option(name = "--purpose", required = true, description = "Why it is taken out")
    String purpose;

    @Option(name = "--from", description = "First place in the log")
    long from;

    @Option(name = "--to", description = "First place that is not taken any more; up to the newest checkpoint unless given")
    long to = -1;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    AuditProofs proofs;

    @Override
    public Object execute() {
        return current.asSystem(Caller.name(), () -> {
            long signed = proofs.checkpoints(1).stream().mapToLong(AuditProofs.Signed::size).findFirst()
                    .orElseThrow(() -> new IllegalStateException("Nothing has been signed yet. Come again in a minute."));
            long end = to < 0 ? signed : to;
            Path path = Path.of(file);
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                write(path, end);
            } catch (IOException e) {
                throw new IllegalStateException(file + " cannot be written: " + e.getMessage(), e);
            }
            if (json) {
                new Sheet("file", "records", "key").row(path.toAbsolutePath(), end - from, proofs.key()).print(true, System.out, "");
                return null;
            }
            System.out.println(end - from + " records are in " + path.toAbsolutePath());
            System.out.println("java -jar audit-verifier.jar --key " + proofs.key() + " " + path.toAbsolutePath());
            return null;
        });
    }

    /** What could not be written whole is taken away: half an export proves nothing. */
    private void write(Path path, long end) throws IOException {
        boolean whole = false;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.WRITE))) {
            proofs.export(from, end, purpose, out);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(path);
            }
        }
    }
}
