package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.JWTAuthentication;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.page.Page;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Which application calls: by secret, by a signed assertion that is good once, or by the certificate it shows in TLS. */
@Component(service = ClientGate.class)
public final class ClientGate {
    private static final String NO_SECRET = Secret.hash("");

    private final JpaTemplate jpa;
    private final Clients clients;
    private final Municipality municipality;
    private final Audit audit;
    private final Clock clock;
    private final Assertions assertions;
    private final Pace told;
    private final Pace unproven;

    @Activate
    public ClientGate(@Reference(name = "jpa", target = "(osgi.unit.name=oidc)") JpaTemplate jpa, @Reference(name = "clients") Clients clients,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "audit") Audit audit) {
        this(jpa, clients, municipality, audit, Clock.systemUTC());
    }

    ClientGate(JpaTemplate jpa, Clients clients, Municipality municipality, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.clients = clients;
        this.municipality = municipality;
        this.audit = audit;
        this.clock = clock;
        this.assertions = new Assertions(clock);
        this.told = new Pace(10, Duration.ofMinutes(10), clock);
        this.unproven = new Pace(60, Duration.ofMinutes(1), clock);
    }

    /** One that has proved who it is, or a public one that cannot. */
    Client enter(Form form, Page.Request request) {
        String header = request.headers().getOrDefault("authorization", "");
        boolean basic = header.regionMatches(true, 0, "Basic ", 0, 6);
        boolean assertion = form.get("client_assertion").isPresent() || form.get("client_assertion_type").isPresent();
        boolean post = form.get("client_secret").isPresent();
        if ((basic ? 1 : 0) + (assertion ? 1 : 0) + (post ? 1 : 0) > 1) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "one way of authentication at a time");
        }
        if (!header.isEmpty() && !basic) {
            throw refused();
        }
        if (basic) {
            return basic(header, form);
        }
        if (assertion) {
            return assertion(form);
        }
        String id = form.get("client_id").orElseThrow(ClientGate::refused);
        if (post) {
            return bySecret(id, form.need("client_secret"));
        }
        Client client = clients.usable(id).orElseThrow(ClientGate::refused);
        if (client.proof() == Proof.CERTIFICATE) {
            return request.caller().certificate().filter(shown -> isOf(client, shown)).map(shown -> client).orElseThrow(() -> wrong(client));
        }
        if (client.proof() != Proof.NONE) {
            throw refused();
        }
        return client;
    }

    /** One that leaves something behind here; of those who prove nothing only so many from one address. */
    Client enterToKeep(Form form, Page.Request request) {
        Client client = enter(form, request);
        if (client.proof() == Proof.NONE) {
            String address = request.caller().address();
            if (unproven.isSpent(address)) {
                throw new Refused(OAuth2Error.TEMPORARILY_UNAVAILABLE.setHTTPStatusCode(429));
            }
            unproven.count(address);
        }
        return client;
    }

    /** One that has proved who it is. */
    Client enterProven(Form form, Page.Request request) {
        Client client = enter(form, request);
        if (client.proof() == Proof.NONE) {
            throw refused();
        }
        return client;
    }

    private Client basic(String header, Form form) {
        ClientSecretBasic given;
        try {
            given = ClientSecretBasic.parse(header);
        } catch (ParseException e) {
            throw refused();
        }
        String id = given.getClientID().getValue();
        if (form.get("client_id").filter(other -> !other.equals(id)).isPresent()) {
            throw refused();
        }
        return bySecret(id, given.getClientSecret().getValue());
    }

    /** The same work for those that do not exist. */
    private Client bySecret(String id, String secret) {
        Optional<Client> found = clients.usable(id).filter(client -> client.proof() == Proof.SECRET);
        boolean right = Secret.same(found.map(Client::secretHash).orElse(NO_SECRET), Secret.hash(secret));
        return found.filter(client -> right && !secret.isEmpty()).orElseThrow(() -> found.map(this::wrong).orElseGet(ClientGate::refused));
    }

    private Client assertion(Form form) {
        if (!JWTAuthentication.CLIENT_ASSERTION_TYPE.equals(form.need("client_assertion_type"))) {
            throw refused();
        }
        String token = form.need("client_assertion");
        String id = form.get("client_id").or(() -> issuerOf(token)).orElseThrow(ClientGate::refused);
        Client client = clients.usable(id).filter(c -> c.proof() == Proof.PRIVATE_KEY).orElseThrow(ClientGate::refused);
        String house = municipality.baseUrl();
        Assertions.Proof proof = assertions.proof(token, client, Set.of(house, house + "/oauth2/token", house + "/oauth2/par",
                house + "/oauth2/introspect", house + "/oauth2/revoke", house + "/oauth2/device_authorization")).orElseThrow(() -> wrong(client));
        if (!isFirst(client.id() + " " + proof.id(), proof.expires().getTime())) {
            throw wrong(client);
        }
        return client;
    }

    /** Only to find the keys it is checked with; it has to be the same afterwards. */
    private static Optional<String> issuerOf(String token) {
        try {
            return Optional.ofNullable(com.nimbusds.jwt.SignedJWT.parse(token).getJWTClaimsSet().getIssuer());
        } catch (java.text.ParseException e) {
            return Optional.empty();
        }
    }

    /** Written down before it counts, so that the same assertion is good once in all nodes together. */
    private boolean isFirst(String id, long expires) {
        String hash = Secret.hash(id);
        try {
            return jpa.txExpr(TransactionType.Required, em -> {
                if (em.find(ReplayRow.class, hash) != null) {
                    return false;
                }
                ReplayRow row = new ReplayRow();
                row.id = hash;
                row.expires = expires + 60_000;
                em.persist(row);
                em.flush();
                return true;
            });
        } catch (javax.persistence.PersistenceException e) {
            if (jpa.txExpr(TransactionType.Required, em -> em.find(ReplayRow.class, hash) != null)) {
                return false; // another request with the same assertion was first by a moment
            }
            throw e;
        }
    }

    /** SHA-256 of what the caller showed in TLS, for tokens bound to it. */
    static Optional<String> thumbprint(Optional<X509Certificate> certificate) {
        return certificate.map(shown -> {
            try {
                return Secret.base64(Secret.sha256(shown.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private boolean isOf(Client client, X509Certificate shown) {
        String registered = client.application().key().certificate();
        long now = clock.millis();
        if (shown.getNotAfter().getTime() < now || shown.getNotBefore().getTime() > now) {
            return false;
        }
        return registered.contains("=") ? new X500Principal(registered).equals(shown.getSubjectX500Principal())
                : Secret.same(registered, thumbprint(Optional.of(shown)).orElse(""));
    }

    /** Tokens of an application that shows a certificate are bound to it. */
    static Optional<String> binding(Client client, Page.Request request) {
        return client.proof() == Proof.CERTIFICATE ? thumbprint(request.caller().certificate()) : Optional.empty();
    }

    /** Written down a few times and not for every try, else anybody could fill the audit. */
    private Refused wrong(Client client) {
        if (told.isSpent(client.id())) {
            return refused();
        }
        told.count(client.id());
        audit.record(Audit.Event.ok("application.refused", "identity-oidc", "authentication").outcome("refused")
                .with(java.util.Map.of("application", client.id())));
        return refused();
    }

    private static Refused refused() {
        return new Refused(OAuth2Error.INVALID_CLIENT);
    }
}
