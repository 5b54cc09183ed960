package lv.pkip.kernel.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;

/** Services come and go with real bundles in a real framework. */
class BundleWatchTest {
    @TempDir
    Path storage;

    private final TestJpa jpa = TestJpa.open("service");
    private final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    private Framework framework;
    private ServiceDesk desk;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory().newFramework(Map.of("org.osgi.framework.storage", storage.toString()));
        framework.start();
        desk = new ServiceDesk(framework.getBundleContext(), jpa, null, dispatcher, FixedActor.staff("a"), new RecordingAudit(), new OverlaySeeds());
    }

    @AfterEach
    void stop() throws Exception {
        desk.close();
        framework.stop();
        framework.waitForStop(10_000);
        jpa.close();
    }

    private Bundle install(String version, ServiceFiles files) throws Exception {
        Bundle bundle = framework.getBundleContext().installBundle("bench-" + version, new ByteArrayInputStream(jar(version, content(files))));
        bundle.start();
        return bundle;
    }

    private static Map<String, String> content(ServiceFiles files) {
        Map<String, String> content = new TreeMap<>(Map.of("service.json", files.declaration()));
        files.forms().forEach((name, text) -> content.put("form/" + name + ".json", text));
        files.rules().forEach((name, text) -> content.put("rules/" + name + ".json", text));
        files.templates().forEach((name, text) -> content.put("outputs/" + name + ".peb", text));
        files.texts().forEach((language, texts) -> content.put("i18n/messages_" + language + ".properties",
                texts.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"))));
        return content;
    }

    private static byte[] jar(String version, Map<String, String> content) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "lv.pkip.service.bench");
        main.putValue("Bundle-Version", version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, String> file : content.entrySet()) {
                jar.putNextEntry(new ZipEntry(file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private Optional<String> offered() {
        return desk.find("bench").map(Definition::version);
    }

    @Test
    void aBundleOffersItsServiceFromStartToStop() throws Exception {
        assertEquals(Optional.empty(), offered());
        Bundle first = install("1.0.0", SampleFiles.SOUND);
        assertEquals(Optional.of("1.0.0"), offered());
        assertEquals(SampleFiles.definition(SampleFiles.SOUND, "1.0.0"), desk.find("bench").orElseThrow());
        Bundle second = install("1.1.0", SampleFiles.SOUND);
        assertEquals(Optional.of("1.1.0"), offered());
        first.uninstall();
        assertEquals(Optional.of("1.1.0"), offered());
        String fingerprint = desk.find("bench").orElseThrow().fingerprint();
        second.uninstall();
        assertEquals(Optional.empty(), offered());
        assertTrue(desk.byFingerprint(fingerprint).isPresent());
        install("1.1.0", SampleFiles.SOUND);
        assertEquals(Optional.of("1.1.0"), offered());
    }

    @Test
    void aBundleThatIsUpdatedInPlaceIsOfferedAllTheTime() throws Exception {
        Bundle bundle = install("1.0.0", SampleFiles.SOUND);
        List<Optional<String>> seen = new ArrayList<>();
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) event -> seen.add(offered()));
        bundle.update(new ByteArrayInputStream(jar("1.1.0", content(SampleFiles.SOUND))));
        assertEquals(Optional.of("1.1.0"), offered());
        assertEquals(Set.of(Optional.of("1.0.0"), Optional.of("1.1.0")), Set.copyOf(seen));
    }

    @Test
    void withAHandlerItIsOfferedUntilTheNewHandlerIsThere() throws Exception {
        Bundle bundle = install("1.0.0", SampleFiles.handled());
        handler("1.0.0", bundle);
        assertEquals(Optional.of("1.0.0"), offered());
        dispatcher.without(CaseHandler.class, "bench");
        assertEquals(Optional.empty(), offered(), "a handler that goes while its bundle runs takes the service with it");
        bundle.stop();
        assertEquals(Optional.of("1.0.0"), offered());
        bundle.update(new ByteArrayInputStream(jar("1.1.0", content(SampleFiles.handled()))));
        bundle.start();
        assertEquals(Optional.of("1.0.0"), offered(), "its handler has not come");
        handler("1.1.0", bundle);
        assertEquals(Optional.of("1.1.0"), offered());
    }

    private void handler(String version, Bundle bundle) {
        dispatcher.with(CaseHandler.class, "bench", new CaseHandler() { }, Map.of("service.bundleid", bundle.getBundleId()), version);
    }

    @Test
    void aBundleThatStaysStoppedIsNotOfferedForLong() {
        AtomicLong now = new AtomicLong();
        Catalogue catalogue = new Catalogue(service -> Optional.empty(), now::get);
        catalogue.add(1, "a.bundle", Version.valueOf("1.0.0"), SampleFiles.SOUND, new Problems());
        catalogue.pause(1);
        assertEquals(List.of(), catalogue.generations("bench"));
        now.addAndGet(Catalogue.GRACE.toNanos());
        assertEquals(1, catalogue.paused("bench").size());
        assertEquals(List.of("bench"), catalogue.services());
        now.addAndGet(1);
        assertEquals(List.of(), catalogue.paused("bench"));
        assertEquals(List.of(), catalogue.services());
    }

    @Test
    void bundlesThatWereThereBeforeAreSeen() throws Exception {
        install("1.0.0", SampleFiles.SOUND);
        ServiceDesk late = new ServiceDesk(framework.getBundleContext(), jpa, null, dispatcher, FixedActor.staff("a"), new RecordingAudit(), new OverlaySeeds());
        assertTrue(late.find("bench").isPresent());
        late.close();
    }

    @Test
    void aBundleWithAWrongDeclarationStartsAndIsListed() throws Exception {
        Bundle bundle = install("1.0.0", SampleFiles.declaration("\"to\": \"payment\"", "\"to\": \"paiment\""));
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertEquals("lv.pkip.service.bench", desk.rejected().get(0).bundle());
        bundle.uninstall();
        assertTrue(desk.rejected().isEmpty());
    }

    @Test
    void aBundleThatWentIsNotHeld() throws Exception {
        WeakReference<Bundle> gone = used();
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
            byte[] pressure = new byte[8 << 20];
            assertEquals(8 << 20, pressure.length);
        }
        assertEquals(null, gone.get());
    }

    private WeakReference<Bundle> used() throws Exception {
        Bundle bundle = install("1.0.0", SampleFiles.SOUND);
        Definition bench = desk.find("bench").orElseThrow();
        desk.archive(bench);
        desk.rules(bench);
        desk.validate(bench, "application", lv.pkip.kernel.api.service.Answers.empty());
        bundle.uninstall();
        framework.adapt(org.osgi.framework.wiring.FrameworkWiring.class).refreshBundles(null);
        return new WeakReference<>(bundle);
    }
}
