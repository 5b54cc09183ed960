package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.identity.Actor;

/** An application as the endpoints look at it. */
record Client(Application application, String secretHash, JWKSet keys) {

    static Client of(ClientRow row) {
        Application application = new Application(row.id, row.name, row.own,
                Words.list(row.people).stream().map(Actor.Kind::valueOf).collect(Collectors.toSet()),
                Words.list(row.flows).stream().map(Flow::valueOf).collect(Collectors.toSet()), Words.set(row.scopes),
                new Application.Places(Words.list(row.redirects), Words.list(row.afterLogout), row.backChannel),
                new Application.Key(Proof.valueOf(row.proof), row.publicKeys, row.certificate),
                new Application.Options(row.algorithm, row.introspects, row.pushedOnly), row.enabled, row.version);
        try {
            return new Client(application, row.secretHash, row.publicKeys.isEmpty() ? new JWKSet() : JWKSet.parse(row.publicKeys));
        } catch (ParseException e) {
            throw new IllegalStateException("the keys of application " + row.id + " cannot be read");
        }
    }

    static void fill(ClientRow row, Application application) {
        row.name = application.name().strip();
        row.own = application.own();
        row.people = Words.of(sorted(application.people()));
        row.flows = Words.of(sorted(application.flows()));
        row.scopes = Words.of(new TreeSet<>(application.scopes()));
        row.redirects = Words.of(application.places().redirects());
        row.afterLogout = Words.of(application.places().afterLogout());
        row.backChannel = application.places().backChannel();
        row.proof = application.key().proof().name();
        row.publicKeys = application.key().proof() == Proof.PRIVATE_KEY ? application.key().keys().strip() : "";
        row.certificate = application.key().proof() == Proof.CERTIFICATE ? application.key().certificate().strip() : "";
        row.algorithm = application.options().algorithm();
        row.introspects = application.options().introspects();
        row.pushedOnly = application.options().pushedOnly();
    }

    private static Collection<String> sorted(Collection<? extends Enum<?>> some) {
        return some.stream().map(Enum::name).sorted().toList();
    }

    String id() {
        return application.id();
    }

    boolean may(Flow flow) {
        return application.flows().contains(flow);
    }

    Proof proof() {
        return application.key().proof();
    }

    JWSAlgorithm algorithm() {
        return JWSAlgorithm.parse(application.options().algorithm());
    }

    /** What it asks for, less what it may not have. */
    Set<String> allowed(Collection<String> asked) {
        Set<String> allowed = new LinkedHashSet<>(asked);
        allowed.retainAll(application.scopes());
        return allowed;
    }

    /** Letter by letter; only a program on the same desk may choose its port (RFC 8252, 7.3). */
    boolean mayReturnTo(String address) {
        return application.places().redirects().contains(address)
                || application.places().redirects().stream().anyMatch(registered -> sameButPort(registered, address));
    }

    private static boolean sameButPort(String registered, String address) {
        String host = Arrays.asList("http://127.0.0.1", "http://[::1]").stream().filter(registered::startsWith).findFirst().orElse(null);
        if (host == null || !address.startsWith(host) || registered.startsWith(host + ":")) {
            return false; // a registered port is meant
        }
        String rest = address.substring(host.length());
        if (!rest.startsWith(":")) {
            return false;
        }
        int slash = rest.indexOf('/');
        String port = slash < 0 ? rest.substring(1) : rest.substring(1, slash);
        return port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65_535
                && registered.substring(host.length()).equals(slash < 0 ? "" : rest.substring(slash));
    }

    /** Origins its pages are served from. */
    Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>();
        for (String address : application.places().redirects()) {
            if (ApplicationRules.isOfAnApp(address)) {
                continue; // no page is served from there
            }
            URI uri = URI.create(address);
            origins.add(uri.getScheme() + "://" + uri.getAuthority());
        }
        return origins;
    }
}
