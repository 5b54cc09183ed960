package lv.pkip.kernel.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.shell.frame.Texts;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.osgi.service.component.AnyService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Answers what nothing else does: the HTTP server opens its port some tenths of a second before the house has moved in, and
 * keeps it open a moment longer when it moves out. The server itself would say 404, and a program would believe it.
 */
@Component(service = Handler.class, property = "service.ranking:Integer=-1000") // behind whatever is there
public final class NotYetThere extends AbstractHandler {
    private static final String RETRY_SECONDS = "2";
    private final byte[] problem;
    private final byte[] page;

    /** @param server is of no use but to be waited for: a server that finds handlers before it is one breaks */
    @Activate
    public NotYetThere(@Reference(name = "server", service = AnyService.class,
            target = "(objectClass=org.ops4j.pax.web.service.spi.ServerControllerFactory)") Object server) {
        this();
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
