package lv.pkip.kernel.testkit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;

/** A container without e-services. */
public final class NoServices implements Services {

    @Override
    public List<Definition> installed() {
        return List.of();
    }

    @Override
    public Optional<Definition> find(String id) {
        return Optional.empty();
    }

    @Override
    public Optional<Definition> byFingerprint(String fingerprint) {
        return Optional.empty();
    }

    @Override
    public Optional<Definition> offered(String id, String fingerprint, Instant since) {
        return Optional.empty();
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
        return List.of();
    }

    @Override
    public void applyOverlay(String service, String json, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OverlayChange> overlayHistory(String service) {
        return List.of();
    }
}
