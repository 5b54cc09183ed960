package lv.pkip.kernel.shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lv.pkip.kernel.api.dispatch.Dispatcher.Lease;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.request.Endpoints.Endpoint;
import lv.pkip.kernel.api.request.Endpoints.Who;
import lv.pkip.kernel.shell.frame.Audiences;
import lv.pkip.kernel.shell.frame.Templates;
import lv.pkip.kernel.shell.frame.Texts;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.frame.Words;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Certificates;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Kept;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;

/** Pages that bundles bring: found by the longest path, refused unless they say for whom they are, shown in the frame. */
public final class PageDesk implements AutoCloseable {
    private static final int MACHINE_BODY = 1_000_000;
    private static final long FILE_BYTES = 10L * 1024 * 1024;
    private static final Pattern HEADING = Pattern.compile("<h1[^>]*>(.*?)</h1>", Pattern.DOTALL);
    private static final Set<String> PASSED_HEADERS = Set.of("accept", "accept-language", "content-type", "user-agent", "idempotency-key",
            "if-match", "x-request-id");
    private final House house;
    private final Words words;
    private final Map<Long, Own> owns = new ConcurrentHashMap<>();
    private final AutoCloseable listening;

    /** Texts and templates of one bundle generation. */
    record Own(Texts texts, Templates templates) { }

    /** @param words what templates can say */
    public PageDesk(House house, Words words) {
        this.house = house;
        this.words = words;
        // Bundles come and go: what was read from them is dropped, so that nothing holds a class loader that went.
        this.listening = house.dispatcher().onChange(owns::clear);
    }

    @Override
    public void close() throws Exception {
        listening.close();
    }

    /** Path of the page that answers here, whether it is there now or was before. */
    public Optional<String> find(String path) {
        List<String> candidates = candidates(path);
        List<String> present = house.dispatcher().ids(Page.class);
        return candidates.stream().filter(present::contains).findFirst();
    }

    /** The pages that are there now, with whom each says it is for. */
    List<Endpoint> endpoints() {
        return house.dispatcher().ids(Page.class).stream().flatMap(id -> {
            Map<String, Object> properties = house.dispatcher().properties(Page.class, id).orElse(Map.of());
            Who who = Audiences.of(properties).map(PageDesk::who).orElse(Who.NOBODY);
            Stream<String> methods = who == Who.MACHINE ? Stream.of("*") : Stream.of("GET", "POST");
            return methods.map(method -> new Endpoint(method, "/" + id + "/**", "page", who, Audiences.permission(properties)));
        }).toList();
    }

    private static Who who(Audience audience) {
        return switch (audience) {
            case PUBLIC -> Who.EVERYBODY;
            case RESIDENT -> Who.RESIDENT;
            case STAFF -> Who.STAFF;
            case MACHINE -> Who.MACHINE;
        };
    }

    /** All folders of a path, longest first: {@code a/b/c}, {@code a/b}, {@code a}. */
    static List<String> candidates(String path) {
        List<String> all = new ArrayList<>();
        String here = path.replaceAll("^/+|/+$", "");
        while (!here.isEmpty()) {
            all.add(here);
            int slash = here.lastIndexOf('/');
            here = slash < 0 ? "" : here.substring(0, slash);
        }
        return all;
    }

    /** True for endpoints that other systems call: they bring no session and no form token. */
    public boolean isMachine(String path) {
        return find(path).flatMap(id -> house.dispatcher().properties(Page.class, id)).flatMap(Audiences::of).filter(a -> a == Audience.MACHINE).isPresent();
    }

    public Reply answer(Exchange exchange) throws Exception {
        String path = exchange.path();
        Optional<String> found = find(path);
        if (found.isEmpty()) {
            // Nobody has it now. Where somebody had it before, the dispatcher waits a while and says so.
            for (String candidate : candidates(path)) {
                try (Lease<Page> lease = house.dispatcher().enter(Page.class, candidate)) {
                    found = Optional.of(candidate);
                    break;
                } catch (Unavailable gone) {
                    if (gone.known()) {
                        throw gone;
                    }
                }
            }
        }
        return open(exchange, found.orElseThrow(Refused::notFound));
    }

    private Reply open(Exchange exchange, String id) throws Exception {
        exchange.routed("/" + id);
        Lease<Page> lease = house.dispatcher().enter(Page.class, id);
        boolean kept = false;
        try {
            Map<String, Object> properties = house.dispatcher().properties(Page.class, id).orElse(Map.of());
            Audience audience = Audiences.of(properties).orElseThrow(() -> new lv.pkip.kernel.api.identity.Forbidden("page without audience"));
            admit(exchange, audience, properties);
            List<InputStream> opened = new ArrayList<>();
            try {
                Page.Answer answer = lease.service().handle(request(exchange, id, audience, isStreamed(properties), opened));
                Reply reply = reply(exchange, answer, lease);
                kept = reply instanceof Reply.Flow;
                return reply;
            } finally {
                for (InputStream stream : opened) {
                    stream.close();
                }
            }
        } finally {
            if (!kept) {
                lease.close();
            }
        }
    }

    private void admit(Exchange exchange, Audience audience, Map<String, Object> properties) {
        switch (audience) {
            case PUBLIC, MACHINE -> { }
            case RESIDENT -> Access.resident().check(house.actor());
            case STAFF -> Audiences.permission(properties).map(Access::staff).orElseGet(Access::staff).check(house.actor());
        }
        if (exchange.isPost() && audience != Audience.MACHINE) {
            exchange.readForm(audience != Audience.PUBLIC);
            exchange.checkFormToken();
        }
    }

