package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every address that the running container says it answers, called by everybody, and held against the rule it states. An address
 * without a rule fails, and so does one that lets somebody in whom its rule does not name.
 */
class EndpointsIT {

    /**
     * Endpoints for machines whose answers are for everybody: what they tell is public, or they only lead on to a page that asks.
     * All others ask who calls. Whoever adds one here says by it that nothing of anybody is told there.
     */
    private static final Pattern OPEN_TO_MACHINES = Pattern.compile("/\\.well-known/.*|/oauth2/(jwks|authorize|logout)|/nav/v1|/arms|/sandbox/[a-z/-]+/(jwks|\\.well-known/.*)");
    private static final Map<String, List<String>> BELOW = Map.of("/scim/v2", List.of("/Users", "/Users/x", "/Users/.search", "/Groups", "/Groups/x", "/Bulk", "/Schemas",
            "/ResourceTypes", "/ServiceProviderConfig", "/Me", "/.search"));
    private static final Set<String> READING = Set.of("GET");

    private static Container container;
    private static final Map<String, Caller> CALLERS = new TreeMap<>();
    private static String ownersCase;
    private static List<Endpoint> endpoints;

    private record Endpoint(String method, String path, String who, String permission) {
        boolean isForMachines() {
            return who.equals("machine");
        }

        /** With values for what varies: where one could be somebody's, that of the resident who has a case. */
        String address() {
            return path.replaceFirst("/\\*\\*$", "").replace("{number}", ownersCase).replace("{service}", "dog-fee").replaceAll("\\{[^}]+}", "x1");
        }

        @Override
        public String toString() {
            return method + " " + path + " for " + who + (permission.isEmpty() ? "" : " with " + permission);
        }
    }

