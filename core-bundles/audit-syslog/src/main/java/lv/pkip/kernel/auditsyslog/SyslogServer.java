package lv.pkip.kernel.auditsyslog;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for audit records by syslog; no port is open before a source is configured that uses it. */
@Component(service = {SyslogServer.class, ConnectorHealth.class}, immediate = true)
@Connector("audit-syslog")
@Designate(ocd = SyslogServer.Config.class)
public final class SyslogServer implements ConnectorHealth {
    /** Settings, PID {@code lv.pkip.kernel.auditsyslog.SyslogServer}. */
    @ObjectClassDefinition(name = "PKIP: audit records by syslog")
    public @interface Config {
        @AttributeDefinition(name = "Secure address", description = "What to listen on with TLS; 0.0.0.0 for all")
        String secureAddress() default "0.0.0.0";

        @AttributeDefinition(name = "Secure port", description = "TLS, usually 6514; 0: off")
        int securePort() default 0;

        @AttributeDefinition(name = "Address", description = "What to listen on without TLS")
        String address() default "127.0.0.1";

        @AttributeDefinition(name = "Port", description = "Plain TCP; 0: off")
        int port() default 0;

        @AttributeDefinition(name = "Certificate", description = "PEM file: certificate and those above it")
        String certificate() default "";

        @AttributeDefinition(name = "Key", description = "PEM file: key of the certificate, PKCS #8")
        String key() default "";

        @AttributeDefinition(name = "Key store", description = "PKCS #12 file instead of the two")
        String keyStore() default "";

        @AttributeDefinition(name = "Password of the key store")
        String keyStorePassword() default "";

        @AttributeDefinition(name = "Authorities", description = "PEM file: who signs certificates of sources known by subject or name")
        String authorities() default "";

        @AttributeDefinition(name = "Largest frame", description = "Bytes; of a larger one the beginning is kept")
        int frameBytes() default 65536;

        @AttributeDefinition(name = "Connections", description = "At once")
        int connections() default 200;

        @AttributeDefinition(name = "Connections of one address", description = "At once")
        int connectionsPerAddress() default 50;

        @AttributeDefinition(name = "Handshake", description = "Seconds until it is known whose a connection is")
        int handshakeSeconds() default 10;

        @AttributeDefinition(name = "Slowest frame", description = "Seconds from its first byte to its last")
        int frameSeconds() default 60;

        @AttributeDefinition(name = "Idle", description = "Seconds until a connection that says nothing is closed")
        int idleSeconds() default 86400;

        @AttributeDefinition(name = "End", description = "Seconds that a stop may wait for the audit to take what was read")
        int endSeconds() default 10;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SyslogServer.class);
    private static final int RATE_MINUTES = 5;
    private static final int LATELY_MINUTES = 60;

    private final Config config;
    private final AuditIntake intake;
    private final Clock clock;
    private final Refusals refusals;
    private final Keys keys;
    private final Doors doors;
    private final ScheduledExecutorService watch;
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final Map<Profile, Lane> lanes = new ConcurrentHashMap<>();
    private volatile Directory directory = new Directory(List.of(), List.of());
    private final Port secure = new Port(true);
    private final Port open = new Port(false);
    private boolean ending;

    /** One of the two ways in: open while a source uses it. */
    private final class Port {
        private final boolean tls;
        private volatile Doors.Door door;
        private volatile Optional<String> problem = Optional.empty();

        Port(boolean tls) {
            this.tls = tls;
        }

        int wanted() {
            return tls ? config.securePort() : config.port();
        }

