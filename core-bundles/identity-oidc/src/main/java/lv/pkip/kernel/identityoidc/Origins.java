package lv.pkip.kernel.identityoidc;

import java.util.LinkedHashMap;
import java.util.Map;
import lv.pkip.kernel.api.page.Page;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** From which other pages a browser may call: what is public from all, tokens from the pages of registered applications. */
@Component(service = Origins.class)
public final class Origins {
    private final Clients clients;

    @Activate
    public Origins(@Reference(name = "clients") Clients clients) {
        this.clients = clients;
    }

    static Map<String, String> all() {
        return Map.of("Access-Control-Allow-Origin", "*", "Cross-Origin-Resource-Policy", "cross-origin");
    }

    Map<String, String> of(Page.Request request) {
        String origin = request.headers().getOrDefault("origin", "");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin");
        if (!origin.isEmpty() && clients.clients().stream().anyMatch(c -> c.application().enabled() && c.application().origins().contains(origin))) {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        }
        return headers;
    }

    /** The answer to a browser's question before it calls. */
    static Page.Content preflight(Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Access-Control-Allow-Methods", "GET, POST");
        all.put("Access-Control-Allow-Headers", "Authorization, Content-Type");
        all.put("Access-Control-Max-Age", "600");
        return Answers.empty(204, all);
    }
}
