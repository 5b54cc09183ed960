package lv.pkip.kernel.identityoidc;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.page.Page;

/**
 * What applications send browsers to, by GET or by a form of their own. It knows no session, so a foreign form needs no form
 * token; it hands the parameters on to the page that does, by an address of this house.
 */
final class Door {
    private static final int LONGEST = 1_900;

    private Door() { }

    static Page.Answer to(String page, Page.Request request) {
        if (!request.method().equals("GET") && !request.method().equals("POST")) {
            return new Page.Problem(405, "oidc.problem.request");
        }
        String query = query(request.parameters());
        return query.length() > LONGEST ? new Page.Problem(414, "oidc.problem.long") : new Page.Redirect("/" + page + (query.isEmpty() ? "" : "?" + query));
    }

    static String query(Map<String, List<String>> parameters) {
        return parameters.entrySet().stream().flatMap(e -> e.getValue().stream().map(value -> encoded(e.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** An address with further parameters. */
    static String with(String address, Map<String, String> parameters) {
        String query = parameters.entrySet().stream().map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue())).collect(Collectors.joining("&"));
        return query.isEmpty() ? address : address + (address.contains("?") ? "&" : "?") + query;
    }

    /**
     * Off the house. After a form a browser follows no redirect off this site (Content-Security-Policy form-action), and an
     * installed application is opened by a link only, so a page leads there.
     */
    static Page.Answer off(String address, Map<String, String> answer, boolean afterForm) {
        String whole = with(address, answer);
        return afterForm || ApplicationRules.isOfAnApp(address) ? new Page.View("leave", Map.of("href", whole, "host", place(address)))
                : new Page.Redirect(whole);
    }

    /** What people are told of an address. */
    static String place(String address) {
        URI uri = URI.create(address);
        return uri.getHost() == null ? uri.getScheme() : uri.getHost();
    }
}
