package lv.pkip.kernel.shell;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.ServletException;
import javax.servlet.http.HttpFilter;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.shell.gate.Certificates;
import lv.pkip.kernel.shell.gate.Proxies;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardFilterName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardFilterPattern;

/**
 * Tells the API, which has a context of its own, who calls: the address and the certificate as the proxy in front says them. What
 * anybody else says goes no further, so that without this filter nobody is believed either.
 */
@Component(service = Filter.class, configurationPid = Settings.PID)
@HttpWhiteboardFilterName("api-door")
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=context.forpkip)")
public final class ApiDoor extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private transient volatile Believed believed;

    /** Whose word is taken. */
    private record Believed(Proxies proxies, Certificates certificates) { }

    @Activate
    public ApiDoor(Settings settings) {
        this(Gate.proxies(settings));
    }

    ApiDoor(Proxies proxies) {
        believe(proxies);
    }

    /** Stays in its place, so that the API behind it does. */
    @Modified
    void changed(Settings settings) {
        believe(Gate.proxies(settings));
    }

    private void believe(Proxies proxies) {
        believed = new Believed(proxies, new Certificates(proxies));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        Believed now = believed;
        Optional<X509Certificate> certificate = now.certificates().of(request);
        request.setAttribute(Certificates.OF_THE_CONNECTION, certificate.map(shown -> new X509Certificate[] {shown}).orElse(null));
        chain.doFilter(new Told(request, now.proxies().client(request), now.proxies().secure(request)), response);
    }

    /** The request without what only a proxy may say. */
    private static final class Told extends HttpServletRequestWrapper {
        private final String client;
        private final boolean secure;

        Told(HttpServletRequest request, String client, boolean secure) {
            super(request);
            this.client = client;
            this.secure = secure;
        }

        @Override
        public String getRemoteAddr() {
            return client;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String getHeader(String name) {
            return Certificates.isWordOfAProxy(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Certificates.isWordOfAProxy(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream().filter(name -> !Certificates.isWordOfAProxy(name)).toList());
        }
    }
}
