package lv.pkip.kernel.workplace.nav;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.application.DeclaresScope;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The navigation for other systems: a script anybody may load, and its data for pages of registered applications that bring an
 * access token given for it.
 */
@Component(service = Page.class)
@PagePath("nav/v1")
@PageAudience(Audience.MACHINE)
@DeclaresScope(value = NavPage.NAVIGATION, permissions = {})
@DeclaresScope(value = NavPage.NOTIFICATIONS, permissions = {})
public final class NavPage implements Page {
    /** Scopes that permit nothing: what they let an application do is told here and nowhere else. */
    private static final String SCOPE = "workplace:";
    static final String NAVIGATION = SCOPE + "navigation";
    static final String NOTIFICATIONS = SCOPE + "notifications";
    /** OpenID Connect's own: who signed in. */
    static final String PROFILE = "profile";
    private static final Set<String> LANGUAGES = Set.of("lv", "en", "ru");
    private static final List<String> TEXTS = List.of("menu", "signOut", "notifications", "favourites", "workplace", "external");
    private final CurrentActor actor;
    private final Workplace workplace;
    private final Municipality municipality;
    private final byte[] script;
    private final Messages messages = Messages.own();
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicReference<AccessTokens> tokens = new AtomicReference<>();
    private final AtomicReference<Applications> applications = new AtomicReference<>();

    @Activate
    public NavPage(@Reference(name = "actor") CurrentActor actor, @Reference(name = "workplace") Workplace workplace,
            @Reference(name = "municipality") Municipality municipality) throws IOException {
        this.actor = actor;
        this.workplace = workplace;
        this.municipality = municipality;
        try (InputStream in = NavPage.class.getResourceAsStream("/nav/pkip-nav.js")) {
            this.script = in.readAllBytes();
        }
    }

    @Reference(name = "tokens", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(AccessTokens now) {
        tokens.set(now);
    }

    void gone(AccessTokens old) {
        tokens.compareAndSet(old, null);
    }

    @Reference(name = "applications", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "closed")
    void opened(Applications now) {
        applications.set(now);
    }

    void closed(Applications old) {
        applications.compareAndSet(old, null);
    }

    /** From the pages of which applications a browser may ask is looked up each time: who was shut out is shut out at once. */
    private boolean isKnown(String origin) {
        Applications register = applications.get();
        return register != null && register.all().stream().anyMatch(a -> a.enabled() && a.origins().contains(origin));
    }

    @Override
    public Answer handle(Request request) throws JsonProcessingException {
        return switch (request.path()) {
            case "pkip-nav.js" -> script(request);
            case "navigation" -> navigation(request);
            default -> plain(404, Map.of());
        };
    }

    private Answer script(Request request) {
        if (!request.method().equals("GET")) {
            return plain(405, Map.of("Allow", "GET"));
        }
        return new Content(200, "text/javascript;charset=utf-8", Optional.empty(), new ByteArrayInputStream(script),
                Map.of("Access-Control-Allow-Origin", "*", "Cross-Origin-Resource-Policy", "cross-origin", "Cache-Control", "public, max-age=3600"));
    }

    private Answer navigation(Request request) throws JsonProcessingException {
        Optional<String> origin = Optional.ofNullable(request.headers().get("origin"));
        if (origin.isPresent() && !isKnown(origin.get())) {
            return plain(403, Map.of("Vary", "Origin"));
        }
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Vary", "Origin", "Cross-Origin-Resource-Policy", "cross-origin"));
        origin.ifPresent(o -> headers.put("Access-Control-Allow-Origin", o));
        if (request.method().equals("OPTIONS")) {
            headers.putAll(Map.of("Access-Control-Allow-Methods", "GET", "Access-Control-Allow-Headers", "authorization", "Access-Control-Max-Age", "600"));
            return plain(204, headers);
        }
        if (!request.method().equals("GET")) {
            headers.put("Allow", "GET, OPTIONS");
            return plain(405, headers);
        }
        AccessTokens issuer = tokens.get();
        Optional<Session> session = bearer(request).filter(token -> issuer != null).flatMap(token -> issuer.resolve(token, request.caller().certificate()));
        if (session.isEmpty()) {
            headers.put("WWW-Authenticate", bearer(request).isPresent() ? "Bearer error=\"invalid_token\"" : "Bearer");
            return plain(401, headers);
        }
        if (session.get().actor().kind() != Actor.Kind.STAFF || session.get().due().isPresent()) {
            return plain(403, headers);
        }
        Set<String> scopes = issuer.scopes(bearer(request).orElseThrow());
        if (!scopes.contains(NAVIGATION)) {
            headers.put("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + NAVIGATION + "\"");
            return plain(403, headers);
        }
        String language = request.parameter("language").filter(LANGUAGES::contains).orElse("lv");
        byte[] body = json.writeValueAsBytes(actor.as(looking(session.get()), () -> told(session.get().actor(), scopes, language)));
        return new Content(200, "application/json;charset=utf-8", Optional.empty(), new ByteArrayInputStream(body), headers);
    }

    /**
     * The same person not held to what the token's scopes permit, once they were looked at: what is told are names of pages the person
     * can open in a browser, and opening one takes a session of its own.
     */
    private static Session looking(Session session) {
        return Session.of("", "", session.actor(), session.permissions(), session.proof(), session.expires());
    }

    private static Optional<String> bearer(Request request) {
        return Optional.ofNullable(request.headers().get("authorization")).filter(a -> a.matches("(?i)bearer +[A-Za-z0-9._~+/=-]{1,4096}"))
                .map(a -> a.substring("bearer ".length()).strip());
    }

    private Map<String, Object> told(Actor who, Set<String> scopes, String language) {
        Workplace.Bar bar = workplace.bar(language);
        Optional<Workplace.Look> look = workplace.look();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("language", language);
        if (scopes.contains(PROFILE)) {
            told.put("user", who.name());
        }
        told.put("municipality", look.map(l -> l.names().getOrDefault(language, l.names().get("lv"))).orElse(municipality.name(language)));
        told.put("home", municipality.baseUrl() + "/work");
        told.put("arms", look.map(Workplace.Look::arms).filter(a -> !a.isEmpty()).map(a -> municipality.baseUrl() + a).orElse(""));
        told.put("colours", look.map(Workplace.Look::colours).orElse(Map.of("accent", municipality.properties().getOrDefault("theme.accent", "#12536b"))));
        if (scopes.contains(NOTIFICATIONS)) {
            told.put("unread", bar.unread());
            told.put("notifications", municipality.baseUrl() + "/work/notifications");
        }
        told.put("favourites", items(bar.favourites()));
        told.put("sections", bar.sections().stream().map(s -> Map.of("title", s.title(), "items", items(s.items()))).toList());
        Map<String, String> texts = new LinkedHashMap<>();
        TEXTS.forEach(key -> texts.put(key, messages.get(language, "component." + key)));
        told.put("texts", texts);
        return told;
    }

    private List<Map<String, Object>> items(List<Workplace.Item> items) {
        return items.stream().<Map<String, Object>>map(i -> Map.of("text", i.text(), "href", i.external() ? i.href() : municipality.baseUrl() + absolute(i.href()))).toList();
    }

    private static String absolute(String href) {
        return href.startsWith("/") ? href : "/" + href;
    }

    private static Answer plain(int status, Map<String, String> headers) {
        return new Content(status, "text/plain;charset=utf-8", Optional.empty(), InputStream.nullInputStream(), headers);
    }
}
