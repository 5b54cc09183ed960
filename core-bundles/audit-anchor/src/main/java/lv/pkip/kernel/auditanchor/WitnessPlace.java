package lv.pkip.kernel.auditanchor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import lv.pkip.kernel.api.audit.AnchorPlace;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.audit.AuditProofs.Signed;
import lv.pkip.kernel.api.integration.PartnerCalls.Answer;
import lv.pkip.kernel.auditproof.Malformed;
import lv.pkip.kernel.auditproof.NoteKey;
import lv.pkip.kernel.auditproof.NoteSignature;
import lv.pkip.kernel.auditproof.SignedNote;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Another house that cosigns checkpoints of this log (C2SP tlog-witness). Its signature is the receipt, and counts only if its key made it. */
@Component(service = AnchorPlace.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WitnessPlace.Config.class, factory = true)
public final class WitnessPlace implements AnchorPlace {

    /** Settings, a file {@code …WitnessPlace-<name>.cfg} each. */
    @ObjectClassDefinition(name = "PKIP: anchors at a witness")
    @interface Config {
        @AttributeDefinition(description = "Small letters, digits, hyphens; the same for ever")
        String name() default "witness";

        @AttributeDefinition(description = "What stands before /add-checkpoint; https unless on this machine")
        String address() default "";

        @AttributeDefinition(description = "Its public key, name+id+key")
        String key() default "";

        @AttributeDefinition(description = "Minutes between two checkpoints")
        int everyMinutes() default 60;
    }

    private static final int ROUNDS = 3;

    private final String name;
    private final NoteKey key;
    private final Duration every;
    private final AuditProofs proofs;
    private final Partner partner;

    @Activate
    public WitnessPlace(Config config, @Reference(name = "proofs") AuditProofs proofs) {
        this(config.name(), config.key(), Interval.of(config.everyMinutes()), proofs, Partner.secure(config.address().replaceAll("/+$", "") + "/add-checkpoint"));
    }

    WitnessPlace(String name, String key, Duration every, AuditProofs proofs, Partner partner) {
        this.name = name;
        try {
            this.key = NoteKey.parse(key.strip());
        } catch (Malformed e) {
            throw new IllegalArgumentException("key is the witness's, name+id+key", e);
        }
        if (this.key.kind() != NoteKey.Kind.WITNESS) {
            throw new IllegalArgumentException("key is a log's, not a witness's");
        }
        this.every = every;
        this.proofs = proofs;
        this.partner = partner;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String sort() {
        return Ledger.WITNESS;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public String take(Signed checkpoint, long last) throws Trouble {
        long old = Math.min(last, checkpoint.size());
        for (int i = 0; i < ROUNDS; i++) {
            Answer answer = partner.post("text/plain; charset=utf-8", request(old, checkpoint));
            if (answer.status() != 409) {
                return signature(answer, checkpoint);
            }
            long has = size(answer.body());
            if (has > checkpoint.size()) {
                throw Consistency.larger(proofs, has);
            }
            if (has == old) {
                // It has another root for this very size.
                throw has == checkpoint.size() ? Trouble.contradiction("forked") : Trouble.of("garbage");
            }
            old = has;
        }
        throw Trouble.of("busy");
    }

    private byte[] request(long old, Signed checkpoint) {
        StringBuilder body = new StringBuilder("old ").append(old).append('\n');
        if (old > 0 && old < checkpoint.size()) {
            proofs.consistency(old, checkpoint.size()).forEach(hash -> body.append(hash).append('\n'));
        }
        return body.append('\n').append(checkpoint.note()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static long size(byte[] body) throws Trouble {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.matches("(0|[1-9][0-9]{0,17})\\n?")) {
            throw Trouble.of("garbage");
        }
        return Long.parseLong(text.strip());
    }

    private String signature(Answer answer, Signed checkpoint) throws Trouble {
        switch (answer.status()) {
            case 200 -> { }
            case 403 -> throw Trouble.of("key-unknown-there");
            case 404 -> throw Trouble.of("log-unknown-there");
            case 422 -> throw Trouble.contradiction("forked");
            default -> throw Trouble.of("refused");
        }
        String text = SignedNote.parse(checkpoint.note()).text();
        try {
            for (String line : new String(answer.body(), StandardCharsets.UTF_8).lines().limit(SignedNote.MAX_SIGNATURES).toList()) {
                NoteSignature signature = NoteSignature.parse(line);
                if (!SignedNote.of(text).with(signature).verifiedBy(List.of(key)).isEmpty()) {
                    return signature.line();
                }
            }
        } catch (Malformed e) {
            throw Trouble.of(e.code().equals("signature") ? "wrong-signature" : "garbage");
        }
        throw Trouble.of("wrong-key");
    }
}
