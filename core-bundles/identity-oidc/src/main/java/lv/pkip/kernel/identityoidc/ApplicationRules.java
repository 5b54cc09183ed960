package lv.pkip.kernel.identityoidc;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.ApplicationProblem;
import lv.pkip.kernel.api.application.ApplicationProblem.Code;
import lv.pkip.kernel.api.identity.Actor;

/** What an application must be like to be registered. */
final class ApplicationRules {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,62}");
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Pattern OF_AN_APP = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+:/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?)?");
    private static final int MOST_ADDRESSES = 20;
    private static final int LONGEST_ADDRESS = 350;
    private static final int MOST_KEYS = 10;
    private static final int LONGEST_KEYS = 15_000;
    private static final int WEAKEST_RSA = 2048;

    private ApplicationRules() { }

    /** @param scopes those that exist, and those it holds already */
    static void check(Application a, Set<String> scopes) {
        require(ID.matcher(a.id()).matches(), "id");
        require(!a.name().isBlank() && a.name().length() <= 200, "name");
        boolean forPeople = a.flows().contains(Flow.AUTHORIZATION_CODE) || a.flows().contains(Flow.DEVICE_CODE);
        require(forPeople || a.flows().contains(Flow.CLIENT_CREDENTIALS) || a.flows().isEmpty() && a.options().introspects(), "flows");
        require(!a.flows().contains(Flow.REFRESH_TOKEN) || forPeople, "flows");
        require(forPeople ? !a.people().isEmpty() && Set.of(Actor.Kind.STAFF, Actor.Kind.RESIDENT).containsAll(a.people()) : a.people().isEmpty(), "people");
        require(scopes.containsAll(a.scopes()), "scopes");
        require(!a.flows().contains(Flow.AUTHORIZATION_CODE) || !a.places().redirects().isEmpty(), "redirects");
        addresses(a, a.places().redirects(), "redirects");
        addresses(a, a.places().afterLogout(), "afterLogout");
        require(a.places().backChannel().isEmpty() || isAddress(a.places().backChannel()), "backChannel");
        require(Set.of("ES256", "RS256").contains(a.options().algorithm()), "algorithm");
        proof(a);
    }

    private static void proof(Application a) {
        Proof proof = a.key().proof();
        // whoever proves nothing may neither act for itself nor ask about others
        require(proof != Proof.NONE || !a.flows().contains(Flow.CLIENT_CREDENTIALS) && !a.options().introspects(), "proof");
        if (proof == Proof.PRIVATE_KEY) {
            require(areKeys(a.key().keys()), "keys");
        }
        if (proof == Proof.CERTIFICATE) {
            require(isCertificate(a.key().certificate()), "certificate");
        }
    }

    private static void addresses(Application a, List<String> addresses, String field) {
        boolean installed = a.key().proof() == Proof.NONE; // what people install on a device keeps no secret
        require(addresses.size() <= MOST_ADDRESSES && addresses.stream().allMatch(one -> isAddress(one) || installed && isOfAnApp(one)), field);
    }

    /**
     * An address of a scheme of its own, by which a telephone or desk opens an installed application (RFC 8252, 7.1): the scheme is a
     * domain name turned round, so it has a dot, and there is no host.
     */
    static boolean isOfAnApp(String address) {
        return address.length() <= LONGEST_ADDRESS && OF_AN_APP.matcher(address).matches() && !(address + "/").contains("/../") && !(address + "/").contains("/./");
    }

    /** A full address over TLS, or on the desk of the one who signs in; nothing that could be read in two ways. */
    static boolean isAddress(String address) {
        if (address.length() > LONGEST_ADDRESS || !address.matches("[!-~]+") || address.matches(".*[*\\\\\"<>{}|^`#].*")) {
            return false;
        }
        try {
            URI uri = URI.create(address);
            boolean known = uri.getHost() != null && uri.getUserInfo() == null && uri.normalize().equals(uri) && !address.contains("@");
            return known && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean areKeys(String text) {
        if (text.isBlank() || text.length() > LONGEST_KEYS) {
            return false;
        }
        try {
            List<JWK> keys = JWKSet.parse(text).getKeys();
            return !keys.isEmpty() && keys.size() <= MOST_KEYS && keys.stream().allMatch(key -> !key.isPrivate() && isStrong(key));
        } catch (ParseException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isStrong(JWK key) {
        return key instanceof RSAKey rsa && rsa.size() >= WEAKEST_RSA || key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve());
    }

    private static boolean isCertificate(String text) {
        if (THUMBPRINT.matcher(text).matches()) {
            return true;
        }
        try {
            return text.contains("=") && text.length() <= 400 && !new X500Principal(text).getName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean good, String field) {
        if (!good) {
            throw new ApplicationProblem(Code.INVALID, field);
        }
    }
}
