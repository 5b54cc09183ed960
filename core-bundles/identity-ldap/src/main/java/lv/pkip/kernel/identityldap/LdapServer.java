package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.DN;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Registry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry as an LDAP directory that can be read; off unless a port is set. It lives and ends with its bundle. */
@Component(service = {LdapServer.class, ConnectorHealth.class}, immediate = true)
@Connector("ldap")
@DeclaresPermission(Viewer.READ)
@DeclaresPermission(Viewer.CONTACT)
@DeclaresPermission(value = Viewer.CODE, privileged = true)
@Designate(ocd = LdapServer.Config.class)
public final class LdapServer implements ConnectorHealth {
    /** Settings, PID {@code lv.pkip.kernel.identityldap.LdapServer}. */
    @ObjectClassDefinition(name = "PKIP: LDAP directory")
    public @interface Config {
        @AttributeDefinition(name = "Address", description = "What to listen on; 0.0.0.0 for all")
        String address() default "127.0.0.1";

        @AttributeDefinition(name = "Port", description = "LDAP with StartTLS; 0: off")
        int port() default 0;

        @AttributeDefinition(name = "Secure port", description = "LDAPS; 0: off")
        int securePort() default 0;

        @AttributeDefinition(name = "Base", description = "Top of the tree; empty: dc=<id of the municipality>,dc=lv")
        String base() default "";

        @AttributeDefinition(name = "Certificate", description = "PEM file: certificate and those above it")
        String certificate() default "";

        @AttributeDefinition(name = "Key", description = "PEM file: key of the certificate, PKCS #8")
        String key() default "";

        @AttributeDefinition(name = "Key store", description = "PKCS #12 file instead of the two")
        String keyStore() default "";

        @AttributeDefinition(name = "Password of the key store")
        String keyStorePassword() default "";

        @AttributeDefinition(name = "Self-signed", description = "A certificate for this machine alone, new at each start")
        boolean selfSigned() default false;

        @AttributeDefinition(name = "Anonymous", description = "Root and schema without a bind")
        boolean anonymous() default true;

        @AttributeDefinition(name = "Plain on loopback", description = "Passwords from this machine itself without encryption")
        boolean plainLoopback() default false;

        @AttributeDefinition(name = "Size limit", description = "Entries of a search without pages")
        int sizeLimit() default 1000;

        @AttributeDefinition(name = "Page size", description = "Entries of a page")
        int pageSize() default 1000;

        @AttributeDefinition(name = "Time limit", description = "Seconds of a search")
        int timeLimitSeconds() default 10;

        @AttributeDefinition(name = "Depth of filters")
        int filterDepth() default 20;

        @AttributeDefinition(name = "Parts of filters")
        int filterParts() default 500;

        @AttributeDefinition(name = "Connections", description = "At once")
        int connections() default 2000;

        @AttributeDefinition(name = "Connections of one address", description = "At once")
        int connectionsPerAddress() default 200;

        @AttributeDefinition(name = "Largest message", description = "Bytes; 16384 before a bind")
        int messageBytes() default 262144;

        @AttributeDefinition(name = "Idle", description = "Seconds until a bound connection that says nothing is closed")
        int idleSeconds() default 900;

        @AttributeDefinition(name = "Idle before a bind", description = "Seconds")
        int idleUnboundSeconds() default 120;

        @AttributeDefinition(name = "Binds at once", description = "Passwords that are checked at the same time")
        int bindsAtOnce() default 3;
    }

    private static final Logger LOG = LoggerFactory.getLogger(LdapServer.class);

    private final Clock clock;
    private final List<AutoCloseable> closing = new ArrayList<>();
    private Keys keys;
    private Doors doors;
    private int port = -1;
    private int securePort = -1;
    private Optional<String> problem = Optional.empty();
    private final String state;

    @Activate
    public LdapServer(Config config, @Reference(name = "registry") Registry registry, @Reference(name = "signIn") SignIn signIn,
            @Reference(name = "actors") CurrentActor actors, @Reference(name = "audit") Audit audit,
            @Reference(name = "municipality") Municipality municipality) {
        this(config, new House(registry, signIn, actors, audit), new Tally(audit, actors), registry, municipality,
                Path.of(System.getProperty("karaf.data", "data"), "security", "ldap-certificate.pem"), Clock.system(ZoneId.of("Europe/Riga")));
    }

