package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A resident at an HTTP client: signs in through the sandbox as a browser would, then uses the API with that session. */
public final class Resident {

    private static final Pattern NUMBER = Pattern.compile("\"number\":\"([^\"]+)\"");

    private final Container container;
    private final Browser browser;
    private final HttpClient api = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private String token = "";

    private Resident(Container container) {
        this.container = container;
        this.browser = new Browser(container);
    }

    /** Signs a made-up person in; the personal code begins with 32 and belongs to nobody. */
    public static Resident signedIn(Container container, String personalCode) {
        Resident resident = new Resident(container);
        Browser browser = resident.browser;
        Browser.Page sandbox = browser.follow(browser.send(browser.get("/sign-in").form("/sign-in/resident").with("provider", "sandbox")));
        Browser.Form who = sandbox.form(sandbox.at().getRawPath()).with("givenName", "Ilze").with("familyName", "Izdomāta")
                .with("personalCode", personalCode).with("level", "high");
        Browser.Page back = browser.follow(browser.send(who));
        resident.token = browser.cookie("PKIP")
                .orElseThrow(() -> new AssertionError("not signed in: " + back.status() + " " + back.at() + "\n" + back.body()));
        return resident;
    }

    /** The browser this person signed in with. */
    public Browser browser() {
        return browser;
    }

    /** A page as the signed-in person sees it. */
    public Browser.Page page(String path) {
        return browser.get(path);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public HttpResponse<String> get(String path) {
        return send(api, request(path).GET().build());
    }

    public HttpResponse<String> post(String path, String key, String json) {
        return send(api, request(path).header("Content-Type", "application/json").header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(json)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(container.uri(path)).timeout(Duration.ofSeconds(30)).header("Authorization", "Bearer " + token);
    }

    /** Fingerprint of the version of an e-service that is offered now. */
    public String definition(String service) {
        return definition(get("/api/v1/services/" + service));
    }

    /** Fingerprint in the answer that describes an e-service. */
    static String definition(HttpResponse<String> answer) {
        Matcher found = Pattern.compile("\"definition\":\"([0-9a-f]{64})\"").matcher(answer.body());
        if (answer.statusCode() != 200 || !found.find()) {
            throw new AssertionError("not offered: " + answer.statusCode() + " " + answer.body());
        }
        return found.group(1);
    }

    /** Submits an application as the definition wants it; the answer is the raw one. */
    public HttpResponse<String> submit(String service, String definition, String key) {
        return submit(service, definition, key, "Duksis");
    }

    /** As {@link #submit(String, String, String)}; the mark is found again in what was submitted, and a letter confirms it. */
    public HttpResponse<String> submit(String service, String definition, String key, String mark) {
        return post("/api/v1/services/" + service + "/cases", key, "{\"definition\":\"" + definition
                + "\",\"email\":\"ilze@paraugs.example\",\"answers\":" + ANSWERS.get(service).replace("Duksis", mark) + "}");
    }

    /** Uploads a file of plain text; the answer is the raw one. */
    public HttpResponse<String> upload(String name, String key, String text) {
        return send(api, request("/api/v1/attachments?name=" + name).header("Content-Type", "text/plain").header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(text)).build());
    }

    /** Body of a submission that asks for letters to an address. */
    public String application(String service, String definition, String email) {
        return "{\"definition\":\"" + definition + "\",\"email\":\"" + email + "\",\"answers\":" + ANSWERS.get(service) + "}";
    }

    /** What the session is known by. */
    public String token() {
        return token;
    }

    /** Number of the case that an accepted submission became. */
    public static String number(HttpResponse<String> accepted) {
        Matcher number = NUMBER.matcher(accepted.body());
        if (accepted.statusCode() / 100 != 2 || !number.find()) {
            throw new AssertionError("not accepted: " + accepted.statusCode() + " " + accepted.body());
        }
        return number.group(1);
    }

    /** Numbers of all own cases; fails when one is listed twice. */
    public Set<String> cases() {
        Set<String> numbers = new TreeSet<>();
        String path = "/api/v1/cases?scope=own&limit=200";
        while (path != null) {
            HttpResponse<String> page = get(path);
            if (page.statusCode() != 200) {
                throw new AssertionError(page.statusCode() + " " + page.body());
            }
            Matcher number = NUMBER.matcher(page.body());
            while (number.find()) {
                if (!numbers.add(number.group(1))) {
                    throw new AssertionError(number.group(1) + " is listed twice");
                }
            }
            Matcher next = Pattern.compile("\"next\":\"([^\"]+)\"").matcher(page.body());
            path = next.find() ? "/api/v1/cases?scope=own&limit=200&cursor=" + next.group(1) : null;
        }
        return numbers;
    }

    private static final Map<String, String> ANSWERS = Map.of(
            "dog-fee", """
                    {"dog":{"name":"Duksis","chip":"900000000000001","year":2026,"sterilised":"yes","working":"no"},
                     "owner":{"pensioner":"no","disability":"none"},"confirm":{"truth":true}}""",
            "tree-felling", """
                    {"applicant":{"kind":"person","right":"owner","coOwned":"no","email":"ilze@paraugs.example","phone":"+371 20000000"},
                     "land":{"cadastre":"05000010101","address":"Parauga iela 5, Daugavpils","places":["settlement"],"buildingPermit":"no","note":"Duksis"},
                     "trees":[{"species":"maple","count":1,"diameter":70,"girth":190,"reason":"construction"}],
                     "confirm":{"truth":true,"wait":true}}""");
}