    /** True when the page sets its own bounds to the body it reads. */
    private static boolean isStreamed(Map<String, Object> properties) {
        return Boolean.parseBoolean(String.valueOf(properties.get("pkip.page.stream")));
    }

    private Page.Request request(Exchange exchange, String id, Audience audience, boolean streamed, List<InputStream> opened) throws IOException {
        String path = exchange.path().replaceAll("^/+|/+$", "");
        String rest = path.length() > id.length() ? path.substring(id.length() + 1) : "";
        boolean machine = audience == Audience.MACHINE;
        byte[] body = machine && !streamed ? body(exchange) : new byte[0];
        InputStream stream = machine && streamed ? exchange.request().getInputStream() : InputStream.nullInputStream();
        Map<String, List<String>> parameters = machine ? machineParameters(exchange, body) : withoutToken(exchange.parameters());
        Map<String, Page.Upload> files = new LinkedHashMap<>();
        for (String field : exchange.fileFields()) {
            for (Exchange.File file : exchange.files(field)) {
                if (file.size() > FILE_BYTES) {
                    throw new Refused(413, "too-large");
                }
                InputStream content = file.open();
                opened.add(content);
                files.putIfAbsent(field, new Page.Upload(file.name(), file.type(), file.size(), content));
            }
        }
        return new Page.Request(exchange.method().equals("HEAD") ? "GET" : exchange.method(), rest, parameters, headers(exchange, audience), body,
                exchange.language(), house.municipality().baseUrl(), files,
                new Page.Caller(exchange.passage().client(), exchange.passage().certificate()), stream);
    }

    private static Map<String, List<String>> withoutToken(Map<String, List<String>> parameters) {
        Map<String, List<String>> copy = new LinkedHashMap<>(parameters);
        copy.remove(Exchange.TOKEN);
        copy.remove(Kept.OWNER);
        return copy;
    }

    /** Read from the raw body, because reading parameters would eat it. */
    private static byte[] body(Exchange exchange) throws IOException {
        byte[] body = exchange.request().getInputStream().readNBytes(MACHINE_BODY + 1);
        if (body.length > MACHINE_BODY) {
            throw new Refused(413, "too-large");
        }
        return body;
    }

    private static Map<String, List<String>> machineParameters(Exchange exchange, byte[] body) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        Decoding.into(all, exchange.query());
        String type = exchange.header("content-type").orElse("");
        if (type.startsWith("application/x-www-form-urlencoded")) {
            Decoding.into(all, new String(body, java.nio.charset.StandardCharsets.UTF_8));
        }
        return all;
    }

    /** A machine's page checks signatures in headers of its own, so it gets all but cookies; the others get a few. */
    private static Map<String, String> headers(Exchange exchange, Audience audience) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.request().getHeaderNames().asIterator().forEachRemaining(name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (audience == Audience.MACHINE ? !lower.equals("cookie") && !Certificates.isWordOfAProxy(lower) : PASSED_HEADERS.contains(lower)) {
                headers.put(lower, exchange.request().getHeader(name));
            }
        });
        return headers;
    }

    private Reply reply(Exchange exchange, Page.Answer answer, Lease<Page> lease) {
        if (answer instanceof Page.View view) {
            return framed(exchange, view, own(lease));
        }
        if (answer instanceof Page.Redirect redirect) {
            return Reply.to(redirect.location());
        }
        if (answer instanceof Page.Content content) {
            return new Reply.Flow(content.status(), content.type(), content.fileName(),
                    content.stream() == null ? new ByteArrayInputStream(new byte[0]) : content.stream(), content.headers(), lease);
        }
        Page.Problem problem = (Page.Problem) answer;
        Texts texts = own(lease).texts();
        String title = texts.has(problem.key()) ? texts.get(exchange.language(), problem.key()) : house.texts().get(exchange.language(), problem.key());
        return View.of("problem", title).status(problem.status()).with("text", "").with("reference", exchange.passage().reference()).with("retry", false).reply();
    }

    private Own own(Lease<Page> lease) {
        return own(lease.bundleId());
    }

    Own own(long bundle) {
        return owns.computeIfAbsent(bundle, id -> new Own(Texts.read(file -> house.resources().find(id, file)),
                new Templates(name -> name.startsWith("kit/") ? Optional.ofNullable(PageDesk.class.getResource("/templates/" + name + ".peb"))
                        : house.resources().find(id, "pages/" + name + ".peb"), words)));
    }

    private Reply framed(Exchange exchange, Page.View view, Own own) {
        Map<String, Object> model = new LinkedHashMap<>(view.model());
        model.put(Words.LANGUAGE, exchange.language());
        model.put(Words.TEXTS, own.texts());
        model.put(Words.TOKEN, (Supplier<Map<String, String>>) exchange::formFields);
        String html = own.templates().render(view.template(), model);
        Object title = view.model().get("title");
        String help = "help.page" + exchange.route().replace('/', '.');
        return View.of("page", title != null ? title.toString() : heading(html)).status(view.status()).with("content", html)
                .with("helpText", own.texts().has(help) ? own.texts().get(exchange.language(), help) : "").reply();
    }

    /** The page's own heading is its title. */
    private static String heading(String html) {
        Matcher matcher = HEADING.matcher(html);
        return matcher.find() ? org.unbescape.html.HtmlEscape.unescapeHtml(matcher.group(1).replaceAll("<[^>]*>", "")).strip() : "";
    }
}
