package lv.pkip.kernel.auditsyslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A system that sends, from a configuration file {@code lv.pkip.kernel.auditsyslog.Source-<name>.cfg}. */
@Component(service = Source.class, immediate = true, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Source.Config.class, factory = true)
public final class Source {
    /** Settings, factory PID {@code lv.pkip.kernel.auditsyslog.Source}. */
    @ObjectClassDefinition(name = "PKIP: a source of audit records by syslog", description = "Which system it is, how it is known, what in its messages gives which field")
    @interface Config {
        @AttributeDefinition(name = "Name", description = "Small letters, digits and hyphens")
        String name() default "";

        @AttributeDefinition(name = "Fingerprints", description = "SHA-256 of its certificates; TLS")
        String fingerprints() default "";

        @AttributeDefinition(name = "Subject", description = "Of its certificate, signed by one of the authorities; TLS")
        String subject() default "";

        @AttributeDefinition(name = "Names", description = "DNS names in its certificate, signed by one of the authorities; TLS")
        String names() default "";

        @AttributeDefinition(name = "Addresses", description = "It sends from, by plain TCP; blocks 10.0.0.0/24 too")
        String addresses() default "";

        @AttributeDefinition(name = "Framing of plain TCP", description = "octets or lines")
        String framing() default "octets";

        @AttributeDefinition(name = "Silent after", description = "Minutes without a message until health warns; 0: never")
        int silentAfterMinutes() default 0;

        @AttributeDefinition(name = "What gives the id of a record")
        String id() default "";

        @AttributeDefinition(name = "What gives who acted")
        String actor() default "";

        @AttributeDefinition(name = "What gives the sort of actor")
        String actorKind() default "'STAFF'";

        @AttributeDefinition(name = "Words for sorts of actors", description = "word=RESIDENT, STAFF, SYSTEM or ANONYMOUS; commas between")
        String actorKinds() default "";

        @AttributeDefinition(name = "What gives the actor's institution")
        String organisation() default "";

        @AttributeDefinition(name = "What gives on whose behalf")
        String onBehalfOf() default "";

        @AttributeDefinition(name = "What gives the application")
        String application() default "$app-name";

        @AttributeDefinition(name = "What gives the network address of the actor")
        String address() default "";

        @AttributeDefinition(name = "What gives the session")
        String session() default "";

        @AttributeDefinition(name = "What gives the sort of act")
        String action() default "";

        @AttributeDefinition(name = "Words for sorts of acts", description = "view=READ, edit=UPDATE; commas between")
        String actions() default "";

        @AttributeDefinition(name = "What gives the source's own name of the act")
        String sourceAction() default "$msgid";

        @AttributeDefinition(name = "What gives the type of the thing acted on")
        String objectType() default "";

        @AttributeDefinition(name = "What gives the id of the thing acted on")
        String objectId() default "";

        @AttributeDefinition(name = "What gives the number of the case")
        String caseNumber() default "";

        @AttributeDefinition(name = "What gives whose data it is")
        String dataSubject() default "";

        @AttributeDefinition(name = "What gives the purpose")
        String purpose() default "";

        @AttributeDefinition(name = "What gives the legal basis")
        String legalBasis() default "";

        @AttributeDefinition(name = "What gives the number of the permission")
        String permission() default "";

        @AttributeDefinition(name = "What gives the outcome")
        String outcome() default "'ok'";

        @AttributeDefinition(name = "Words for outcomes", description = "word=ok, refused or failed; commas between")
        String outcomes() default "";

        @AttributeDefinition(name = "What gives the hash of the thing before")
        String before() default "";

        @AttributeDefinition(name = "What gives the hash of the thing after")
        String after() default "";
    }

    private final SyslogServer server;
    private final Profile profile;
    private final List<String> problems = new ArrayList<>();

    @Activate
    public Source(Config config, Map<String, Object> settings, @Reference(name = "server") SyslogServer server) {
        this.server = server;
        this.profile = Profile.of(config, settings.keySet(), problems::add);
        server.add(this);
    }

    @Deactivate
    void close() {
        server.remove(this);
    }

    Profile profile() {
        return profile;
    }

    /** What is wrong with its settings; it sends nothing until they are right. */
    List<String> problems() {
        return problems;
    }
}
