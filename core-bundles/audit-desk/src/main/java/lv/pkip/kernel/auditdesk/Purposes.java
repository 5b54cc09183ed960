package lv.pkip.kernel.auditdesk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Why the holder of a session looks into the audit; asked once in a session, at the latest every twelve hours. */
@Component(service = Purposes.class)
public final class Purposes {
    private static final Duration KEPT = Duration.ofHours(12);
    private final JpaTemplate jpa;
    private final CurrentActor current;
    private final Clock clock;

    @Activate
    public Purposes(@Reference(name = "jpa", target = "(osgi.unit.name=auditdesk)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=auditdesk)") SchemaReady schema, @Reference(name = "current") CurrentActor current) {
        this(jpa, current, Clock.systemUTC());
    }

    Purposes(JpaTemplate jpa, CurrentActor current, Clock clock) {
        this.jpa = jpa;
        this.current = current;
        this.clock = clock;
    }

    Optional<String> now() {
        String session = session();
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(PurposeRow.class, session))
                .filter(row -> row.created > clock.instant().minus(KEPT).toEpochMilli()).map(row -> row.purpose));
    }

    void set(String purpose) {
        String session = session();
        jpa.tx(TransactionType.Required, em -> {
            em.createQuery("delete from PurposeRow p where p.created < :old").setParameter("old", clock.instant().minus(KEPT).toEpochMilli()).executeUpdate();
            PurposeRow row = Optional.ofNullable(em.find(PurposeRow.class, session)).orElseGet(() -> {
                PurposeRow fresh = new PurposeRow();
                fresh.session = session;
                em.persist(fresh);
                return fresh;
            });
            row.purpose = purpose;
            row.created = clock.millis();
        });
    }

    /** The token itself is a secret; without a session there is nobody to keep anything for. */
    private String session() {
        String token = current.session().orElseThrow().token();
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(("auditdesk " + token).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
