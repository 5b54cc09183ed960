package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Devices that wait for somebody to allow them on another screen (RFC 8628). */
@Component(service = Devices.class)
public final class Devices {
    static final long LIFE_SECONDS = 600;
    static final long PAUSE_SECONDS = 5;
    /** No vowels, so that no words come out, and nothing that looks like something else. */
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JpaTemplate jpa;
    private final Tokens tokens;
    private final Audit audit;
    private final Clock clock;

    @Activate
    public Devices(@Reference(name = "jpa", target = "(osgi.unit.name=oidc)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=oidc)") SchemaReady schema, @Reference(name = "tokens") Tokens tokens,
            @Reference(name = "audit") Audit audit) {
        this(jpa, tokens, audit, Clock.systemUTC());
    }

    Devices(JpaTemplate jpa, Tokens tokens, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param user what a person types in, {@code BCDF-GHJK} */
    record Codes(String device, String user) { }

    /** A device that waits. */
    record Waiting(String hash, String client, Set<String> scopes) { }

    Codes begin(Client client, Set<String> scopes) {
        Codes codes = new Codes(Secret.make(""), userCode());
        DeviceRow row = new DeviceRow();
        row.deviceHash = Secret.hash(codes.device());
        row.userCodeHash = Secret.hash(plain(codes.user()));
        row.clientId = client.id();
        row.scopes = Words.of(scopes);
        row.state = DeviceRow.WAITING;
        row.pause = PAUSE_SECONDS * 1000;
        row.expires = clock.millis() + LIFE_SECONDS * 1000;
        jpa.tx(TransactionType.Required, em -> em.persist(row));
        return codes;
    }

    private static String userCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(i == LENGTH / 2 ? "-" : "").append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    private static String plain(String userCode) {
        return userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
    }

    /** The device that shows this code and waits still. */
    Optional<Waiting> waiting(String userCode) {
        String plain = plain(userCode);
        if (plain.length() != LENGTH) {
            return Optional.empty();
        }
        return jpa.txExpr(TransactionType.Required, em -> em.createQuery("select d from DeviceRow d where d.userCodeHash = :hash", DeviceRow.class)
                .setParameter("hash", Secret.hash(plain)).getResultStream().findFirst()
                .filter(row -> row.state.equals(DeviceRow.WAITING) && clock.millis() < row.expires)
                .map(row -> new Waiting(row.deviceHash, row.clientId, Words.set(row.scopes))));
    }

    /** @param grant empty: denied */
    boolean decide(Waiting device, Optional<GrantRow> grant) {
        return jpa.txExpr(TransactionType.Required, em -> {
            String state = grant.isPresent() ? DeviceRow.ALLOWED : DeviceRow.DENIED;
            int won = em.createQuery("update DeviceRow d set d.state = :state where d.deviceHash = :hash and d.state = :waiting").setParameter("state", state)
                    .setParameter("hash", device.hash()).setParameter("waiting", DeviceRow.WAITING).executeUpdate();
            if (won == 1 && grant.isPresent()) {
                String id = tokens.grant(em, grant.get());
                em.createQuery("update DeviceRow d set d.grantId = :grant where d.deviceHash = :hash").setParameter("grant", id)
                        .setParameter("hash", device.hash()).executeUpdate();
            }
            if (won == 1) {
                audit.record(Audit.Event.ok("application.device", "identity-oidc", "authentication").outcome(grant.isPresent() ? "ok" : "refused")
                        .with(java.util.Map.of("application", device.client(), "scopes", Words.of(device.scopes()))));
            }
            return won == 1;
        });
    }

    private record Outcome(Optional<Issued> issued, ErrorObject error) { }

    /** What the device gets when it asks; it must not ask faster than it was told. */
    Issued redeem(String deviceCode, Client client, Optional<String> bound) {
        Outcome outcome = jpa.txExpr(TransactionType.Required, em -> {
            long now = clock.millis();
            DeviceRow row = em.find(DeviceRow.class, Secret.hash(deviceCode));
            if (row == null || !row.clientId.equals(client.id()) || row.state.equals(DeviceRow.DONE)) {
                return new Outcome(Optional.empty(), OAuth2Error.INVALID_GRANT);
            }
            if (now >= row.expires) {
                return new Outcome(Optional.empty(), DeviceAuthorizationGrantError.EXPIRED_TOKEN);
            }
            if (row.state.equals(DeviceRow.DENIED)) {
                return new Outcome(Optional.empty(), OAuth2Error.ACCESS_DENIED.setHTTPStatusCode(400));
            }
            boolean hasty = row.polled != 0 && now - row.polled < row.pause;
            row.polled = now;
            if (hasty) {
                row.pause += PAUSE_SECONDS * 1000;
                return new Outcome(Optional.empty(), DeviceAuthorizationGrantError.SLOW_DOWN);
            }
            if (row.state.equals(DeviceRow.WAITING)) {
                return new Outcome(Optional.empty(), DeviceAuthorizationGrantError.AUTHORIZATION_PENDING);
            }
            int won = em.createQuery("update DeviceRow d set d.state = :done where d.deviceHash = :hash and d.state = :allowed")
                    .setParameter("done", DeviceRow.DONE).setParameter("hash", row.deviceHash).setParameter("allowed", DeviceRow.ALLOWED).executeUpdate();
            GrantRow grant = em.find(GrantRow.class, row.grantId);
            return won == 0 || grant == null || grant.ended != 0 ? new Outcome(Optional.empty(), OAuth2Error.INVALID_GRANT)
                    : new Outcome(Optional.of(tokens.issue(em, client, grant, bound)), null);
        });
        return outcome.issued().orElseThrow(() -> new Refused(outcome.error()));
    }
}
