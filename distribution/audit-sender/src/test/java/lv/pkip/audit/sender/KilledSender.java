package lv.pkip.audit.sender;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A process that sends until somebody kills it; says the id of each record once it was taken. */
public final class KilledSender {
    private KilledSender() { }

    public static void main(String[] args) {
        SenderSettings settings = SenderSettings.of(URI.create(args[0]), "ledger", () -> FaultyHouse.SECRET, Path.of(args[1])).batches(20)
                .limited(64L << 20, 128 * 1024).timed(Duration.ofMillis(700), Duration.ofMillis(5), Duration.ofMillis(50));
        AuditSender sender = AuditSender.open(settings);
        for (int i = 0; i < Integer.MAX_VALUE; i++) {
            String id = String.format("%s-%07d", args[2], i);
            sender.send(SenderTest.entry().id(id).detail("filler", "x".repeat(300)));
            System.out.println(id);
        }
    }
}
