package lv.pkip.integration.signinsandbox;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Addresses with parameters, and which of them the simulator sends a browser back to. */
final class Addresses {
    private Addresses() {
    }

    static String with(String address, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return address + (address.contains("?") ? "&" : "?") + query;
    }

    /** The address when it is on the municipality's own site: a sign-in page must not send people elsewhere. */
    static Optional<String> own(String address, String baseUrl) {
        try {
            URI wanted = new URI(address);
            URI base = new URI(baseUrl);
            boolean own = wanted.getUserInfo() == null && base.getScheme().equals(wanted.getScheme())
                    && base.getHost().equals(wanted.getHost()) && base.getPort() == wanted.getPort();
            return own ? Optional.of(address) : Optional.empty();
        } catch (java.net.URISyntaxException | NullPointerException unreadable) {
            return Optional.empty();
        }
    }
}
