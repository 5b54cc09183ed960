package lv.pkip.kernel.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.api.request.RequestReference;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Limits;
import lv.pkip.kernel.shell.gate.Passage;
import lv.pkip.kernel.shell.gate.Seal;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletMultipart;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.MDC;

/**
 * The one servlet of portal and workplace. It stays while parts of the kernel come and go, refuses what did not pass
 * the gate, and says 503 until the site is there.
 */
@Component(service = Servlet.class, configurationPid = Settings.PID)
@HttpWhiteboardServletName("pkip-front")
@HttpWhiteboardServletPattern("/*")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + Gate.CONTEXT + ")")
@HttpWhiteboardServletMultipart(enabled = true, fileSizeThreshold = 65_536, maxFileSize = 60_000_000, maxRequestSize = 61_000_000)
public final class Front extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Seal seal;
    private final transient Limits limits;

    private final transient AtomicReference<Site> site = new AtomicReference<>();

    @Activate
    public Front(BundleContext context, Settings settings) {
        this(new Seal(SealKey.read(context, settings.sealKeyFile())), new Limits(settings.largestForm(), settings.largestUpload(), settings.mostFields()), null);
    }

    Front(Seal seal, Limits limits, Site site) {
        this.seal = seal;
        this.limits = limits;
        this.site.set(site);
    }

    @Reference(name = "site", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Site now) {
        site.set(now);
    }

    void gone(Site old) {
        site.compareAndSet(old, null);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isForTheApi(path(request))) {
            Refusal.toPrograms(response);
            return;
        }
        if (!(request.getAttribute(Passage.MARK) instanceof Passage passage)) {
            Refusal.toPeople(response, Refusal.UNAVAILABLE); // the gate was not passed: nothing is answered, whoever asks
            return;
        }
        Site now = site.get();
        if (now == null) {
            Refusal.toPeople(response, Refusal.STARTING);
            return;
        }
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        }
        try (MDC.MDCCloseable logged = MDC.putCloseable(RequestReference.LOGGED, passage.reference());
                Exchange exchange = new Exchange(request, response, passage, seal, limits)) {
            now.answer(exchange);
        }
    }

    static String path(HttpServletRequest request) {
        return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    /** The API has an address of its own; what comes here has come while the API is not there yet, or not any more. */
    static boolean isForTheApi(String path) {
        return path.startsWith("/api/");
    }
}
