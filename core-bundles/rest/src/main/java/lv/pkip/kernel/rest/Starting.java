package lv.pkip.kernel.rest;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.ServletException;
import javax.servlet.http.HttpFilter;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;
import javax.ws.rs.core.Context;
import lv.pkip.kernel.api.request.RequestReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardFilterName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.slf4j.MDC;

/**
 * Says 503 while the address of the API is there and the application behind it is not yet, for some tenths of a second of
 * every start. CXF would say 404 then, which a program must take for "there is no such case".
 */
@Component(service = Filter.class)
@HttpWhiteboardFilterName(Starting.NAME)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardContextSelect(Starting.CONTEXT)
public final class Starting extends HttpFilter {
    private static final long serialVersionUID = 1L;
    static final String NAME = "starting";
    static final String CONTEXT = "(osgi.http.whiteboard.context.name=context.forpkip)";
    private static final String REACHED = Starting.class.getName();
    private static final Words WORDS = new Words();

    /** Started by the container. */
    @Activate
    public Starting() {
    }

    /** Part of the application: marks what has reached it. */
    @PreMatching
    static final class Reached implements ContainerRequestFilter {
        @Context
        private HttpServletRequest request;

        @Override
        public void filter(ContainerRequestContext context) {
            request.setAttribute(REACHED, true);
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(RequestReference.LOGGED); // also where the application could not take it back itself
        }
        if (request.getAttribute(REACHED) == null && !response.isCommitted()) {
            response.reset();
            refuse(request, response);
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String reference = RequestReference.of(Optional.ofNullable(request.getHeader(RequestReference.HEADER)),
                Optional.ofNullable(request.getHeader("traceparent")));
        response.setStatus(503);
        response.setHeader(RequestReference.HEADER, reference);
        response.setHeader("Retry-After", "5");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType(Problems.TYPE);
        Json.MAPPER.writeValue(response.getOutputStream(), Map.of("type", "/problems/unavailable", "status", 503,
                "title", WORDS.text("lv", "problem.unavailable", Map.of()),
                "detail", WORDS.text("lv", "problem.unavailable.detail", Map.of()), "instance", "urn:pkip:request:" + reference));
    }
}
