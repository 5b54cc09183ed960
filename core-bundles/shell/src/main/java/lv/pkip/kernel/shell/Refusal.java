package lv.pkip.kernel.shell;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.shell.frame.Texts;

/** What is answered while the house cannot answer: 503, and when to come again; to people in each language, to programs as RFC 9457. */
final class Refusal {
    static final String STARTING = "problem.starting.title";
    static final String UNAVAILABLE = "problem.unavailable.title";
    private static final Texts TEXTS = Site.ownTexts(); // read when somebody is refused, and not at each start

    private Refusal() {
    }

    static void toPeople(HttpServletResponse response, String key) throws IOException {
        write(response, "text/plain;charset=utf-8", said(key, "\n") + "\n");
    }

    static void toPrograms(HttpServletResponse response) throws IOException {
        write(response, "application/problem+json", "{\"type\":\"/problems/unavailable\",\"status\":503,\"title\":"
                + TextNode.valueOf(said(STARTING, " / ")) + "}");
    }

    private static String said(String key, String between) {
        return TEXTS.get("lv", key) + between + TEXTS.get("en", key) + between + TEXTS.get("ru", key);
    }

    private static void write(HttpServletResponse response, String type, String said) throws IOException {
        response.setStatus(503);
        response.setHeader("Retry-After", "5");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType(type);
        response.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
    }
}
