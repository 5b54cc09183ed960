package lv.pkip.kernel.shell.portal;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.shell.gate.Returned;
import lv.pkip.kernel.shell.gate.Seal;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Answers of partners in the database, so that neither a restart nor another node loses a sign-in on its way. They tell who somebody
 * is, so they are sealed by a key made of the reference, which stands nowhere here: the table alone opens nothing.
 */
@Component(service = Returned.class)
public final class ReturnedTable implements Returned {
    private static final Duration TIME = Duration.ofMinutes(2);
    private static final int MOST = 400;
    private static final int MOST_OF_ADDRESS = 40;
    private static final int MOST_CHARACTERS = 100_000;
    /** A key is used for one content only, so its nonce may be the same for all. */
    private static final GCMParameterSpec NONCE = new GCMParameterSpec(128, new byte[12]);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JpaTemplate jpa;
    private final Clock clock;

    @Activate
    public ReturnedTable(@Reference(name = "jpa", target = "(osgi.unit.name=shell)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=shell)") SchemaReady schema) {
        this(jpa, Clock.systemUTC());
    }

    ReturnedTable(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    @Override
    public Optional<String> keep(Map<String, String> values, String client, String state) {
        if (values.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().length()).sum() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        String reference = Seal.random();
        String from = HexFormat.of().formatHex(hash("client", client));
        long now = clock.millis();
        return jpa.txExpr(TransactionType.Required, em -> {
            String begun = HexFormat.of().formatHex(hash("state", state));
            em.createQuery("delete from ReturnedRow r where r.ends < :now or r.begun = :begun").setParameter("now", now).setParameter("begun", begun).executeUpdate();
            long all = em.createQuery("select count(r) from ReturnedRow r", Long.class).getSingleResult();
            long same = em.createQuery("select count(r) from ReturnedRow r where r.client = :client", Long.class).setParameter("client", from).getSingleResult();
            if (all >= MOST || same >= MOST_OF_ADDRESS) {
                return Optional.empty();
            }
            em.persist(new ReturnedRow(id(reference), begun, from, sealed(reference, values), now + TIME.toMillis()));
            return Optional.of(reference);
        });
    }

    @Override
    public Optional<Map<String, String>> take(String reference) {
        String id = id(reference);
        return jpa.txExpr(TransactionType.Required, em -> {
            Optional<ReturnedRow> row = Optional.ofNullable(em.find(ReturnedRow.class, id));
            row.ifPresent(em::detach);
            // whoever takes the row away has it; of two at once only one does
            int won = em.createQuery("delete from ReturnedRow r where r.id = :id").setParameter("id", id).executeUpdate();
            return row.filter(r -> won == 1 && r.ends() >= clock.millis()).map(r -> opened(reference, r.content()));
        });
    }

    private static String id(String reference) {
        return HexFormat.of().formatHex(hash("id", reference));
    }

    private static String sealed(String reference, Map<String, String> values) {
        try {
            return Base64.getEncoder().encodeToString(cipher(Cipher.ENCRYPT_MODE, reference).doFinal(JSON.writeValueAsBytes(values)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> opened(String reference, String content) {
        try {
            return JSON.readValue(cipher(Cipher.DECRYPT_MODE, reference).doFinal(Base64.getDecoder().decode(content)), new TypeReference<Map<String, String>>() { });
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("what was kept cannot be opened"); // the cause might quote it
        }
    }

    private static Cipher cipher(int mode, String reference) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(hash("key", reference), "AES"), NONCE);
        return cipher;
    }

    private static byte[] hash(String purpose, String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((purpose + "\n" + value).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