        /** A taken port is told by health, and tried again. Tests say −1 for any free one. */
        void arrange(boolean used) {
            boolean wanted = used && wanted() != 0 && (!tls || keys.areThere());
            if (!wanted) {
                close();
                problem = Optional.empty();
            } else if (door == null) {
                String address = tls ? config.secureAddress() : config.address();
                try {
                    door = doors.open(InetAddress.getByName(address), Math.max(0, wanted()), tls);
                    problem = Optional.empty();
                    LOG.info("Syslog {} on {} port {}", tls ? "over TLS" : "over plain TCP", address, door.port());
                } catch (IOException | IllegalArgumentException e) {
                    Optional<String> told = Optional.of("cannot listen on " + address + " port " + wanted());
                    if (!told.equals(problem)) {
                        LOG.error("Syslog {}: {}", told.get(), e.getMessage());
                    }
                    problem = told;
                }
            }
        }

        void close() {
            if (door != null) {
                door.close();
                door = null;
            }
        }

        int number() {
            Doors.Door now = door;
            return now == null ? -1 : now.port();
        }
    }

    @Activate
    public SyslogServer(Config config, @Reference(name = "intake") AuditIntake intake, @Reference(name = "audit") Audit audit,
            @Reference(name = "actors") CurrentActor actors) {
        this(config, intake, new Refusals(audit, actors), Clock.systemUTC());
    }

    SyslogServer(Config config, AuditIntake intake, Refusals refusals, Clock clock) {
        this.config = config;
        this.intake = intake;
        this.clock = clock;
        this.refusals = refusals;
        this.keys = new Keys(new Keys.Places(config.certificate(), config.key(), config.keyStore(), config.keyStorePassword(), config.authorities()),
                () -> directory, clock);
        this.doors = new Doors(new Connection.Reception(keys, () -> directory, profile -> Optional.ofNullable(lanes.get(profile)), limits(config), refusals, clock));
        this.watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "pkip-syslog-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        watch.scheduleAtFixedRate(refusals::write, 60, 60, TimeUnit.SECONDS);
    }

    private static Limits limits(Config config) {
        return new Limits(Math.max(480, config.frameBytes()), Math.max(1, config.connections()), Math.max(1, config.connectionsPerAddress()),
                Math.max(1, config.handshakeSeconds()), Math.max(1, config.frameSeconds()), Math.max(1, config.idleSeconds()));
    }

    private void look() {
        try {
            doors.closeOverdue();
            keys.look();
            synchronized (this) {
                arrangePorts();
            }
        } catch (RuntimeException e) {
            LOG.warn("The syslog listener could not look after itself", e);
        }
    }

    synchronized void add(Source source) {
        source.problems().forEach(problem -> LOG.error("The source {} may not send, its settings are wrong: {}", source.profile().name(), problem));
        sources.add(source);
        arrange();
    }

    synchronized void remove(Source source) {
        sources.remove(source);
        arrange();
    }

    private void arrange() {
        List<String> told = directory.problems();
        Directory next = Directory.of(sources.stream().filter(source -> source.problems().isEmpty()).map(Source::profile).toList());
        next.problems().stream().filter(problem -> !told.contains(problem)).forEach(problem -> LOG.error("A source may not send: {}", problem));
        next.profiles().forEach(profile -> lanes.computeIfAbsent(profile, p -> new Lane(p, intake, new Counts(clock), TimeUnit.SECONDS.toMillis(config.endSeconds()))));
        directory = next;
        List<Lane> gone = lanes.values().stream().filter(lane -> next.profiles().stream().noneMatch(profile -> profile == lane.profile())).toList();
        arrangePorts();
        end(gone);
    }

    private void end(List<Lane> gone) {
        gone.forEach(lane -> lanes.remove(lane.profile()));
        if (!gone.isEmpty()) {
            doors.end(connection -> gone.stream().anyMatch(connection::isOf));
        }
        gone.forEach(Lane::close);
    }

    private void arrangePorts() {
        secure.arrange(!ending && directory.hasSecure());
        open.arrange(!ending && directory.hasPlain());
    }

    int securePort() {
        return secure.number();
    }

    int port() {
        return open.number();
    }

    int connections() {
        return doors.connections();
    }

