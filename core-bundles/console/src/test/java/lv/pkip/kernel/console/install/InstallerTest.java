package lv.pkip.kernel.console.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.TestFramework;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class InstallerTest {

    @TempDir
    Path folder;

    private final RecordingAudit audit = new RecordingAudit();
    private TestFramework framework;
    private Installer installer;
    private String refused = "";

    @BeforeEach
    void open() throws IOException {
        framework = new TestFramework(Files.createDirectory(folder.resolve("cache")));
        installer = new Installer(framework.context(), features(), services(), new InMemoryDispatcher(), audit, Duration.ofMillis(400));
    }

    @AfterEach
    void close() {
        framework.close();
    }

    private static FeaturesService features() {
        return (FeaturesService) Proxy.newProxyInstance(FeaturesService.class.getClassLoader(), new Class<?>[] {FeaturesService.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getFeature" -> null;
                    case "listInstalledFeatures" -> new Feature[0];
                    default -> throw new AssertionError(method);
                });
    }

    /** Offers what active bundles declare, as the kernel does, but for the version that a test has it refuse. */
    private Services services() {
        return (Services) Proxy.newProxyInstance(Services.class.getClassLoader(), new Class<?>[] {Services.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "find" -> active().filter(b -> !b.getVersion().toString().equals(refused))
                            .max(Comparator.comparing(Bundle::getVersion)).map(InstallerTest::definition);
                    case "rejected" -> active().filter(b -> b.getVersion().toString().equals(refused))
                            .map(b -> new Services.Rejected(b.getSymbolicName(), refused, List.of("steps: none ends"))).toList();
                    default -> throw new AssertionError(method);
                });
    }

    private java.util.stream.Stream<Bundle> active() {
        return Arrays.stream(framework.context().getBundles())
                .filter(b -> b.getState() == Bundle.ACTIVE && b.getEntry("service.json") != null);
    }

    private static Definition definition(Bundle bundle) {
        return new Definition("bench", bundle.getVersion().toString(), "f", "c", "u", Assurance.LOW, "B", false,
                new Definition.Deadline(1, 0, "", 0, false), "f", false,
                List.of(new Definition.Step("s", Phase.RECEIVED, "end", false, Map.of(), List.of())),
                List.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    private String jar(String version, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "lv.vendor.bench");
        main.putValue("Bundle-Version", version);
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        Path file = folder.resolve("bench-" + version + headers.length + ".jar");
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("service.json"));
            jar.write("{ \"id\": \"bench\" }".getBytes(StandardCharsets.UTF_8));
        }
        return file.toString();
    }

    private List<String> versions() {
        return active().map(b -> b.getVersion().toString()).sorted().toList();
    }

    @Test
    void a_plan_says_in_plain_words_what_would_happen_and_changes_nothing() throws IOException {
        Plan plan = installer.plan(jar("1.0.0"));
        assertEquals(Optional.of("bench"), plan.service());
        assertTrue(plan.steps().contains("install lv.vendor.bench 1.0.0"), plan.steps().toString());
        assertTrue(plan.possible());
        assertEquals(List.of(), versions());
    }

    @Test
    void an_upgrade_starts_the_new_version_and_then_removes_the_old_one() throws IOException {
        installer.install(installer.plan(jar("1.0.0")));
        Plan plan = installer.plan(jar("1.1.0"));
        assertEquals(1, plan.replaces().size());
        installer.install(plan);
        assertEquals(List.of("1.1.0"), versions());
        assertEquals(List.of("bundle.install", "bundle.install"), audit.actions());
    }

    @Test
    void the_same_or_an_older_version_is_refused_with_the_reason() throws IOException {
        installer.install(installer.plan(jar("1.1.0")));
        assertFalse(installer.plan(jar("1.1.0")).possible());
        Plan older = installer.plan(jar("1.0.0"));
        assertTrue(older.problems().get(0).contains("newer"), older.problems().toString());
        assertThrows(InstallFailed.class, () -> installer.install(older));
    }

    @Test
    void a_refused_declaration_is_taken_out_again_and_the_old_version_stays() throws IOException {
        installer.install(installer.plan(jar("1.0.0")));
        refused = "1.1.0";
        InstallFailed failed = assertThrows(InstallFailed.class, () -> installer.install(installer.plan(jar("1.1.0"))));
        assertTrue(failed.getMessage().contains("none ends"), failed.getMessage());
        assertEquals(List.of("1.0.0"), versions());
    }

    @Test
    void what_does_not_resolve_is_taken_out_again_and_the_missing_package_is_named() throws IOException {
        Plan plan = installer.plan(jar("1.0.0", "Import-Package", "com.example.nowhere"));
        InstallFailed failed = assertThrows(InstallFailed.class, () -> installer.install(plan));
        assertTrue(failed.getMessage().contains("com.example.nowhere"), failed.getMessage());
        assertEquals(1, framework.context().getBundles().length, "only the framework itself is left");
    }

    @Test
    void what_a_vendor_may_not_do_is_refused_before_anything_is_installed() throws IOException {
        assertFalse(installer.plan(jar("1.0.0", "Fragment-Host", "lv.pkip.kernel.status")).possible());
        assertFalse(installer.plan(jar("1.0.1", "DynamicImport-Package", "*")).possible());
        assertFalse(installer.plan(jar("1.0.2", "Export-Package", "lv.vendor.bench")).possible());
        assertFalse(installer.plan(jar("1.0.3", "Bundle-Activator", "lv.vendor.bench.Start")).possible());
        Path text = Files.writeString(folder.resolve("notes.jar"), "no archive");
        assertThrows(InstallFailed.class, () -> installer.plan(text.toString()));
        assertThrows(InstallFailed.class, () -> installer.plan(folder.resolve("none.jar").toString()));
    }

    @Test
    void removal_takes_the_bundle_out_and_says_when_there_is_none() throws IOException {
        installer.install(installer.plan(jar("1.0.0")));
        installer.uninstall("bench");
        assertEquals(List.of(), versions());
        assertThrows(InstallFailed.class, () -> installer.uninstall("bench"));
    }
}