    @BeforeAll
    static void start() {
        container = Container.unpacked().withFeatures("pkip-demo").start();
        Resident owner = Resident.signedIn(container, "32000000901");
        ownersCase = Resident.number(owner.submit("dog-fee", owner.definition("dog-fee"), "privilege-matrix"));
        Map<String, Set<String>> roles = new TreeMap<>();
        json("pkip:users roles --json").forEach(role -> roles.put(role.path("role").asText(), Set.of(role.path("permissions").asText().split(" "))));
        called(Caller.nobody());
        called(Caller.resident("owner of the case", owner.browser()));
        called(Caller.resident("another resident", Resident.signedIn(container, "32000000902").browser()));
        called(Caller.staff("administrator", Clerk.signedIn(container, "administrators").browser(), held(roles, "administrator")));
        called(Caller.staff("clerk", Clerk.signedIn(container, "referents").browser(), held(roles, "environment-clerk", "cashier")));
        called(Caller.staff("head", Clerk.signedIn(container, "vaditaja").browser(), held(roles, "head-of-unit", "cashier")));
        called(Caller.staff("clerk without any role", Clerk.signedIn(container, "plaukts", secret("plaukts", "--name Plaukts")).browser(), Set.of()));
        called(Caller.system("system", secret("system", "--service --name Cita")));
        called(Caller.system("personnel", secret("personnel", "--service --name Personals --roles provisioner")));
        called(program("program of dog fees", "dog-fee:read"));
        called(program("program of tree felling", "tree-felling:read"));
        endpoints = new ArrayList<>();
        json("pkip:endpoints --json").forEach(e -> endpoints.add(new Endpoint(e.path("method").asText(), e.path("path").asText(), e.path("who").asText(), e.path("permission").asText())));
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static void called(Caller caller) {
        CALLERS.put(caller.name(), caller);
    }

    private static Set<String> held(Map<String, Set<String>> roles, String... names) {
        Set<String> held = new TreeSet<>();
        Arrays.stream(names).forEach(name -> held.addAll(roles.get(name)));
        return held;
    }

    /** An application of the municipality with a token for itself. */
    private static Caller program(String name, String scope) {
        String id = name.replace(' ', '-');
        String secret = json("pkip:applications create " + id + " --name Programma --flows client --scopes " + scope + " --json").get(0).path("secret").asText();
        HttpResponse<String> answer = container.send(HttpRequest.newBuilder(container.uri("/oauth2/token")).header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=" + scope)).build());
        assertEquals(200, answer.statusCode(), answer::body);
        try {
            return Caller.program(name, new ObjectMapper().readTree(answer.body()).path("access_token").asText(), Set.of(scope));
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static String secret(String login, String options) {
        JsonNode made = json("pkip:users create " + login + " " + options + " --json").get(0);
        return made.has("secret") ? made.path("secret").asText() : made.path("one-time password").asText();
    }

    private static JsonNode json(String command) {
        String answer = container.console(command);
        try {
            return new ObjectMapper().readTree(answer.lines().filter(line -> line.startsWith("[")).findFirst().orElseThrow(() -> new AssertionError(command + "\n" + answer)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer, e);
        }
    }

    @Test
    void what_is_told_is_the_whole_house() {
        Set<String> paths = new TreeSet<>();
        endpoints.forEach(e -> paths.add(e.path()));
        assertTrue(paths.containsAll(Set.of("/", "/work", "/api/v1/cases", "/metrics/**", "/scim/v2/**", "/health/**")), paths::toString);
        assertTrue(endpoints.size() > 100, () -> endpoints.size() + " are few");
    }

    @Test
    void libraries_bring_no_address_of_their_own() {
        for (String path : List.of("/api", "/api/", "/api/v1", "/api/v1/application.wadl", "/api/v1/?_wadl", "/api/v1/services?_wadl", "/cxf", "/system/health", "/system/health.json",
                "/system/console", "/jolokia", "/hawtio", "/META-INF/MANIFEST.MF", "/WEB-INF/web.xml", "/i18n/messages_lv.properties", "/templates/frame.peb")) {
            HttpResponse<String> answer = Caller.nobody().get(container, path);
            boolean told = endpoints.stream().anyMatch(e -> e.path().equals(path.replaceFirst("\\?.*", "")));
            assertTrue(answer.statusCode() >= 300 || told && !answer.body().contains("<application"), () -> path + ": " + answer.statusCode());
        }
    }

    @TestFactory
    Stream<DynamicTest> every_address_answers_those_whom_its_rule_names_and_nobody_else() {
        return endpoints.stream().map(endpoint -> DynamicTest.dynamicTest(endpoint.toString(), () -> {
            assertNotEquals("nobody", endpoint.who(), () -> endpoint + ": no rule says who may call it");
            if (endpoint.isForMachines()) {
                machines(endpoint);
            } else if (READING.contains(endpoint.method())) {
                reading(endpoint);
            } else {
                changing(endpoint);
            }
        }));
    }

    private static void reading(Endpoint endpoint) {
        List<String> in = new ArrayList<>();
        for (Caller caller : CALLERS.values()) {
            HttpResponse<String> answer = caller.get(container, endpoint.address());
            String what = endpoint + " asked by " + caller + ": " + answer.statusCode();
            if (caller.may(endpoint.path(), endpoint.who(), endpoint.permission())) {
                assertTrue(answer.statusCode() < 500, what);
                boolean leadsToSignIn = answer.statusCode() == 303 && endpoint.who().equals("everybody");
                if (!isRefusal(answer) || leadsToSignIn) {
                    in.add(caller.name());
                }
            } else {
                assertTrue(isRefusal(answer), what);
            }
            guarded(endpoint, caller, answer);
        }
        // Of a permission that nobody of the demonstration holds, only the refusals are seen.
        boolean somebodyMay = CALLERS.values().stream().anyMatch(caller -> caller.may(endpoint.path(), endpoint.who(), endpoint.permission()));
        assertTrue(!somebodyMay || !in.isEmpty(), () -> endpoint + " lets nobody in, so that the others were refused says nothing");
    }

    private static void changing(Endpoint endpoint) {
        for (Caller caller : CALLERS.values()) {
            boolean may = caller.may(endpoint.path(), endpoint.who(), endpoint.permission());
            if (!may) {
                HttpResponse<String> answer = caller.change(container, endpoint.method(), endpoint.address());
                assertTrue(isRefusal(answer), () -> endpoint + " asked by " + caller + ": " + answer.statusCode());
            }
            HttpResponse<String> forged = caller.forged(container, endpoint.method(), endpoint.address());
            // The API takes no forms; an identity provider answers from another site, which the connector checks.
            boolean otherwise = endpoint.path().startsWith("/api/") || endpoint.path().startsWith("/sign-in/return/");
            assertTrue(isRefusal(forged) || otherwise && forged.statusCode() / 100 == 4,
                    () -> endpoint + " forged by another site for " + caller + ": " + forged.statusCode());
            guarded(endpoint, caller, forged);
        }
    }

    private static boolean isRefusal(HttpResponse<String> answer) {
        return answer.statusCode() == 401 || answer.statusCode() == 403
                || answer.statusCode() == 303 && answer.headers().firstValue("location").orElse("").matches("/sign-in.*|/kept");
    }

    /** A machine's endpoint knows no session, so a cookie opens nothing; without its own credentials nothing is told. */
    private static void machines(Endpoint endpoint) {
        List<String> addresses = new ArrayList<>(List.of(endpoint.address(), endpoint.address() + "/x1"));
        BELOW.getOrDefault(endpoint.address(), List.of()).forEach(path -> addresses.add(endpoint.address() + path));
        for (String address : addresses) {
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                Map<String, Integer> statuses = new TreeMap<>();
                for (Caller caller : CALLERS.values()) {
                    if (!caller.name().equals("personnel")) {
                        HttpResponse<String> answer = container.send(caller.request(container, address).header("Content-Type", "application/json")
                                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}")).build());
                        // 503: the partner of that name is away, come again; a gateway is to do so
                        assertTrue(answer.statusCode() / 100 == 4 || answer.statusCode() == 503 || isOpen(endpoint) && answer.statusCode() < 400, () -> method + " " + address + " asked by " + caller + ": " + answer.statusCode());
                        guarded(endpoint, caller, answer);
                        if (!Set.of("system", "program").contains(caller.kind())) {
                            statuses.put(caller.name(), answer.statusCode());
                        }
                    }
                }
                assertEquals(1, Set.copyOf(statuses.values()).size(), () -> method + " " + address + " looks at the cookie: " + statuses);
            }
        }
    }

    private static boolean isOpen(Endpoint endpoint) {
        return endpoint.isForMachines() && OPEN_TO_MACHINES.matcher(endpoint.address()).matches();
    }

    /** What holds for every answer: no other site may read it, frame it, or make the browser guess what it is. */
    private static void guarded(Endpoint endpoint, Caller caller, HttpResponse<String> answer) {
        String what = endpoint + " asked by " + caller + ": " + answer.headers().map();
        assertEquals("nosniff", answer.headers().firstValue("x-content-type-options").orElse(""), what);
        assertTrue(answer.headers().firstValue("content-security-policy").orElse("").contains("frame-ancestors 'none'"), what);
        assertTrue(answer.headers().firstValue("content-security-policy").orElse("").contains("default-src 'none'"), what);
        boolean open = endpoint.who().equals("everybody") || isOpen(endpoint);
        String readers = answer.headers().firstValue("access-control-allow-origin").orElse("");
        assertTrue(readers.isEmpty() || open && readers.equals("*"), what);
        assertTrue(answer.headers().firstValue("access-control-allow-credentials").isEmpty(), what);
        assertTrue(open || !answer.headers().firstValue("cache-control").orElse("").contains("public"), what);
        answer.headers().allValues("set-cookie").forEach(cookie -> assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite"), what));
    }

    @TestFactory
    Stream<DynamicTest> no_other_spelling_of_an_address_gets_around_its_rule() {
        return endpoints.stream().filter(e -> e.method().equals("GET") && Set.of("staff", "resident", "signed-in").contains(e.who())).map(e -> DynamicTest.dynamicTest(e.toString(), () -> {
            String address = e.address();
            for (String spelling : List.of(address + "/", "/" + address, address + ";x=1", address + "%00", address + "/.", address + "/x/..", address.toUpperCase(java.util.Locale.ROOT),
                    "/%" + Integer.toHexString(address.charAt(1)) + address.substring(2), "/assets/.." + address, "/x/%2e%2e" + address, address + "%2f", address + "?_method=POST")) {
                HttpResponse<String> answer = container.send(Caller.nobody().request(container, spelling).GET().build());
                // 503: the front's word for addresses of the API that the API does not know as its own
                assertTrue(isRefusal(answer) || List.of(400, 404, 503).contains(answer.statusCode()), () -> spelling + ": " + answer.statusCode());
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> no_other_method_gets_around_the_rule_of_an_address() {
        return endpoints.stream().filter(e -> e.method().equals("GET") && !e.isForMachines()).map(e -> DynamicTest.dynamicTest(e.toString(), () -> {
            HttpResponse<String> get = Caller.nobody().get(container, e.address());
            HttpResponse<String> head = container.send(Caller.nobody().request(container, e.address()).method("HEAD", BodyPublishers.noBody()).build());
            assertEquals(get.statusCode(), head.statusCode(), () -> "HEAD " + e);
            for (String method : List.of("PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")) {
                if (endpoints.stream().noneMatch(other -> other.path().equals(e.path()) && other.method().equals(method))) {
                    HttpRequest request = Caller.nobody().request(container, e.address()).header("Access-Control-Request-Method", "DELETE").method(method, BodyPublishers.noBody()).build();
                    HttpResponse<String> answer = container.send(request);
                    boolean harmless = method.equals("OPTIONS") && answer.statusCode() / 100 == 2 && answer.headers().firstValue("access-control-allow-origin").isEmpty();
                    assertTrue(answer.statusCode() / 100 == 4 || harmless || answer.statusCode() == 501, () -> method + " " + e + ": " + answer.statusCode());
                }
            }
        }));
    }

    @Test
    void personnel_provisions_and_another_system_does_not() {
        assertEquals(200, CALLERS.get("personnel").get(container, "/scim/v2/Users").statusCode());
        assertEquals(403, CALLERS.get("system").get(container, "/scim/v2/Users").statusCode());
        assertEquals(401, CALLERS.get("administrator").get(container, "/scim/v2/Users").statusCode());
    }

    @Test
    void a_program_reads_the_cases_of_its_scope_and_no_others() {
        for (String path : List.of("", "/history", "/messages", "/attachments", "/decisions")) {
            String address = "/api/v1/cases/" + ownersCase + path;
            assertEquals(200, CALLERS.get("program of dog fees").get(container, address).statusCode(), address);
            HttpResponse<String> theirs = CALLERS.get("program of tree felling").get(container, address);
            assertTrue(theirs.statusCode() == 404 || theirs.statusCode() == 403, () -> address + ": " + theirs.statusCode());
        }
        assertTrue(CALLERS.get("program of dog fees").get(container, "/api/v1/cases").body().contains(ownersCase));
        assertFalse(CALLERS.get("program of tree felling").get(container, "/api/v1/cases").body().contains(ownersCase));
    }

    @Test
    void a_case_of_somebody_else_is_answered_as_one_that_is_not_there() {
        String unknown = ownersCase.replaceFirst("[0-9]+$", "999999");
        for (String path : List.of("/cases/{number}", "/api/v1/cases/{number}", "/api/v1/cases/{number}/history", "/api/v1/cases/{number}/messages",
                "/api/v1/cases/{number}/attachments", "/api/v1/cases/{number}/decisions")) {
            HttpResponse<String> owners = CALLERS.get("owner of the case").get(container, path.replace("{number}", ownersCase));
            assertEquals(200, owners.statusCode(), path);
            for (String name : List.of("another resident", "clerk without any role")) {
                HttpResponse<String> theirs = CALLERS.get(name).get(container, path.replace("{number}", ownersCase));
                HttpResponse<String> nobodys = CALLERS.get(name).get(container, path.replace("{number}", unknown));
                if (name.equals("another resident")) { // staff are told that they lack a permission, so that they can ask for it
                    assertEquals(plain(nobodys, unknown), plain(theirs, ownersCase), () -> path + " asked by " + name);
                }
                assertTrue(theirs.statusCode() == 404 || theirs.statusCode() == 403, () -> path + " asked by " + name + ": " + theirs.statusCode());
            }
        }
        assertEquals(404, CALLERS.get("clerk without any role").get(container, "/work/cases/" + ownersCase).statusCode());
        assertEquals(200, CALLERS.get("clerk").get(container, "/work/cases/" + ownersCase).statusCode());
    }

    /** Without what differs anyway: the reference of the request, the number itself, and tokens of forms. */
    private static String plain(HttpResponse<String> answer, String number) {
        String reference = answer.headers().firstValue("x-request-id").orElse("none");
        return answer.statusCode() + " " + answer.body().replace(reference, "REFERENCE").replace(number, "NUMBER").replaceAll("value=\"[A-Za-z0-9_.-]{16,}\"", "TOKEN");
    }

    @Test
    void whether_a_login_or_a_case_exists_shows_neither_in_the_answer_nor_in_its_time() {
        String unknownCase = ownersCase.replaceFirst("[0-9]+$", "999999");
        similar("cases", 60, () -> CALLERS.get("another resident").get(container, "/api/v1/cases/" + ownersCase), () -> CALLERS.get("another resident").get(container, "/api/v1/cases/" + unknownCase));
        HttpResponse<String> known = signIn("administrators");
        HttpResponse<String> unknown = signIn("nav-tada");
        assertEquals(401, known.statusCode());
        assertEquals(plain(unknown, "nav-tada"), plain(known, "administrators"));
        // Few, because after five failures one waits.
        similar("logins", 2, () -> signIn("vaditaja"), () -> signIn("nav-ari-tada"));
    }

    private static HttpResponse<String> signIn(String login) {
        return container.send(HttpRequest.newBuilder(container.uri("/api/v1/sessions")).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"login\":\"" + login + "\",\"password\":\"Nepareiza-parole-77\"}")).build());
    }

    /** Alternating, so that what else the machine does meets both. Half as fast again is not seen through a network; ten times would be. */
    private static void similar(String what, int rounds, Runnable one, Runnable other) {
        long[] ones = new long[rounds];
        long[] others = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            ones[i] = nanos(one);
            others[i] = nanos(other);
        }
        double ratio = (double) median(ones) / median(others);
        assertTrue(ratio > 0.3 && ratio < 3.3, () -> what + ": the one that exists takes " + ratio + " times as long");
    }

    private static long nanos(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return System.nanoTime() - begun;
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
