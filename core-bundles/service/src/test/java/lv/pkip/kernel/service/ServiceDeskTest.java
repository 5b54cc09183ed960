package lv.pkip.kernel.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Which services are offered, under which definition, and what is kept of them. */
class ServiceDeskTest {
    private static final String CHEAPER = "{ \"settings\": { \"perMetre\": \"10\" } }";
    private final TestJpa jpa = TestJpa.open("service");
    private final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    private final FixedActor actor = FixedActor.staff("anna.ozola", "bench:configure");
    private final RecordingAudit audit = new RecordingAudit();
    private final SettableClock clock = SettableClock.at("2026-11-23T10:00:00Z");
    private final OverlaySeeds seeds = new OverlaySeeds();
    private final ServiceDesk desk = desk();

    private final List<ServiceDesk> all;
    private boolean there = true;

    ServiceDeskTest() {
        all = new ArrayList<>(List.of(desk));
    }

    private ServiceDesk desk() {
        ServiceDesk made = new ServiceDesk(jpa, dispatcher, actor, audit, seeds, clock, null);
        if (all != null) {
            all.add(made);
        }
        return made;
    }

    @AfterEach
    void close() {
        all.forEach(ServiceDesk::close);
        if (there) {
            jpa.close();
        }
    }

    private void bring(long bundle, String version, ServiceFiles files) {
        desk.catalogue().add(bundle, "lv.pkip.service.bench", Version.parseVersion(version), files, new Problems());
    }

    private void handler(long bundle) {
        dispatcher.with(CaseHandler.class, "bench", new CaseHandler() { }, Map.of("service.bundleid", bundle), "1.0.0");
    }

    private Optional<String> offered() {
        return desk.find("bench").map(Definition::version);
    }