    Refusals refusals() {
        return refusals;
    }

    /** What became of what a source sent. */
    Optional<Counts> counts(String source) {
        return lanes.values().stream().filter(lane -> lane.profile().name().equals(source)).map(Lane::counts).findFirst();
    }

    @Deactivate
    void close() {
        watch.shutdownNow();
        synchronized (this) {
            ending = true;
            arrangePorts();
            end(List.copyOf(lanes.values()));
            doors.end(connection -> true);
        }
        refusals.write();
    }

    @Override
    public Probe probe() {
        List<String> problems = new ArrayList<>();
        Directory now = directory;
        sources.forEach(source -> source.problems().forEach(problem -> problems.add(source.profile().name() + ": " + problem)));
        problems.addAll(now.problems());
        secure.problem.ifPresent(problems::add);
        open.problem.ifPresent(problems::add);
        if (now.hasSecure() && config.securePort() != 0) {
            keys.problem().ifPresent(problems::add);
        }
        for (Profile profile : now.profiles()) {
            if (profile.isSecure() && config.securePort() == 0 || profile.isPlain() && config.port() == 0) {
                problems.add(profile.name() + ": the port it would use is off");
            }
            if (profile.needsAuthority() && !keys.hasAuthorities()) {
                problems.add(profile.name() + ": it is known by name, but no authorities are set");
            }
            Optional.ofNullable(lanes.get(profile)).ifPresent(lane -> problems(lane, problems));
        }
        return new Probe(problems.isEmpty(), problems.isEmpty() ? state() : String.join("; ", problems), clock.instant());
    }

    private void problems(Lane lane, List<String> problems) {
        String name = lane.profile().name();
        Counts counts = lane.counts();
        lane.trouble().ifPresent(trouble -> problems.add(name + ": " + trouble));
        int silentAfter = lane.profile().silentAfterMinutes();
        Duration silence = Duration.between(counts.last(), clock.instant());
        if (silentAfter > 0 && silence.compareTo(Duration.ofMinutes(silentAfter)) > 0) {
            problems.add(name + ": silent since " + counts.last().truncatedTo(ChronoUnit.SECONDS));
        }
        told(counts, Counts.What.UNREADABLE, name, "not understood and kept as they came", problems);
        told(counts, Counts.What.UNKNOWN_WORD, name, "with a word that no table has", problems);
        told(counts, Counts.What.REFUSED, name, "refused by the audit", problems);
        told(counts, Counts.What.LOST, name, "lost", problems);
    }

    private static void told(Counts counts, Counts.What what, String name, String words, List<String> problems) {
        long number = counts.lately(what, LATELY_MINUTES);
        if (number > 0) {
            problems.add(name + ": " + number + " of " + counts.lately(Counts.What.FRAME, LATELY_MINUTES) + " messages of the last hour " + words);
        }
    }

    private String state() {
        if (sources.isEmpty()) {
            return "off, no source is configured";
        }
        List<String> states = new ArrayList<>();
        for (Profile profile : directory.profiles()) {
            Optional.ofNullable(lanes.get(profile)).ifPresent(lane -> states.add(state(lane)));
        }
        refusals.all().forEach((reason, count) -> states.add(count + " connections refused by " + reason));
        return String.join("; ", states);
    }

    private String state(Lane lane) {
        Counts counts = lane.counts();
        Instant last = counts.last().truncatedTo(ChronoUnit.SECONDS);
        return lane.profile().name() + ": " + counts.lately(Counts.What.FRAME, RATE_MINUTES) + " messages in " + RATE_MINUTES + " minutes, "
                + (counts.heardOf() ? "last " + last : "none since " + last) + ", " + counts.of(Counts.What.KEPT) + " kept, " + counts.of(Counts.What.REPEATED)
                + " repeated, " + counts.of(Counts.What.CUT) + " with details cut, " + doors.connections(lane) + " connections";
    }
}
