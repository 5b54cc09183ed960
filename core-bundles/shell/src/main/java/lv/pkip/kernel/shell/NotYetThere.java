package lv.pkip.kernel.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Dictionary;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.shell.frame.Texts;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Answers what nothing else does: the HTTP server opens its port some tenths of a second before the house has moved in, and
 * keeps it open a moment longer when it moves out. The server itself would say 404, and a program would believe it.
 */
public final class NotYetThere extends AbstractHandler {
    private static final Dictionary<String, Object> BEHIND_ALL_OTHERS = FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, -1000));
    private static final String RETRY_SECONDS = "2";
    private final byte[] problem;
    private final byte[] page;

    /** Gives the handler to the server once there is one: a server that finds handlers before it is one breaks. */
    @Component(service = {}, immediate = true)
    public static final class Offer {
        private final ServiceTracker<Object, ServiceRegistration<Handler>> servers;

        /** Started by the container; without {@code @Reference}, for SCR would wait for the server that waits for the handler. */
        @Activate
        public Offer(BundleContext context) {
            servers = new ServiceTracker<>(context, "org.ops4j.pax.web.service.spi.ServerControllerFactory", null) {
                @Override
                public ServiceRegistration<Handler> addingService(ServiceReference<Object> server) {
                    return context.registerService(Handler.class, new NotYetThere(), BEHIND_ALL_OTHERS);
                }

                @Override
                public void removedService(ServiceReference<Object> server, ServiceRegistration<Handler> handler) {
                    handler.unregister();
                }
            };
            servers.open();
        }

        @Deactivate
        void close() {
            servers.close();
        }
    }

    NotYetThere() {
        Texts texts = Site.ownTexts();
        String title = texts.get("lv", "problem.unavailable.title");
        problem = ("{\"type\":\"/problems/unavailable\",\"status\":503,\"title\":\"" + title + "\",\"detail\":\""
                + texts.get("lv", "problem.unavailable.text") + "\"}").getBytes(StandardCharsets.UTF_8);
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"lv\"><meta charset=\"utf-8\"><title>" + title + "</title>");
        Texts.LANGUAGES.forEach(language -> html.append("<section lang=\"").append(language).append("\"><h1>")
                .append(texts.get(language, "problem.unavailable.title")).append("</h1><p>")
                .append(texts.get(language, "problem.unavailable.text")).append("</p></section>"));
        page = html.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (base.isHandled()) {
            return;
        }
        base.setHandled(true);
        boolean program = target.startsWith("/api/");
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", RETRY_SECONDS);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType(program ? "application/problem+json" : "text/html;charset=utf-8");
        if (!program) {
            response.setHeader("Refresh", RETRY_SECONDS);
        }
        response.getOutputStream().write(program ? problem : page);
    }
}
