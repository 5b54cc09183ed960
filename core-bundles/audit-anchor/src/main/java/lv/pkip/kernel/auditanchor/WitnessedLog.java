package lv.pkip.kernel.auditanchor;

import lv.pkip.kernel.auditproof.Malformed;
import lv.pkip.kernel.auditproof.NoteKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A log of another house that this one is a witness for. */
@Component(service = WitnessedLog.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WitnessedLog.Config.class, factory = true)
public final class WitnessedLog {

    /** Settings, a file {@code …WitnessedLog-<name>.cfg} each. */
    @ObjectClassDefinition(name = "PKIP: a log that this house is a witness for")
    @interface Config {
        @AttributeDefinition(description = "Public key of the log, name+id+key, as its /audit-log/key shows it")
        String key() default "";
    }

    private final NoteKey key;

    @Activate
    public WitnessedLog(Config config) {
        this(config.key());
    }

    WitnessedLog(String key) {
        try {
            this.key = NoteKey.parse(key.strip());
        } catch (Malformed e) {
            throw new IllegalArgumentException("key is the log's, name+id+key", e);
        }
        if (this.key.kind() != NoteKey.Kind.LOG) {
            throw new IllegalArgumentException("key is a witness's, not a log's");
        }
    }

    /** A log is called by the name of its key. */
    String origin() {
        return key.name();
    }

    NoteKey key() {
        return key;
    }
}
