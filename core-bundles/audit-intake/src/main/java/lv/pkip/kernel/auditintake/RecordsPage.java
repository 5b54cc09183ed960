package lv.pkip.kernel.auditintake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import lv.pkip.kernel.api.application.DeclaresScope;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.audit.AuditIntake;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PageStream;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.request.RequestReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Takes audit records of other systems in over HTTP, one as JSON or many as NDJSON; the source is who sends, not what is sent. */
@Component(service = Page.class)
@PagePath(RecordsPage.PATH)
@PageAudience(Audience.MACHINE)
@PageStream
@DeclaresPermission(RecordsPage.PERMISSION)
@DeclaresScope(value = RecordsPage.PERMISSION, permissions = RecordsPage.PERMISSION)
@Designate(ocd = RecordsPage.Config.class)
public final class RecordsPage implements Page {
    static final String PATH = "audit/v1/records";
    static final String PERMISSION = "audit:write";
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final List<String> MANY = List.of(NDJSON, "application/ndjson", "application/jsonl");
    private static final int AWAY_SECONDS = 5;
    private static final int DEEPEST = 20;
    private static final long OF_A_SENDER = 32L * 1024 * 1024;
    private static final long OF_A_STRANGER = 1024 * 1024;
    private static final Duration READ_OUT = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(RecordsPage.class);

    /** Settings. */
    @ObjectClassDefinition(name = "PKIP audit records of other systems")
    @interface Config {
        @AttributeDefinition(description = "application=source, where a source is not named as its application", required = false)
        String[] sources() default {};

        @AttributeDefinition(description = "Requests worked on at once")
        int parallel() default 8;

        @AttributeDefinition(description = "and of one source")
        int parallelOfSource() default 2;
    }

    private final AuditIntake intake;
    private final Audit audit;
    private final CurrentActor current;
    private final Doorkeeper door;
    private final Turns turns;
    private final Limits limits;
    private final LongSupplier nanos;
    private final Words words = new Words();
    private final AtomicReference<AccessTokens> tokens = new AtomicReference<>();

    @Activate
    public RecordsPage(@Reference(name = "intake") AuditIntake intake, @Reference(name = "audit") Audit audit,
            @Reference(name = "current") CurrentActor current, Config config) {
        this(intake, audit, current, Doorkeeper.sources(config.sources()), new Turns(config.parallel(), config.parallelOfSource()), Limits.USUAL, System::nanoTime);
    }

    RecordsPage(AuditIntake intake, Audit audit, CurrentActor current, Map<String, String> sources, Turns turns, Limits limits, LongSupplier nanos) {
        this.intake = intake;
        this.audit = audit;
        this.current = current;
        this.door = new Doorkeeper(() -> Optional.ofNullable(tokens.get()), sources);
        this.turns = turns;
        this.limits = limits;
        this.nanos = nanos;
    }

    /** The token issuer comes and goes; without it nobody can be known. */
    @Reference(name = "tokens", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(AccessTokens now) {
        tokens.set(now);
    }

    void gone(AccessTokens old) {
        tokens.compareAndSet(old, null);
    }

    @Override
    public Answer handle(Request request) {
        String language = Words.language(request.headers().getOrDefault("accept-language", ""));
        try {
            Session session = door.admit(request);
            return current.as(session, () -> known(request, session, language));
        } catch (RuntimeException failure) {
            Refusal refusal = meaning(failure);
            readOut(request.stream(), refusal.status() == 401 ? OF_A_STRANGER : OF_A_SENDER);
            return refused(refusal, language);
        }
    }

    private static Refusal meaning(RuntimeException failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof AuditIntake.Busy busy) {
            return Refusal.later(429, "busy", busy.seconds());
        }
        if (DatabaseAway.caused(failure)) {
            if (DatabaseAway.isWorthTelling()) {
                LOG.warn("Audit records are refused until the database takes them again: {}", reason(failure));
            }
            return Refusal.later(503, "unavailable", AWAY_SECONDS);
        }
        LOG.error("Audit records could not be taken in", failure);
        return Refusal.of(500, "internal");
    }

    /** What the database itself says, such as that its disk is full. */
    private static String reason(Throwable failure) {
        Throwable here = failure;
        for (int i = 0; here.getCause() != null && i < DEEPEST; i++) {
            here = here.getCause();
        }
        return String.valueOf(here.getMessage());
    }

    /** Reads on to the end, within bounds: a server that answers and closes while the client still sends is not heard by it. */
    private void readOut(InputStream stream, long most) {
        byte[] buffer = new byte[16 * 1024];
        long begun = nanos.getAsLong();
        try {
            long read = 0;
            for (int n = 0; n >= 0 && read <= most && nanos.getAsLong() - begun < READ_OUT.toNanos(); n = stream.read(buffer)) {
                read += n;
            }
        } catch (IOException gone) {
            LOG.debug("the sender went before the answer", gone);
        }
    }

