package lv.pkip.kernel.console.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.testkit.InMemoryDispatcher;
import lv.pkip.kernel.testkit.RecordingAudit;

/** The installer on a real framework. */
class InstallerTest {
    @TempDir Path folder;
    private Framework framework;
    private BundleContext context;
    private Shop shop;
    private KarafDouble karaf;
    private final InMemoryDispatcher dispatcher = new InMemoryDispatcher();
    private final RecordingAudit audit = new RecordingAudit();
    private Installer installer;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                "felix.cache.locking", "false"));
        framework.start();
        context = framework.getBundleContext();
        shop = new Shop(context);
        karaf = new KarafDouble(context);
        installer = installer(Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    private Installer installer(Duration work, Duration offered) {
        return new Installer(context, karaf.service(), shop, dispatcher, audit, work, offered, folder.resolve("services"));
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private String dogFee(String version) {
        return Bundles.service("dog-fee", version).in(folder);
    }

    private void install(String source) {
        installer.install(installer.plan(source));
    }

    private List<String> bundles() {
        return Arrays.stream(context.getBundles()).skip(1).map(b -> b.getSymbolicName() + " " + b.getVersion()
                + (b.getState() == Bundle.ACTIVE ? "" : " not active")).toList();
    }

    private List<String> problems(String source) {
        return installer.plan(source).problems();
    }

    @Test
    void putsAServiceIn() {
        install(dogFee("1.0.0"));
        assertEquals(List.of("lv.pkip.service.dogfee 1.0.0"), bundles());
        assertEquals("1.0.0", shop.find("dog-fee").orElseThrow().version());
        assertEquals(List.of("bundle.install"), audit.actions());
    }

    @Test
    void planningChangesNothing() {
        Plan plan = installer.plan(dogFee("1.0.0"));
        assertEquals(List.of("install lv.pkip.service.dogfee 1.0.0",
                "offer e-service dog-fee; running cases keep the form they were submitted under", "refresh nothing that runs"),
                plan.steps());
        assertTrue(plan.possible());
        assertEquals(List.of(), bundles());
    }

    @Test
    void startsTheNewVersionBesideTheOldOneAndThenRemovesThat() throws Exception {
        install(dogFee("1.0.0"));
        List<String> order = new ArrayList<>();
        context.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.STOPPING || event.getType() == BundleEvent.UNRESOLVED) {
                order.add(event.getType() + " " + event.getBundle().getVersion());
            }
        });
        install(dogFee("1.1.0"));
        assertEquals(List.of("lv.pkip.service.dogfee 1.1.0"), bundles());
        assertEquals(List.of(BundleEvent.STARTED + " 1.1.0", BundleEvent.STOPPING + " 1.0.0", BundleEvent.UNRESOLVED + " 1.0.0"), order);
    }

    @Test
    void keepsTheOldVersionWhenTheNewOneIsRefused() {
        install(dogFee("1.0.0"));
        shop.faulty.add("lv.pkip.service.dogfee 1.1.0");
        InstallFailed told = assertThrows(InstallFailed.class, () -> install(dogFee("1.1.0")));
        assertTrue(told.getMessage().contains("no step is first"), told.getMessage());
        assertEquals(List.of("lv.pkip.service.dogfee 1.0.0"), bundles());
        assertEquals("1.0.0", shop.find("dog-fee").orElseThrow().version());
        assertEquals("failed", audit.newest(0, 1).get(0).event().outcome());
    }

    @Test
    void takesOutWhatIsNotOfferedInTime() {
        installer = installer(Duration.ofSeconds(60), Duration.ofMillis(200));
        shop.silent.add("dog-fee");
        assertThrows(InstallFailed.class, () -> install(dogFee("1.0.0")));
        assertEquals(List.of(), bundles());
    }

    @Test
    void waitsForTheNewHandlerBeforeTheOldOneGoes() {
        installer = installer(Duration.ofSeconds(60), Duration.ofMillis(300));
        shop.handlers = true;
        dispatcher.with(CaseHandler.class, "dog-fee", new CaseHandler() { }, Map.of(), "1.0.0");
        install(dogFee("1.0.0"));
        assertThrows(InstallFailed.class, () -> install(dogFee("1.1.0")), "its handler has not come");
        assertEquals(List.of("lv.pkip.service.dogfee 1.0.0"), bundles());
        dispatcher.with(CaseHandler.class, "dog-fee", new CaseHandler() { }, Map.of(), "1.1.0");
        install(dogFee("1.1.0"));
        assertEquals(List.of("lv.pkip.service.dogfee 1.1.0"), bundles());
        assertEquals(0, dispatcher.openLeases());
    }

    @Test
    void isNotHeldUpByAStartThatHangs() throws Exception {
        installer = installer(Duration.ofSeconds(2), Duration.ofSeconds(60));
        CountDownLatch never = new CountDownLatch(1);
        SynchronousBundleListener hanging = event -> {
            if (event.getType() == BundleEvent.STARTED) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        context.addBundleListener(hanging);
        InstallFailed told = assertThrows(InstallFailed.class, () -> install(dogFee("1.0.0")));
        assertTrue(told.getMessage().contains("did not end within"), told.getMessage());
        context.removeBundleListener(hanging);
        assertEquals(List.of(), bundles());
        install(dogFee("1.0.1"));
        assertEquals(List.of("lv.pkip.service.dogfee 1.0.1"), bundles());
    }

    @Test
    void refusesTheSameAndAnOlderVersion() {
        install(dogFee("1.1.0"));
        assertTrue(problems(dogFee("1.1.0")).get(0).contains("installed already"));
        assertTrue(problems(dogFee("1.0.0")).get(0).contains("installed and newer"));
        assertThrows(InstallFailed.class, () -> install(dogFee("1.0.0")));
        assertEquals(List.of("lv.pkip.service.dogfee 1.1.0"), bundles());
    }

    @Test
    void refusesWhatWouldDisturbWhatRuns() throws Exception {
        context.installBundle("port", Files.newInputStream(Path.of(Bundles.named("port", "1.0.0").header("Export-Package", "a.port;version=1.0")
                .in(folder)))).start();
        context.installBundle("user", Files.newInputStream(Path.of(Bundles.named("user", "1.0.0").header("Import-Package", "a.port")
                .in(folder)))).start();
        assertTrue(problems(Bundles.named("port", "1.1.0").header("Export-Package", "a.port;version=1.1").in(folder))
                .get(0).contains("used by other running bundles"));
        assertTrue(problems(Bundles.named("thief", "1.0.0").header("Export-Package", "a.port;version=9").in(folder))
                .get(0).contains("belongs to port"));
        assertFalse(installer.plan(Bundles.named("lv.pkip.kernel.status", "9.0.0").in(folder)).possible());
    }

    @Test
    void refusesWhatAServiceMayNotDo() {
        for (String[] header : new String[][] {{"Fragment-Host", "port"}, {"DynamicImport-Package", "*"},
            {"Bundle-Activator", "a.B"}, {"Export-Package", "a.b"}}) {
            assertEquals(1, problems(Bundles.service("dog-fee", "1.0.0").header(header[0], header[1]).in(folder)).size(), header[0]);
        }
    }

    @Test
    void saysWhatIsNeededAndWhatIsMissing() throws Exception {
        context.installBundle("port", Files.newInputStream(Path.of(Bundles.named("port", "1.0.0")
                .header("Export-Package", "a.port;version=\"1.2\"").in(folder)))).start();
        Plan plan = installer.plan(Bundles.service("dog-fee", "1.0.0").header("Import-Package",
                "a.port;version=\"[1.0,2)\",java.util,b.maybe;resolution:=optional").in(folder));
        assertEquals(List.of(), plan.problems());
        assertTrue(plan.steps().contains("use what is here of port 1.0.0"), plan.steps().toString());
        assertEquals(List.of("needs package a.port [2.0,3), which nothing here offers"), problems(Bundles.service("dog-fee", "1.0.0")
                .header("Import-Package", "a.port;version=\"[2.0,3)\"").in(folder)));
    }

    @Test
    void takesABundleOutThatDoesNotResolve() {
        String source = Bundles.service("dog-fee", "1.0.0").header("Require-Capability", "no.such.thing").in(folder);
        InstallFailed told = assertThrows(InstallFailed.class, () -> install(source));
        assertTrue(told.getMessage().contains("no.such.thing"), told.getMessage());
        assertEquals(List.of(), bundles());
    }

    @Test
    void installsWhatWasPlannedAndNothingElse() throws Exception {
        String source = dogFee("1.0.0");
        Plan plan = installer.plan(source);
        Files.copy(Path.of(dogFee("1.0.5")), Path.of(source), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThrows(InstallFailed.class, () -> installer.install(plan));
        assertEquals(List.of(), bundles());
    }

    @Test
    void readsNothingThatIsNoBundle() throws Exception {
        Path text = Files.writeString(folder.resolve("x.jar"), "no jar");
        assertThrows(InstallFailed.class, () -> installer.plan(text.toString()));
        assertThrows(InstallFailed.class, () -> installer.plan(folder.resolve("absent.jar").toString()));
        assertThrows(InstallFailed.class, () -> installer.plan("no-such-feature"));
        assertThrows(InstallFailed.class, () -> installer.plan(Bundles.archive(folder)));
    }

    @Test
    void installsAnArchiveAsOneThing() throws Exception {
        String first = Bundles.archive(folder, Bundles.named("vendor.port", "1.0.0").header("Export-Package", "v.port"),
                Bundles.service("dog-fee", "1.0.0").header("Import-Package", "v.port"));
        install(first);
        assertEquals(List.of("vendor.port 1.0.0", "lv.pkip.service.dogfee 1.0.0"), bundles());
        String second = Bundles.archive(folder, Bundles.named("vendor.port", "1.0.0").header("Export-Package", "v.port"),
                Bundles.service("dog-fee", "1.1.0").header("Import-Package", "v.port"));
        assertTrue(installer.plan(second).steps().contains("vendor.port 1.0.0 is here already"));
        install(second);
        assertEquals(List.of("vendor.port 1.0.0", "lv.pkip.service.dogfee 1.1.0"), bundles());
        shop.faulty.add("lv.pkip.service.queue 1.0.0");
        assertThrows(InstallFailed.class, () -> install(Bundles.archive(folder, Bundles.named("vendor.other", "1.0.0"),
                Bundles.service("queue", "1.0.0"))));
        assertEquals(List.of("vendor.port 1.0.0", "lv.pkip.service.dogfee 1.1.0"), bundles());
    }

    @Test
    void takesAServiceOut() {
        install(dogFee("1.0.0"));
        installer.uninstall("dog-fee");
        assertEquals(List.of(), bundles());
        assertEquals(List.of("bundle.install", "bundle.uninstall"), audit.actions());
        assertThrows(InstallFailed.class, () -> installer.uninstall("dog-fee"));
    }

    @Test
    void installsUpgradesAndRemovesByFeature() {
        karaf.with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("1.0.0")));
        install("dog-fee");
        assertEquals(List.of("lv.pkip.service.dogfee 1.0.0"), bundles());
        assertFalse(installer.plan("dog-fee").possible());
        karaf.with("pkip-service-dog-fee", "1.1.0", List.of("file:" + dogFee("1.1.0")));
        install("pkip-service-dog-fee");
        assertEquals(List.of("lv.pkip.service.dogfee 1.1.0"), bundles());
        installer.uninstall("dog-fee");
        assertEquals(List.of(), bundles());
        assertEquals(List.of(), List.copyOf(karaf.wanted));
    }

    @Test
    void takesAFeatureBackThatBringsARefusedService() {
        shop.faulty.add("lv.pkip.service.dogfee 1.0.0");
        karaf.with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("1.0.0")));
        assertThrows(InstallFailed.class, () -> install("dog-fee"));
        assertEquals(List.of(), bundles());
        assertEquals(List.of(), List.copyOf(karaf.wanted));
    }

    @Test
    void takesOnePartOutOfALargerFeatureForGood() {
        karaf.with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("1.0.0")))
                .with("pkip-service-queue", "1.0.0", List.of("file:" + Bundles.service("queue", "1.0.0").in(folder)))
                .with("pkip-services", "1.0.0", List.of(), "pkip-service-dog-fee", "pkip-service-queue")
                .with("pkip-demo", "1.0.0", List.of(), "pkip-services");
        install("demo");
        assertEquals(2, bundles().size());
        installer.uninstall("dog-fee");
        assertEquals(List.of("lv.pkip.service.queue 1.0.0"), bundles());
        assertEquals(List.of("feature:pkip-service-queue"), List.copyOf(karaf.wanted));
        install("dog-fee");
        assertEquals(2, bundles().size());
    }

    @Test
    void replacesAServiceOfALargerFeatureByAVendorsNewerBundle() {
        karaf.with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("1.0.0")))
                .with("pkip-demo", "1.0.0", List.of(), "pkip-service-dog-fee");
        install("demo");
        install(dogFee("1.1.0"));
        assertEquals(List.of("lv.pkip.service.dogfee 1.1.0"), bundles());
        assertEquals(List.of(), List.copyOf(karaf.wanted));
    }

    @Test
    void keepsWhatAFeatureBroughtAlongWhenAVendorsNewerBundleTakesItsPlace() {
        karaf.with("pkip-payment", "1.0.0", List.of("file:" + Bundles.named("payment", "1.0.0").in(folder)))
                .with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("1.0.0")), "pkip-payment");
        install("dog-fee");
        install(dogFee("1.1.0"));
        assertEquals(List.of("payment 1.0.0", "lv.pkip.service.dogfee 1.1.0"), bundles());
    }

    /** The same house after its cache was cleared: the features it boots are there, and nothing else. */
    private void clearCache(String... booted) throws Exception {
        karaf.wanted.clear();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getBundleId() != 0) {
                bundle.uninstall();
            }
        }
        for (String feature : booted) {
            karaf.service().installFeature(feature, "1.0.0", java.util.EnumSet.noneOf(org.apache.karaf.features.FeaturesService.Option.class));
        }
        installer = installer(Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    private List<String> kept() throws Exception {
        try (var files = Files.list(folder.resolve("services"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void putsBackWhatWasInstalledByHandWhenTheCacheIsCleared() throws Exception {
        karaf.with("pkip-service-queue", "1.0.0", List.of("file:" + Bundles.service("queue", "1.0.0").in(folder)));
        install("queue");
        install(dogFee("1.0.0"));
        install(dogFee("1.1.0"));
        assertEquals(List.of("lv.pkip.service.dogfee_1.1.0.jar", "pkip-service-queue.feature"), kept());
        assertEquals(List.of(), installer.putBack());
        assertEquals(2, bundles().size(), "nothing twice while all is there");
        clearCache();
        assertEquals(List.of(), installer.putBack());
        assertEquals(List.of("lv.pkip.service.queue 1.0.0", "lv.pkip.service.dogfee 1.1.0"), bundles());
        assertEquals("1.1.0", shop.find("dog-fee").orElseThrow().version());
    }

    @Test
    void putsBackAnArchiveAndTheUpgradeOfAPartOfIt() throws Exception {
        install(Bundles.archive(folder, Bundles.named("vendor.port", "1.0.0").header("Export-Package", "v.port"),
                Bundles.service("dog-fee", "1.0.0").header("Import-Package", "v.port")));
        clearCache();
        assertEquals(List.of(), installer.putBack());
        assertEquals(List.of("vendor.port 1.0.0", "lv.pkip.service.dogfee 1.0.0"), bundles());
    }

    @Test
    void doesNotBringBackWhatWasRemovedByHand() throws Exception {
        karaf.with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("1.0.0")));
        install("dog-fee");
        install(dogFee("1.1.0"));
        installer.uninstall("dog-fee");
        assertEquals(List.of("dog-fee.removed"), kept());
        clearCache("pkip-service-dog-fee");
        assertEquals(1, bundles().size(), "the distribution boots it");
        assertEquals(List.of(), installer.putBack());
        assertEquals(List.of(), bundles());
        install("dog-fee");
        assertEquals(List.of("pkip-service-dog-fee.feature"), kept());
    }

    @Test
    void letsANewerVersionOfTheDistributionStand() throws Exception {
        install(dogFee("1.0.0"));
        karaf.with("pkip-service-dog-fee", "1.0.0", List.of("file:" + dogFee("2.0.0")));
        clearCache("pkip-service-dog-fee");
        assertEquals(List.of(), installer.putBack());
        assertEquals(List.of("lv.pkip.service.dogfee 2.0.0"), bundles());
        assertEquals(List.of(), kept());
    }

    @Test
    void tellsWhatCannotBePutBackAndPutsBackTheRest() throws Exception {
        install(dogFee("1.0.0"));
        install(Bundles.service("queue", "1.0.0").in(folder));
        shop.faulty.add("lv.pkip.service.dogfee 1.0.0");
        clearCache();
        List<String> problems = installer.putBack();
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("lv.pkip.service.dogfee_1.0.0.jar: ") && problems.get(0).contains("no step is first"), problems.get(0));
        assertEquals(List.of("lv.pkip.service.queue 1.0.0"), bundles());
        assertEquals(2, kept().size(), "it is tried again with the next start");
    }

    @Test
    void leavesNothingBehindAfterManyUpgrades() {
        for (int i = 0; i < 30; i++) {
            install(dogFee("1." + i + ".0"));
        }
        assertEquals(List.of("lv.pkip.service.dogfee 1.29.0"), bundles());
        assertEquals(List.of(), List.copyOf(framework.adapt(org.osgi.framework.wiring.FrameworkWiring.class).getRemovalPendingBundles()));
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.isAlive() && t.getName().startsWith("pkip-")), "a watchdog's thread is left");
    }
}
