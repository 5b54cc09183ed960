package lv.pkip.kernel.audit;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import lv.pkip.kernel.api.audit.AuditAnchors;
import lv.pkip.kernel.api.audit.AuditAnchors.Anchored;
import lv.pkip.kernel.api.audit.AuditProofs;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What everybody may know of the log: how far it is signed, by which key, and proofs. They hold hashes of salted commitments and tell
 * nothing of a person.
 */
@Component(service = Page.class)
@PagePath("audit-log")
@PageAudience(Audience.PUBLIC)
public final class LogPage implements Page {
    private static final int SHOWN = 60;
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("dd.MM.yyyy. HH:mm:ss").withZone(ZoneId.of("Europe/Riga"));

    private static final Set<String> SORTS = Set.of("file", "email", "witness", "timestamp");

    private final AuditProofs proofs;
    private final AtomicReference<AuditAnchors> anchors = new AtomicReference<>();

    @Activate
    public LogPage(@Reference(name = "proofs") AuditProofs proofs) {
        this.proofs = proofs;
    }

    /** A house may keep all its checkpoints for itself; then nothing is said of others. */
    @Reference(name = "anchors", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(AuditAnchors now) {
        anchors.set(now);
    }

    void gone(AuditAnchors old) {
        anchors.compareAndSet(old, null);
    }

    @Override
    public Answer handle(Request request) {
        if (!request.method().equals("GET")) {
            return new Problem(405, "log.read-only");
        }
        return switch (request.path()) {
            case "" -> new View("log", model());
            case "key" -> text(proofs.key() + "\n");
            case "checkpoint" -> proofs.checkpoint().map(LogPage::text).orElse(new Problem(404, "log.unsigned"));
            case "inclusion" -> proof(request, "place", "size", (place, size) -> Map.of("place", place, "size", size,
                    "leaf", proofs.leaf(place), "hashes", proofs.inclusion(place, size)));
            case "consistency" -> proof(request, "first", "second", (first, second) -> Map.of("first", first, "second", second,
                    "hashes", proofs.consistency(first, second)));
            case "cosigned" -> anchors().flatMap(AuditAnchors::cosigned).map(LogPage::text).orElse(new Problem(404, "log.uncosigned"));
            case "anchor" -> anchored(request).map(one -> text(one.note())).orElse(new Problem(404, "log.unanchored"));
            case "stamp" -> anchored(request).flatMap(LogPage::stamp).orElse(new Problem(404, "log.unanchored"));
            default -> new Problem(404, "log.nothing");
        };
    }

    private Map<String, Object> model() {
        List<Map<String, Object>> signed = proofs.checkpoints(SHOWN).stream().map(each -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("size", each.size());
            row.put("at", AT.format(each.at()));
            row.put("root", each.note().lines().skip(2).findFirst().orElse(""));
            return row;
        }).toList();
        return Map.of("key", proofs.key(), "signed", signed, "note", proofs.checkpoint().orElse(""),
                "cosigned", anchors().flatMap(AuditAnchors::cosigned).isPresent(),
                "anchors", anchors().map(all -> all.anchored(SHOWN).stream().map(LogPage::row).toList()).orElse(List.of()));
    }

    private static Map<String, Object> row(Anchored anchored) {
        return Map.of("place", anchored.place(), "sort", SORTS.contains(anchored.sort()) ? anchored.sort() : "other", "size", anchored.size(),
                "at", AT.format(anchored.at()), "signers", String.join(", ", anchored.signers()), "stamped", anchored.token().isPresent());
    }

    private Optional<AuditAnchors> anchors() {
        return Optional.ofNullable(anchors.get());
    }

    private Optional<Anchored> anchored(Request request) {
        return anchors().flatMap(all -> request.parameter("place").flatMap(place -> number(request, "size").flatMap(size -> all.anchored(place, size))));
    }

    private static Optional<Answer> stamp(Anchored anchored) {
        return anchored.token().map(token -> new Content(200, "application/timestamp-reply", Optional.of(anchored.size() + ".tsr"), new ByteArrayInputStream(token)));
    }

    private interface Proof {
        Map<String, Object> between(long one, long other);
    }

    private static Answer proof(Request request, String one, String other, Proof proof) {
        Optional<Long> first = number(request, one);
        Optional<Long> second = number(request, other);
        if (first.isEmpty() || second.isEmpty()) {
            return new Problem(400, "log.numbers");
        }
        try {
            return content("application/json", Details.json(proof.between(first.get(), second.get())));
        } catch (IllegalArgumentException neverThatLarge) {
            return new Problem(404, "log.never");
        }
    }

    private static Optional<Long> number(Request request, String name) {
        return request.parameter(name).filter(text -> text.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    private static Answer text(String text) {
        return content("text/plain; charset=utf-8", text);
    }

    private static Answer content(String type, String text) {
        return new Content(200, type, Optional.empty(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                Map.of("Cache-Control", "no-cache", "Access-Control-Allow-Origin", "*"));
    }
}
