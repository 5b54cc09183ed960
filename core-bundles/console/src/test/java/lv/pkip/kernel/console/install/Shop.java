package lv.pkip.kernel.console.install;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;

/** Offers what active bundles of a test framework declare, as the kernel's part {@code service} does. */
final class Shop implements Services {
    private final BundleContext context;
    /** Symbolic name and version of bundles whose declaration is found wrong. */
    final Set<String> faulty = new HashSet<>();
    /** Ids that never get offered, as when a part that is needed does not come. */
    final Set<String> silent = new HashSet<>();
    boolean handlers;

    Shop(BundleContext context) {
        this.context = context;
    }

    private List<Bundle> declaring() {
        return Arrays.stream(context.getBundles()).filter(b -> b.getState() == Bundle.ACTIVE && b.getEntry("service.json") != null)
                .sorted(Comparator.comparing(Bundle::getVersion).reversed()).toList();
    }

    private static String id(Bundle bundle) {
        try (var in = bundle.getEntry("service.json").openStream()) {
            return Jar.declared(in).orElseThrow();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean isFaulty(Bundle bundle) {
        return faulty.contains(bundle.getSymbolicName() + " " + bundle.getVersion());
    }

    @Override
    public List<Definition> installed() {
        List<Definition> all = new ArrayList<>();
        declaring().stream().filter(b -> !isFaulty(b) && !silent.contains(id(b))).forEach(b -> {
            if (all.stream().noneMatch(d -> d.id().equals(id(b)))) {
                all.add(definition(id(b), b.getVersion().toString()));
            }
        });
        return all;
    }

    private Definition definition(String id, String version) {
        return new Definition(id, version, "f", "c", "u", Assurance.LOW, "X", false,
                new Definition.Deadline(1, 0, "", 0, false), "application", handlers, List.of(), List.of(), List.of(), Map.of(),
                Map.of(), Map.of(), Map.of(), Map.of());
    }

    @Override
    public Optional<Definition> find(String id) {
        return installed().stream().filter(d -> d.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Definition> offered(String id, String fingerprint, Instant since) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Rejected> rejected() {
        return declaring().stream().filter(this::isFaulty)
                .map(b -> new Rejected(b.getSymbolicName(), b.getVersion().toString(), List.of("no step is first"))).toList();
    }

    @Override
    public Optional<Definition> byFingerprint(String fingerprint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void archive(Definition definition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Rules rules(Definition definition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Finding> validate(Definition definition, String form, Answers answers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String dmn(Definition definition, String ruleSet, LocalDate on) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> overlay(String service) {
        throw new UnsupportedOperationException();
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
