package lv.pkip.kernel.status;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;

/** Services held in memory: a field {@code name} is required, {@code rate} times the fact {@code trees} is the fee. */
final class OneService implements Services {
    final Map<String, Definition> installed = new ConcurrentHashMap<>();
    final Map<String, Definition> known = new ConcurrentHashMap<>();
    final List<Map<String, Object>> facts = new ArrayList<>();
    private final Map<String, Instant> offered = new ConcurrentHashMap<>();
    private final Witness witness;
    private final Clock clock;
    volatile boolean archiveFails;

    OneService(Witness witness, Clock clock) {
        this.clock = clock;
        this.witness = witness;
    }

    Definition install(Definition definition) {
        installed.put(definition.id(), definition);
        known.put(definition.fingerprint(), definition);
        return definition;
    }

    @Override
    public List<Definition> installed() {
        return List.copyOf(installed.values());
    }

    @Override
    public Optional<Definition> find(String id) {
        Optional<Definition> newest = Optional.ofNullable(installed.get(id));
        newest.ifPresent(d -> offered.put(d.fingerprint(), clock.instant()));
        return newest;
    }

    @Override
    public Optional<Definition> offered(String id, String fingerprint, Instant since) {
        return byFingerprint(fingerprint).filter(d -> d.id().equals(id) && !offered.getOrDefault(fingerprint, Instant.MIN).isBefore(since));
    }

    @Override
    public Optional<Definition> byFingerprint(String fingerprint) {
        return Optional.ofNullable(known.get(fingerprint));
    }

    @Override
    public void archive(Definition definition) {
        witness.say("archive", definition.fingerprint());
        if (archiveFails) {
            throw new IllegalStateException("archive");
        }
    }

    @Override
    public Rules rules(Definition definition) {
        return (ruleSet, on, given) -> {
            synchronized (facts) {
                facts.add(new LinkedHashMap<>(given));
            }
            if (!(given.get("trees") instanceof BigDecimal trees)) {
                throw new Rules.RuleProblem(ruleSet + ": trees is missing on " + on);
            }
            BigDecimal rate = new BigDecimal(definition.settings().getOrDefault("rate", "10.50"));
            BigDecimal total = rate.multiply(trees);
            return new Rules.Result(ruleSet, LocalDate.of(2026, 1, 1), "noteikumi, 3. p.", "EUR", Map.of("total", total),
                    List.of(new Rules.Line("total", 0, "product", List.of(new Rules.Operand("rate", rate),
                            new Rules.Operand("trees", trees)), total, Optional.of("r1"), Optional.of("3. p."),
                            Optional.of("2 HALF_UP"))));
        };
    }

    @Override
    public List<Finding> validate(Definition definition, String form, Answers answers) {
        return answers.text("name").isPresent() ? List.of() : List.of(Finding.error("name", "error.required"));
    }

    @Override
    public List<Rejected> rejected() {
        return List.of();
    }

    @Override
    public String dmn(Definition definition, String ruleSet, LocalDate on) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> overlay(String service) {
        return Optional.empty();
    }

    @Override
    public List<String> checkOverlay(String service, String json) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void applyOverlay(String service, String json, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OverlayChange> overlayHistory(String service) {
        throw new UnsupportedOperationException();
    }
}
