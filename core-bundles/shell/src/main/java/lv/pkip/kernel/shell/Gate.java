package lv.pkip.kernel.shell;

import java.io.IOException;
import java.net.URL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.request.RequestReference;
import lv.pkip.kernel.shell.gate.Certificates;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Headers;
import lv.pkip.kernel.shell.gate.Passage;
import lv.pkip.kernel.shell.gate.Proxies;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.http.context.ServletContextHelper;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The gate before every page: strict headers, one look-up of the session, and the mark without which the servlet
 * answers nothing. It runs in {@code handleSecurity}, where no whiteboard change can by-pass it.
 */
@Component(service = ServletContextHelper.class, scope = ServiceScope.BUNDLE, configurationPid = Settings.PID)
@HttpWhiteboardContext(name = Gate.CONTEXT, path = "/")
public final class Gate extends ServletContextHelper {
    static final String CONTEXT = "pkip";
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
    private static final Set<String> MACHINE_METHODS = Set.of("PUT", "PATCH", "DELETE", "OPTIONS");
    private final Headers headers;
    private final Proxies proxies;
    private final Certificates certificates;

    private final AtomicReference<Site> site = new AtomicReference<>();

    @Activate
    public Gate(Settings settings) {
        this(new Headers(settings.tiles(), List.of(settings.partners())), proxies(settings), null);
    }

    Gate(Headers headers, Proxies proxies, Site site) {
        this.headers = headers;
        this.proxies = proxies;
        this.certificates = new Certificates(proxies);
        this.site.set(site);
    }

    static Proxies proxies(Settings settings) {
        try {
            return settings.proxied() ? Proxies.at(List.of(settings.proxies()), settings.clientCertificates()) : Proxies.none();
        } catch (IllegalArgumentException wrong) {
            LOG.error("The setting proxies of {} cannot be read, so no proxy is believed: {}", Settings.PID, wrong.getMessage());
            return Proxies.none();
        }
    }

    @Reference(name = "site", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Site now) {
        site.set(now);
    }

    void gone(Site old) {
        site.compareAndSet(old, null);
    }

    /** Nothing is served from the bundle by the container itself. */
    @Override
    public URL getResource(String name) {
        return null;
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.removeAttribute(Passage.MARK);
        boolean secure = proxies.secure(request);
        headers.write(response, secure);
        String reference = RequestReference.of(Optional.ofNullable(request.getHeader(RequestReference.HEADER)), Optional.ofNullable(request.getHeader("traceparent")));
        response.setHeader(RequestReference.HEADER, reference);
        if (!mayUse(request.getMethod(), request)) {
            response.setHeader("Allow", "GET, HEAD, POST");
            response.setStatus(405);
            return false;
        }
        try (MDC.MDCCloseable logged = MDC.putCloseable(RequestReference.LOGGED, reference)) {
            request.setAttribute(Passage.MARK, passage(request, reference, secure));
        }
        return true;
    }

    private boolean mayUse(String method, HttpServletRequest request) {
        Site now = site.get();
        String path = Front.path(request);
        return METHODS.contains(method) || Front.isForTheApi(path) || MACHINE_METHODS.contains(method) && now != null && now.isMachine(path);
    }

    private Passage passage(HttpServletRequest request, String reference, boolean secure) {
        String client = proxies.client(request);
        Optional<X509Certificate> certificate = certificates.of(request);
        try {
            return new Passage(reference, session(request), secure, client, certificate, Optional.empty());
        } catch (RuntimeException failure) { // the session store is away: the request is refused, not taken for anonymous
            return new Passage(reference, Optional.empty(), secure, client, certificate, Optional.of(failure));
        }
    }

    private Optional<Session> session(HttpServletRequest request) {
        Site now = site.get();
        Cookie[] cookies = request.getCookies();
        if (now == null || cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(Exchange.SESSION_COOKIE) && cookie.getValue().matches("[A-Za-z0-9_-]{20,200}")) {
                String path = Front.path(request);
                boolean open = path.startsWith("/assets/") || path.startsWith(KitDesk.V1 + "/") || path.equals("/theme.css") || now.isMachine(path);
                return open ? Optional.empty() : now.session(cookie.getValue());
            }
        }
        return Optional.empty();
    }
}
