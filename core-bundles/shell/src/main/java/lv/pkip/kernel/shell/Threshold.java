package lv.pkip.kernel.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Refuses requests while what should answer them is not wholly in its place. The HTTP server opens its port some tenths of a second before it
 * has anything to serve, and it puts servlets and filters in one by one while requests come; it says 404 meanwhile, which a program must take for
 * "there is no such case". This is asked before whatever else the server has. It is an activator because components begin no earlier than the
 * server does.
 */
public final class Threshold implements BundleActivator, HttpConfiguration.Customizer {
    private static final String SERVERS = "org.ops4j.pax.web.service.spi.ServerControllerFactory";
    private static final String OF_NOTHING = "default"; // what Pax Web puts where there is no servlet
    private ServiceTracker<Object, ServiceRegistration<?>> servers;

    /** Comes when Pax Web can make servers, and goes when it no longer can: it does not begin where there is a customizer already. */
    @Override
    public void start(BundleContext context) {
        servers = new ServiceTracker<>(context, SERVERS, null) {
            @Override
            public ServiceRegistration<?> addingService(ServiceReference<Object> of) {
                return context.registerService(HttpConfiguration.Customizer.class, Threshold.this, null);
            }

            @Override
            public void removedService(ServiceReference<Object> of, ServiceRegistration<?> here) {
                here.unregister();
            }
        };
        servers.open();
    }

    @Override
    public void stop(BundleContext context) {
        servers.close();
    }

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        String path = Objects.requireNonNullElse(request.getRequestURI(), "/"); // CONNECT has none
        if (isThere(connector.getServer(), path)) {
            return;
        }
        request.setHandled(true);
        try {
            if (Front.isForTheApi(path)) {
                Refusal.toPrograms(request.getResponse());
            } else {
                Refusal.toPeople(request.getResponse(), Refusal.STARTING);
            }
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private static boolean isThere(Server server, String path) {
        return Stream.of(server.getChildHandlersByClass(ServletContextHandler.class)).map(ServletContextHandler.class::cast)
                .filter(context -> isOf(context.getContextPath(), path)).anyMatch(Threshold::isWhole);
    }

    /** Pages have nothing that answers for the API, though the root is above it. */
    private static boolean isOf(String context, String path) {
        return Front.isForTheApi(path) ? !context.equals("/") && path.startsWith(context + "/") : context.equals("/");
    }

    private static boolean isWhole(ServletContextHandler context) {
        if (!context.isStarted()) {
            return false;
        }
        ServletHandler parts = context.getServletHandler();
        MatchedResource<ServletHolder> servlet = parts.getMatchedServlet("/");
        return servlet != null && servlet.getResource().isStarted() && !servlet.getResource().getName().equals(OF_NOTHING)
                && Stream.of(parts.getFilters()).allMatch(FilterHolder::isStarted);
    }
}
