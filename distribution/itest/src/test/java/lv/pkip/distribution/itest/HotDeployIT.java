package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * E-services go in, are upgraded and go out while residents and clerks work: no request fails anywhere, none gets past the
 * sign-in, nothing submitted is lost or doubled, and nothing is left behind.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HotDeployIT {

    private static final int CYCLES = Integer.getInteger("pkip.hot.cycles", 100);
    /**
     * Threads of pools and files of the database come and go; between the
     * two counts each service is upgraded half as often as there are cycles, and a leak would add one each time.
     */
    private static final long COME_AND_GO = Math.max(12, CYCLES * 2L / 5);
    /** Derby keeps up to 1000 pages of up to 32 KB each, and fills them as cases are added. */
    private static final long PAGES = 32_000_000;
    private static final Set<String> EVERYWHERE = Set.of("navigation", "portal", "API", "description of the API", "metrics", "status", "console");

    private static Container container;
    private static Vendor dogFee;
    private static Vendor treeFelling;
    private static Resident resident;
    private static Clerk clerk;
    private static Clerk head;
    private static String firstCase;
    private static String firstDefinition;
    private static final Set<String> submitted = new HashSet<>();
    private static final List<Figures> plateaus = new ArrayList<>();

    @BeforeAll
    static void start() {
        container = Container.unpacked()
                .withFeatures("pkip-sign-in-sandbox", "pkip-payment-sandbox", "pkip-service-tree-felling")
                .set("lv.pkip.kernel.identity.Demo.cfg", "demo", "true")
                .set("lv.pkip.municipality.cfg", "property.iban", "LV08PARA0000000000000")
                .set("lv.pkip.municipality.cfg", "registrationNumber", "00000000000").start();
        dogFee = new Vendor(container, "dog-fee");
        treeFelling = new Vendor(container, "tree-felling");
        resident = Resident.signedIn(container, "32000000001");
        clerk = Clerk.signedIn(container, "referents");
        head = Clerk.signedIn(container, "vaditaja");
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static String services() {
        return container.get("/api/v1/services").body();
    }

    /** Where the dog fee shows. */
    private static Set<String> places() {
        Set<String> places = new TreeSet<>();
        note(places, "navigation", clerk.see("/work").body(), "/work/cases?service=dog-fee");
        note(places, "portal", container.get("/").body(), "/services/dog-fee");
        note(places, "API", services(), "\"dog-fee\"");
        note(places, "description of the API", container.get("/api/v1/openapi.json").body(), "/v1/services/dog-fee/cases");
        note(places, "metrics", metrics(), "pkip_service{service=\"dog-fee\"} 1");
        String console = container.console("pkip:status\npkip:services --json");
        note(places, "status", console, "e-service dog-fee");
        note(places, "console", console, "\"dog-fee\"");
        return places;
    }

    private static void note(Set<String> places, String place, String text, String sign) {
        if (text.contains(sign)) {
            places.add(place);
        }
    }

    private static String metrics() {
        try {
            String token = Files.readString(container.home().resolve("data/security/metrics-token")).strip();
            return container.get("/metrics", "Authorization", "Bearer " + token).body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Order(1)
    void what_is_not_installed_is_nowhere() {
        assertEquals(Set.of(), places());
        assertEquals(404, container.get("/services/dog-fee").statusCode());
        assertTrue(metrics().contains("pkip_service{service=\"tree-felling\"} 1"), "those that are installed are told");
    }

    @Test
    @Order(2)
    void installed_it_is_everywhere_at_once() {
        String answer = container.console("pkip:install --yes dog-fee");
        assertEquals(EVERYWHERE, places(), answer);
        assertEquals(200, container.get("/services/dog-fee").statusCode());
        firstDefinition = resident.definition("dog-fee");
        firstCase = Resident.number(resident.submit("dog-fee", firstDefinition, "first-" + UUID.randomUUID()));
        submitted.add(firstCase);
    }

    @Test
    @Order(3)
    void upgrades_lose_nothing_with_and_without_a_handler() throws Exception {
        Set<String> before = lives();
        upgradeUnderLoad(CYCLES / 2);
        goOutAndComeBackUnderLoad(CYCLES / 10);
        plateaus.add(Figures.of(container));
        upgradeUnderLoad(CYCLES / 2);
        goOutAndComeBackUnderLoad(CYCLES / 10);
        plateaus.add(Figures.of(container));
        Set<String> after = lives();
        Set<String> disturbed = before.stream().filter(life -> !after.contains(life)).map(life -> life.split(" ")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("lv.pkip.service.dogfee", "lv.pkip.service.treefelling"), disturbed, "bundles that were stopped or refreshed");
    }

    private void upgradeUnderLoad(int cycles) throws InterruptedException {
        Load load = everybodyAtWork(new Load(container));
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < cycles; i++) {
            commands.append("pkip:install --yes ").append(dogFee.next()).append("\npkip:install --yes ").append(treeFelling.next()).append('\n');
        }
        long begun = System.nanoTime();
        String answers = container.console(commands.toString());
        System.out.println(cycles + " upgrades of each of two e-services in " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
        end(load);
        assertEquals(2 * cycles, answers.split("Installed in ", -1).length - 1, answers);
        assertTrue(services().contains("\"version\":\"" + dogFee.version() + "\""), HotDeployIT::services);
        assertTrue(services().contains("\"version\":\"" + treeFelling.version() + "\""), HotDeployIT::services);
    }

    private void goOutAndComeBackUnderLoad(int cycles) throws InterruptedException {
        Load load = everybodyAtWork(new Load(container).mayBeAway("dog-fee"));
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < cycles; i++) {
            commands.append("pkip:uninstall --yes dog-fee\npkip:install --yes ").append(dogFee.next()).append('\n');
        }
        String answers = container.console(commands.toString());
        answers += container.console("pkip:uninstall --yes dog-fee\n"); // and stays away until somebody has come: calls wait a while before
        for (long end = System.nanoTime() + 60_000_000_000L; load.refusals() == 0 && System.nanoTime() < end;) {
            Thread.onSpinWait();
        }
        answers += container.console("pkip:install --yes " + dogFee.next() + "\n");
        end(load);
        assertEquals(cycles + 1, answers.split("Uninstalled dog-fee", -1).length - 1, answers);
        assertEquals(cycles + 1, answers.split("Installed in ", -1).length - 1, answers);
        assertTrue(load.refusals() > 0, "somebody came while it was away");
    }

    private static Load everybodyAtWork(Load load) {
        load.submitting(resident, "tree-felling", 2);
        load.submitting(resident, "dog-fee", 2);
        load.filling(resident, "tree-felling");
        load.filling(resident, "dog-fee");
        load.handling(clerk);
        load.handling(head);
        load.reading(clerk, firstCase);
        load.looking("/services/tree-felling", 200);
        load.looking("/", 200);
        load.looking("/api/v1/cases", 401);
        load.looking("/work/cases", 303);
        load.await(100);
        return load;
    }

    private static void end(Load load) throws InterruptedException {
        load.await(100);
        load.end();
        System.out.println(load);
        assertEquals(List.of(), load.failures(), load::toString);
        load.accepted().forEach(number -> assertTrue(submitted.add(number), number + " was given twice"));
        assertEquals(new TreeSet<>(submitted), resident.cases(), "accepted and there, each once");
    }

    @Test
    @Order(4)
    void nothing_is_left_behind() {
        plateaus.forEach(System.out::println);
        assertEquals(List.of(), plateaus.get(1).grownSince(plateaus.get(0), COME_AND_GO, PAGES));
    }

    @Test
    @Order(5)
    void a_running_case_keeps_the_form_it_was_submitted_under() {
        assertFalse(resident.definition("dog-fee").equals(firstDefinition));
        assertTrue(resident.get("/api/v1/cases/" + firstCase).body().contains(firstDefinition));
    }

    @Test
    @Order(6)
    void a_bundle_updated_in_place_is_not_missed_either() throws Exception {
        Load load = everybodyAtWork(new Load(container));
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < Math.max(2, CYCLES / 30); i++) {
            commands.append("bundle:update ").append(bundle("dogfee")).append(" file:").append(dogFee.next()).append("\nbundle:update ")
                    .append(bundle("treefelling")).append(" file:").append(treeFelling.next()).append('\n');
        }
        container.console(commands.toString());
        end(load);
        assertTrue(services().contains("\"version\":\"" + dogFee.version() + "\""), HotDeployIT::services);
        assertTrue(services().contains("\"version\":\"" + treeFelling.version() + "\""), HotDeployIT::services);
    }

    private static String bundle(String part) {
        return container.table("bundle:list -t 0 -s").stream().filter(row -> row.get(row.size() - 1).contains(part)).findFirst().orElseThrow().get(0);
    }

    @Test
    @Order(7)
    void removed_it_is_nowhere_and_its_cases_stay_and_come_back() {
        String answer = container.console("pkip:uninstall --yes dog-fee");
        assertEquals(Set.of(), places(), answer);
        assertEquals(200, resident.get("/api/v1/cases/" + firstCase).statusCode(), "the case can still be read");
        assertEquals(200, clerk.see("/work/cases/" + firstCase).status());
        assertEquals(submitted, resident.cases());
        answer = container.console("pkip:install --yes " + dogFee.next());
        assertEquals(EVERYWHERE, places(), answer);
        assertEquals(submitted, resident.cases());
    }

    @Test
    @Order(8)
    void what_was_installed_by_hand_survives_a_kill_and_a_cleared_cache() throws Exception {
        container.console("pkip:install --yes " + treeFelling.next());
        container.kill();
        try (Stream<Path> cache = Files.walk(container.home().resolve("data/cache"))) {
            cache.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
        container.start();
        assertTrue(services().contains("\"version\":\"" + dogFee.version() + "\""), HotDeployIT::services);
        assertTrue(services().contains("\"version\":\"" + treeFelling.version() + "\""), HotDeployIT::services);
        assertEquals(1, container.table("bundle:list -t 0 -s").stream().filter(row -> row.get(row.size() - 1).contains("treefelling")).count());
        assertEquals(submitted, Resident.signedIn(container, "32000000001").cases());
    }

    /** Each bundle with the context it was started with: a bundle that was stopped, refreshed or updated has another. */
    private static Set<String> lives() {
        Set<String> lives = container.console("each ($.context bundles) { echo $it ($it bundleContext) }").lines()
                .filter(line -> line.contains("BundleContextImpl@")).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(lives.stream().anyMatch(life -> life.startsWith("lv.pkip.service.treefelling ")), lives::toString);
        return lives;
    }
}