    private Answer known(Request request, Session session, String language) {
        Optional<String> source = door.source(session);
        if (source.isEmpty()) {
            audit.record(Audit.Event.ok("audit.receive", "audit", "oversight").outcome("refused"));
            throw Doorkeeper.forbidden();
        }
        if (!request.path().isEmpty()) {
            throw Refusal.of(404, "not-found");
        }
        if (!request.method().equals("POST")) {
            throw Refusal.with(405, "method", "Allow", "POST");
        }
        boolean many = MANY.contains(type(request));
        if (!many && !type(request).equals(JSON) || !isUtf8(request)) {
            throw Refusal.with(415, "wrong-type", "Accept-Post", JSON + ", " + NDJSON);
        }
        try (AutoCloseable turn = turns.enter(source.get())) {
            Inflow inflow = new Inflow(request.stream(), isPacked(request), limits, nanos);
            return many ? many(inflow, source.get(), request, language) : one(inflow, source.get(), language);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a turn cannot fail to end", e);
        }
    }

    private static String type(Request request) {
        return request.headers().getOrDefault("content-type", "").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isUtf8(Request request) {
        String type = request.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
        return !type.contains("charset=") || type.matches(".*charset=utf-?8(;.*)?");
    }

    private static boolean isPacked(Request request) {
        return switch (request.headers().getOrDefault("content-encoding", "identity").strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> false;
            case "gzip", "x-gzip" -> true;
            default -> throw Refusal.with(415, "wrong-encoding", "Accept-Encoding", "gzip, identity");
        };
    }

    private Content one(Inflow inflow, String source, String language) {
        AuditRecord record;
        try {
            record = RecordReader.read(Json.read(whole(inflow)));
        } catch (Wrong wrong) {
            throw Refusal.of(wrong.pointer().isEmpty() ? 400 : 422, wrong);
        }
        Outcome outcome = Outcome.of(0, record.id(), intake.take(source, List.of(record)).get(0));
        if (outcome.kept()) {
            return json(outcome.result().equals("new") ? 201 : 200, outcome.json(words, language));
        }
        throw outcome.wrong().map(wrong -> Refusal.of(422, wrong)).orElseGet(() -> Refusal.of(409, "conflict"));
    }

    private byte[] whole(Inflow inflow) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        for (int read = inflow.read(buffer); read >= 0; read = inflow.read(buffer)) {
            whole.write(buffer, 0, read);
            if (whole.size() > limits.line()) {
                throw Refusal.of(413, "too-large");
            }
        }
        return whole.toByteArray();
    }

    private Content many(Inflow inflow, String source, Request request, String language) {
        List<Outcome> outcomes = new Batch(intake, source, limits).take(new Lines(inflow, limits.line()));
        int kept = (int) outcomes.stream().filter(Outcome::kept).count();
        int status = kept == outcomes.size() ? 200 : 207;
        if (request.headers().getOrDefault("accept", "").contains("ndjson")) {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            outcomes.forEach(outcome -> {
                lines.writeBytes(Json.bytes(outcome.json(words, language)));
                lines.write('\n');
            });
            return new Content(status, NDJSON, Optional.empty(), new ByteArrayInputStream(lines.toByteArray()), spoken(language));
        }
        ObjectNode body = Json.object().put("lines", outcomes.size()).put("kept", kept).put("new", count(outcomes, "new")).put("same", count(outcomes, "same"))
                .put("conflict", count(outcomes, "conflict")).put("invalid", count(outcomes, "invalid"));
        ArrayNode results = body.putArray("results");
        outcomes.forEach(outcome -> results.add(outcome.json(words, language)));
        return new Content(status, JSON, Optional.empty(), new ByteArrayInputStream(Json.bytes(body)), spoken(language));
    }

    private static long count(List<Outcome> outcomes, String result) {
        return outcomes.stream().filter(outcome -> outcome.result().equals(result)).count();
    }

    private static Content json(int status, ObjectNode body) {
        return new Content(status, JSON, Optional.empty(), new ByteArrayInputStream(Json.bytes(body)));
    }

    private Content refused(Refusal refusal, String language) {
        ObjectNode body = words.problem(refusal.code(), refusal.wrongs(), language).put("status", refusal.status());
        Optional.ofNullable(MDC.get(RequestReference.LOGGED)).ifPresent(reference -> body.put("instance", reference));
        Map<String, String> headers = new LinkedHashMap<>(refusal.headers());
        headers.putAll(spoken(language));
        return new Content(refusal.status(), "application/problem+json", Optional.empty(), new ByteArrayInputStream(Json.bytes(body)), headers);
    }

    private static Map<String, String> spoken(String language) {
        return Map.of("Content-Language", language);
    }
}