    @Test
    void theNewestGenerationIsOfferedAndTheOlderOneAgainWhenItGoes() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        bring(2, "1.10.0", SampleFiles.declaration("\"low\"", "\"high\""));
        bring(3, "1.9.0", SampleFiles.SOUND);
        assertEquals(Optional.of("1.10.0"), offered());
        assertEquals(1, desk.installed().size());
        desk.catalogue().remove(2);
        assertEquals(Optional.of("1.9.0"), offered());
        desk.catalogue().remove(1);
        desk.catalogue().remove(3);
        assertEquals(Optional.empty(), offered());
        assertTrue(desk.installed().isEmpty());
    }

    @Test
    void aServiceWithAHandlerIsOfferedOnlyWhileItIsThere() {
        bring(1, "1.0.0", SampleFiles.handled());
        assertEquals(Optional.empty(), offered());
        handler(1);
        assertEquals(Optional.of("1.0.0"), offered());
        dispatcher.without(CaseHandler.class, "bench");
        assertEquals(Optional.empty(), offered());
    }

    @Test
    void aNewGenerationWaitsForItsOwnHandler() {
        ServiceFiles files = SampleFiles.handled();
        bring(1, "1.0.0", files);
        handler(1);
        bring(2, "1.1.0", files);
        assertEquals(Optional.of("1.0.0"), offered());
        handler(2);
        assertEquals(Optional.of("1.1.0"), offered());
        handler(77); // rules in a bundle of their own
        assertEquals(Optional.of("1.1.0"), offered());
    }

    @Test
    void aBundleThatCannotBeTakenIsListedWithReasons() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        bring(2, "1.1.0", SampleFiles.declaration("\"to\": \"payment\"", "\"to\": \"paiment\""));
        assertEquals(Optional.of("1.0.0"), offered());
        assertEquals(List.of("service.json step review, action grant: leads to „paiment”, which is no step"), desk.rejected().get(0).reasons().subList(0, 1));
        desk.catalogue().remove(2);
        assertTrue(desk.rejected().isEmpty());
    }

    @Test
    void anArchivedDefinitionOutlivesBundleAndProcess() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        Definition bench = desk.find("bench").orElseThrow();
        desk.archive(bench);
        desk.archive(bench);
        desk.catalogue().remove(1);
        assertEquals(Optional.of(bench), desk.byFingerprint(bench.fingerprint()));
        assertEquals(Optional.of(bench), desk().byFingerprint(bench.fingerprint()));
        assertEquals(Optional.empty(), desk.byFingerprint("0".repeat(64)));
        assertEquals(Optional.empty(), desk.byFingerprint("no fingerprint"));
    }

    @Test
    void aDefinitionInUseIsFoundBeforeItIsArchived() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        String fingerprint = desk.find("bench").orElseThrow().fingerprint();
        desk.catalogue().remove(1);
        assertTrue(desk.byFingerprint(fingerprint).isPresent());
    }

    @Test
    void whatWasOfferedIsKnownForAsLongAsAsked() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        Instant read = clock.instant();
        Definition first = desk.find("bench").orElseThrow(); // a reader, no submission
        bring(2, "1.1.0", SampleFiles.declaration("\"low\"", "\"high\""));
        clock.forward(Duration.ofHours(1));
        Definition second = desk.find("bench").orElseThrow();
        assertEquals(Optional.of(first), desk.offered("bench", first.fingerprint(), read));
        assertEquals(Optional.of(second), desk.offered("bench", second.fingerprint(), read));
        assertEquals(Optional.empty(), desk.offered("bench", first.fingerprint(), read.plusMillis(1)));
        assertEquals(Optional.empty(), desk.offered("another", first.fingerprint(), read));
        assertEquals(Optional.empty(), desk.offered("bench", "no fingerprint", read));
    }

    @Test
    void whatWasOfferedIsKnownAfterARestart() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        Instant read = clock.instant();
        Definition bench = desk.find("bench").orElseThrow();
        Definition kept = SampleFiles.definition(SampleFiles.SOUND, "0.9.0");
        desk.archive(kept); // after what is written in the background
        clock.forward(Duration.ofDays(1));
        desk.find("bench"); // offered for long, which must be written down, too
        desk.close(); // waits for what is being written
        ServiceDesk next = desk();
        assertEquals(Optional.of(bench), next.offered("bench", bench.fingerprint(), read.plus(Duration.ofDays(1))));
        assertEquals(Optional.empty(), next.offered("bench", bench.fingerprint(), clock.instant().plusMillis(1)));
        assertEquals(Optional.empty(), next.offered("bench", kept.fingerprint(), read), "kept is not offered");
    }

    @Test
    void manyFirstApplicantsAtOnceArchiveOnce() throws Exception {
        Definition bench = SampleFiles.definition(SampleFiles.SOUND, "1.0.0");
        List<ServiceDesk> nodes = List.of(desk, desk(), desk());
        var pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Object>> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                ServiceDesk node = nodes.get(i % nodes.size());
                all.add(() -> {
                    node.archive(bench);
                    return null;
                });
            }
            for (Future<Object> done : pool.invokeAll(all)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        Long kept = jpa.txExpr(em -> em.createQuery("select count(a) from ArchivedDefinition a", Long.class).getSingleResult());
        assertEquals(1, kept.intValue());
    }

    @Test
    void anOverlayCountsFromTheNextReadingOn() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        Definition before = desk.find("bench").orElseThrow();
        desk.applyOverlay("bench", CHEAPER, "Domes lēmums");
        Definition after = desk.find("bench").orElseThrow();
        assertEquals("10", after.settings().get("perMetre"));
        assertNotEquals(before.fingerprint(), after.fingerprint());
        assertEquals(Optional.of(CHEAPER), desk.overlay("bench"));
        assertEquals(Optional.of(before), desk.byFingerprint(before.fingerprint()));
        desk.applyOverlay("bench", "", "Atcelts");
        assertEquals(before, desk.find("bench").orElseThrow());
        assertEquals(List.of("Domes lēmums", "Atcelts"), desk.overlayHistory("bench").stream().map(c -> c.reason()).toList());
        assertEquals(List.of("anna.ozola", "anna.ozola"), desk.overlayHistory("bench").stream().map(c -> c.actor()).toList());
        assertEquals(clock.instant(), desk.overlayHistory("bench").get(0).time());
        assertEquals(List.of("service.configure", "service.configure"), audit.actions());
    }

    @Test
    void anOverlayOfAnotherNodeArrivesByItself() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        assertEquals("40.50", desk.find("bench").orElseThrow().settings().get("perMetre"));
        ServiceDesk other = desk();
        other.catalogue().add(1, "b", Version.parseVersion("1.0.0"), SampleFiles.SOUND, new Problems());
        other.applyOverlay("bench", CHEAPER, "r");
        clock.forward(Duration.ofSeconds(3));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (!desk.find("bench").orElseThrow().settings().get("perMetre").equals("10")) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void whatIsKnownStaysInForceWhileTheDatabaseIsAway() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        desk.applyOverlay("bench", CHEAPER, "r");
        assertEquals("10", desk.find("bench").orElseThrow().settings().get("perMetre"));
        jpa.database().close();
        there = false;
        clock.forward(Duration.ofSeconds(3));
        for (int i = 0; i < 100; i++) {
            assertEquals("10", desk.find("bench").orElseThrow().settings().get("perMetre"));
        }
    }

    @Test
    void onlyThoseWhoMayConfigureAndSayWhyChangeAnOverlay() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        assertThrows(CaseProblem.class, () -> desk.applyOverlay("bench", CHEAPER, " "));
        assertThrows(CaseProblem.class, () -> desk.applyOverlay("bench", "{ \"units\": 1 }", "r"));
        assertThrows(Forbidden.class, () -> desk.applyOverlay("unheard", CHEAPER, "r"));
        actor.become(Actor.staff("janis", "Jānis", Optional.empty()), "bench:process");
        assertThrows(Forbidden.class, () -> desk.applyOverlay("bench", CHEAPER, "r"));
        assertTrue(desk.overlayHistory("bench").isEmpty());
        assertTrue(audit.actions().isEmpty());
    }

    @Test
    void checkingAnOverlayChangesNothing() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        assertEquals(List.of(), desk.checkOverlay("bench", CHEAPER));
        assertEquals(List.of("overlay settings: the service has no setting „x”"), desk.checkOverlay("bench", "{ \"settings\": { \"x\": \"1\" } }"));
        assertEquals(List.of("the service unheard is not installed"), desk.checkOverlay("unheard", CHEAPER));
        assertEquals("40.50", desk.find("bench").orElseThrow().settings().get("perMetre"));
    }

    @Test
    void aNewVersionThatTheOverlayDoesNotFitIsNotOffered() {
        bring(1, "1.0.0", SampleFiles.SOUND);
        desk.applyOverlay("bench", "{ \"forms\": { \"application\": { \"hide\": [\"note\"] } } }", "r");
        bring(2, "2.0.0", SampleFiles.form("[\"length\", \"place\"]", "[\"length\", \"place\", \"note\"]"));
        assertEquals(Optional.of("1.0.0"), offered());
        assertTrue(desk.rejected().get(0).reasons().get(0).contains("„note” is required"), desk.rejected().toString());
    }

    @Test
    void anOverlayFromTheConfigurationCountsUntilTheFirstChange() {
        seeds.put("bench", CHEAPER);
        bring(1, "1.0.0", SampleFiles.SOUND);
        assertEquals("10", desk.find("bench").orElseThrow().settings().get("perMetre"));
        desk.applyOverlay("bench", "", "Bez izmaiņām");
        assertEquals("40.50", desk.find("bench").orElseThrow().settings().get("perMetre"));
    }

    @Test
    void auditThatFailsTakesTheChangeBack() {
        ServiceDesk failing = new ServiceDesk(jpa, dispatcher, actor, new Audit() {
            @Override
            public void record(Event event) {
                throw new IllegalStateException("no audit, no change");
            }

            @Override
            public List<Entry> ofCase(String caseNumber) {
                return List.of();
            }

            @Override
            public List<Entry> newest(long before, int limit) {
                return List.of();
            }
        }, seeds, clock, null);
        all.add(failing);
        failing.catalogue().add(1, "b", Version.parseVersion("1.0.0"), SampleFiles.SOUND, new Problems());
        assertThrows(RuntimeException.class, () -> failing.applyOverlay("bench", CHEAPER, "r"));
        assertEquals("40.50", failing.find("bench").orElseThrow().settings().get("perMetre"));
        assertTrue(failing.overlayHistory("bench").isEmpty());
    }
}
