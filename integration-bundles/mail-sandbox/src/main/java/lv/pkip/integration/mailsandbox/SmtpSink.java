package lv.pkip.integration.mailsandbox;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.SMTPServer;

import lv.pkip.kernel.api.integration.Connector;
import lv.pkip.kernel.api.integration.ConnectorHealth;

/** A real SMTP server on loopback that keeps every mail and passes none on. */
@Component(service = {SmtpSink.class, ConnectorHealth.class}, immediate = true)
@Connector("mail-sandbox")
@Designate(ocd = SmtpSink.Config.class)
public final class SmtpSink implements ConnectorHealth {
    /** Settings, PID {@code lv.pkip.integration.mailsandbox.SmtpSink}. */
    @ObjectClassDefinition(name = "PKIP: mail simulator")
    public @interface Config {
        @AttributeDefinition(name = "Port", description = "Loopback port; 0 takes any free one")
        int port() default 2525;

        @AttributeDefinition(name = "Capacity", description = "How many mails are kept")
        int capacity() default 500;

        @AttributeDefinition(name = "Largest mail", description = "Bytes")
        int maxBytes() default 1_000_000;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SmtpSink.class);

    private final Mailbox mailbox;
    private final SMTPServer server;
    private final Optional<String> problem;

    @Activate
    public SmtpSink(Config config) {
        this(config.port(), new Mailbox(config.capacity()), config.maxBytes(), Clock.systemUTC());
    }

    SmtpSink(int port, Mailbox mailbox, int maxBytes, Clock clock) {
        this.mailbox = mailbox;
        this.server = SMTPServer.port(port).bindAddress(InetAddress.getLoopbackAddress()).hostName("localhost")
                .softwareName("PKIP mail simulator").maxMessageSize(maxBytes).maxConnections(50)
                .connectionTimeout(30, TimeUnit.SECONDS)
                .messageHandlerFactory(context -> new Receiving(mailbox, maxBytes, clock)).build();
        this.problem = start();
    }

    /** A taken port is told by health and page; it must not take the bundle's page away. */
    private Optional<String> start() {
        try {
            server.start();
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("the mail simulator cannot listen on port {}: {}", server.getPort(), e.getMessage());
            return Optional.of("cannot listen on port " + server.getPort());
        }
    }

    @Deactivate
    void close() {
        if (problem.isEmpty()) {
            server.stop();
        }
    }

    Mailbox mailbox() {
        return mailbox;
    }

    int port() {
        return problem.isPresent() ? server.getPort() : server.getPortAllocated();
    }

    boolean isListening() {
        return problem.isEmpty();
    }

    @Override
    public Probe probe() {
        return new Probe(isListening(), problem.orElseGet(() -> mailbox.size() + " mails kept"), Clock.systemUTC().instant());
    }
}
