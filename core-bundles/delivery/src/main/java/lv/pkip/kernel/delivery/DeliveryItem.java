package lv.pkip.kernel.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Lob;
import javax.persistence.Table;
import lv.pkip.kernel.api.delivery.Outbox;

/** A stored item, for reading; rows change by the statements of {@link Rows} only. */
@Entity
@Table(name = "delivery_item")
class DeliveryItem {
    @Id
    private long id;
    @Column(name = "item_key")
    private String key;
    private String channel;
    private String address;
    @Column(name = "case_number")
    private String caseNumber;
    @Lob
    private String content;
    private String state;
    private int attempts;
    @Column(name = "created_ms")
    private long created;
    @Column(name = "next_ms")
    private long next;
    @Column(name = "done_ms")
    private Long done;
    @Column(name = "lease_ms")
    private long lease;
    @Column(name = "last_error")
    private String lastError;

    long id() {
        return id;
    }

    long lease() {
        return lease;
    }

    int attempts() {
        return attempts;
    }

    /** Over the fields as JSON in the order of their names. */
    String contentHash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Outbox.Item item() {
        return new Outbox.Item(key, channel, address, Optional.ofNullable(caseNumber), Content.read(content));
    }

    Outbox.Entry entry() {
        Outbox.State now = Outbox.State.valueOf(state);
        return new Outbox.Entry(id, item(), now, attempts, Instant.ofEpochMilli(created),
                now == Outbox.State.WAITING ? Optional.of(Instant.ofEpochMilli(next)) : Optional.empty(),
                Optional.ofNullable(done).map(Instant::ofEpochMilli), Optional.ofNullable(lastError));
    }
}
