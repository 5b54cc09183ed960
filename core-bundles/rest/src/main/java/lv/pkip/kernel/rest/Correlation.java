package lv.pkip.kernel.rest;

import java.lang.reflect.Method;
import java.util.Optional;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.ContainerResponseContext;
import javax.ws.rs.container.ContainerResponseFilter;
import javax.ws.rs.container.PreMatching;
import javax.ws.rs.container.ResourceInfo;
import javax.ws.rs.core.Context;
import lv.pkip.kernel.api.request.RequestReference;
import lv.pkip.kernel.api.request.Requests;
import org.slf4j.MDC;

/** Gives each request its reference before anything else looks at it, takes it back at the end, and counts the answer. */
@PreMatching
final class Correlation implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String BEGUN = "lv.pkip.kernel.rest.begun";

    private final Requests requests;
    private final ThreadLocal<String> reference = new ThreadLocal<>();

    @Context
    private ResourceInfo resource;

    Correlation(Requests requests) {
        this.requests = requests;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        reference.set(RequestReference.of(Optional.ofNullable(request.getHeaderString(RequestReference.HEADER)),
                Optional.ofNullable(request.getHeaderString("traceparent"))));
        MDC.put(RequestReference.LOGGED, reference.get());
        request.setProperty(BEGUN, System.nanoTime());
    }

    /** Of the request this thread works on; one of its own when something failed before there was one. */
    String reference() {
        if (reference.get() == null) {
            reference.set(RequestReference.of(Optional.empty(), Optional.empty()));
        }
        return reference.get();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(RequestReference.HEADER, reference());
        reference.remove();
        MDC.remove(RequestReference.LOGGED);
        Object begun = request.getProperty(BEGUN);
        requests.answered(request.getMethod(), route(), response.getStatus(), begun instanceof Long at ? System.nanoTime() - at : 0);
    }

    private String route() {
        Method method = resource.getResourceMethod();
        return method == null || !RestApplication.RESOURCES.contains(method.getDeclaringClass()) ? Requests.NO_ROUTE
                : "/api" + OpenApi.path(method.getDeclaringClass(), method);
    }
}