    LdapServer(Config config, House house, Tally tally, Registry registry, Municipality municipality, Path selfSigned, Clock clock) {
        this.clock = clock;
        if (config.port() == 0 && config.securePort() == 0) {
            state = "off, no port is set";
            return;
        }
        String base = base(config, municipality);
        if (base.isEmpty()) {
            state = "off";
            problem = Optional.of("the base is no name of an entry");
            LOG.error("The LDAP directory is off: {}", problem.get());
            return;
        }
        state = "serves " + base;
        keys = new Keys(source(config, selfSigned), clock);
        LiveCatalog catalog = new LiveCatalog(registry, base, municipality.name("lv"), clock);
        closing.add(catalog);
        Limits limits = limits(config);
        Binds binds = new Binds(house, tally, new Binds.Rules(base, config.anonymous(), config.plainLoopback(), limits.bindsAtOnce()));
        doors = new Doors(new Desk(Tree.of(catalog::now, base), limits, house, tally, binds), keys);
        open(config);
        watch(tally);
        closing.add(doors);
    }

    private static String base(Config config, Municipality municipality) {
        String base = config.base().isBlank() ? "dc=" + municipality.id() + ",dc=lv" : config.base().strip();
        return DN.isValidDN(base) && Rule.dn(base) != null ? base : "";
    }

    private static Keys.Source source(Config config, Path selfSigned) {
        if (!config.certificate().isEmpty()) {
            return config.key().isEmpty() ? new Keys.None("the key of the certificate is not set")
                    : new Keys.Pem(Path.of(config.certificate()), Path.of(config.key()));
        }
        if (!config.keyStore().isEmpty()) {
            return new Keys.Store(Path.of(config.keyStore()), config.keyStorePassword());
        }
        return config.selfSigned() ? new Keys.SelfSigned(selfSigned) : new Keys.None("no certificate is set");
    }

    private static Limits limits(Config config) {
        return new Limits(atLeastOne(config.sizeLimit()), atLeastOne(config.pageSize()), atLeastOne(config.timeLimitSeconds()),
                new Condition.Limits(atLeastOne(config.filterDepth()), atLeastOne(config.filterParts())), atLeastOne(config.connections()),
                atLeastOne(config.connectionsPerAddress()), Math.max(1024, config.messageBytes()), atLeastOne(config.idleSeconds()),
                atLeastOne(config.idleUnboundSeconds()), atLeastOne(config.bindsAtOnce()));
    }

    private static int atLeastOne(int setting) {
        return Math.max(1, setting);
    }

    private void open(Config config) {
        port = open(config.address(), config.port(), false);
        if (config.securePort() != 0 && !keys.areThere()) {
            LOG.error("LDAPS is off: {}", keys.problem().orElse(""));
        }
        securePort = open(config.address(), config.securePort(), true);
    }

    /** A taken port is told by health; the other one is opened all the same. Tests say −1 for any free port. */
    private int open(String address, int wanted, boolean secure) {
        if (wanted == 0) {
            return -1;
        }
        try {
            int opened = doors.open(InetAddress.getByName(address), Math.max(0, wanted), secure);
            LOG.info("{} on {} port {}", secure ? "LDAPS" : "LDAP", address, opened);
            return opened;
        } catch (IOException | IllegalArgumentException e) {
            problem = Optional.of("cannot listen on " + address + " port " + wanted);
            LOG.error("The LDAP directory {}: {}", problem.get(), e.getMessage());
            return -1;
        }
    }

    private void watch(Tally tally) {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "pkip-ldap-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(doors::closeStuck, 5, 5, TimeUnit.SECONDS);
        watch.scheduleWithFixedDelay(keys::look, 1, 1, TimeUnit.SECONDS);
        watch.scheduleAtFixedRate(tally::write, 60, 60, TimeUnit.SECONDS);
        closing.add(() -> {
            watch.shutdownNow();
            tally.write();
        });
    }

    int port() {
        return port;
    }

    int securePort() {
        return securePort;
    }

    int connections() {
        return doors.connections();
    }

    @Deactivate
    void close() {
        // Doors first, so that nobody asks any more of what goes after them.
        for (int i = closing.size() - 1; i >= 0; i--) {
            try {
                closing.get(i).close();
            } catch (Exception e) {
                LOG.warn("A part of the LDAP directory did not end: {}", e.getClass().getSimpleName());
            }
        }
    }

    @Override
    public Probe probe() {
        Optional<String> wrong = problem.or(() -> keys == null ? Optional.empty() : keys.problem());
        return new Probe(wrong.isEmpty(), wrong.orElse(state), clock.instant());
    }
}
