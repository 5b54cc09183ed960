package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks sign-in requests through, those in the address and those pushed ahead. */
@Component(service = SignInRequests.class)
public final class SignInRequests {
    static final String URN = "urn:ietf:params:oauth:request_uri:";
    static final long PUSHED_SECONDS = 600;
    private static final int LONGEST_PUSHED = 10_000;
    private static final int LONGEST_STATE = 1_000;
    private static final int LONGEST_NONCE = 250;
    private static final Set<String> PROMPTS = Set.of("none", "login", "consent", "select_account");

    private final JpaTemplate jpa;
    private final Clients clients;
    private final Tokens tokens;

    @Activate
    public SignInRequests(@Reference(name = "jpa", target = "(osgi.unit.name=oidc)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=oidc)") SchemaReady schema, @Reference(name = "clients") Clients clients,
            @Reference(name = "tokens") Tokens tokens) {
        this.jpa = jpa;
        this.clients = clients;
        this.tokens = tokens;
    }

    /**
     * @throws Refused  when nobody can be told but the person in front: no such application, or an address that is not its
     * @throws SentBack when the application is told
     */
    Asked read(Form form) {
        Client client = form.get("client_id").flatMap(clients::usable).orElseThrow(() -> new Refused(OAuth2Error.INVALID_CLIENT, "client_id"));
        Optional<String> pushed = form.get("request_uri").filter(uri -> uri.startsWith(URN));
        Form meant = pushed.isPresent() ? pushed(client, pushed.get()) : form;
        return look(client, meant, pushed);
    }

    private Form pushed(Client client, String uri) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(PushedRow.class, Secret.hash(uri))))
                .filter(row -> row.clientId.equals(client.id()) && row.expires > tokens.now().toEpochMilli())
                .map(row -> Form.decode(row.parameters)).orElseThrow(() -> new Refused(OAuth2Error.INVALID_REQUEST, "request_uri"));
    }

    /** Keeps a request that was looked through already. */
    String push(Client client, String parameters) {
        if (parameters.length() > LONGEST_PUSHED) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "too long");
        }
        String uri = URN + Secret.make("");
        PushedRow row = new PushedRow();
        row.id = Secret.hash(uri);
        row.clientId = client.id();
        row.parameters = parameters;
        row.expires = tokens.now().toEpochMilli() + PUSHED_SECONDS * 1000;
        jpa.tx(TransactionType.Required, em -> em.persist(row));
        return uri;
    }

    /** A pushed request is good for one answer; false when it was given already. */
    boolean done(Asked asked) {
        return asked.pushed().map(uri -> jpa.txExpr(TransactionType.Required, em -> em.createQuery("delete from PushedRow p where p.id = :id")
                .setParameter("id", Secret.hash(uri)).executeUpdate()) == 1).orElse(true);
    }

    Asked look(Client client, Form form, Optional<String> pushed) {
        String redirect = form.get("redirect_uri").filter(client::mayReturnTo)
                .orElseThrow(() -> new Refused(OAuth2Error.INVALID_REQUEST, "redirect_uri"));
        Optional<String> state = form.get("state").filter(value -> value.length() <= LONGEST_STATE);
        Check check = new Check(redirect, state);
        check.that(state.equals(form.get("state")), OAuth2Error.INVALID_REQUEST.setDescription("state is too long"));
        check.that(form.get("request").isEmpty(), OAuth2Error.REQUEST_NOT_SUPPORTED);
        check.that(form.get("request_uri").isEmpty(), OAuth2Error.REQUEST_URI_NOT_SUPPORTED);
        check.that(pushed.isPresent() || !client.application().options().pushedOnly(), OAuth2Error.INVALID_REQUEST.setDescription("push the request first"));
        check.that(form.get("response_type").isPresent(), OAuth2Error.INVALID_REQUEST.setDescription("response_type is missing"));
        check.that(form.get("response_type").filter("code"::equals).isPresent(), OAuth2Error.UNSUPPORTED_RESPONSE_TYPE);
        check.that(form.get("response_mode").orElse("query").equals("query"), OAuth2Error.INVALID_REQUEST.setDescription("response_mode"));
        check.that(client.may(Flow.AUTHORIZATION_CODE), OAuth2Error.UNAUTHORIZED_CLIENT);
        check.that(form.get("code_challenge_method").filter("S256"::equals).isPresent()
                && form.get("code_challenge").filter(c -> c.matches("[A-Za-z0-9_-]{43}")).isPresent(),
                OAuth2Error.INVALID_REQUEST.setDescription("PKCE with S256 is asked for"));
        String nonce = form.get("nonce").orElse("");
        check.that(nonce.length() <= LONGEST_NONCE, OAuth2Error.INVALID_REQUEST.setDescription("nonce is too long"));
        Set<String> scopes = client.allowed(Words.set(form.get("scope").orElse("")));
        check.that(!scopes.isEmpty(), OAuth2Error.INVALID_SCOPE);
        Set<String> prompt = Words.set(form.get("prompt").orElse(""));
        check.that(PROMPTS.containsAll(prompt) && !(prompt.contains("none") && prompt.size() > 1), OAuth2Error.INVALID_REQUEST.setDescription("prompt"));
        Optional<String> maxAge = form.get("max_age");
        check.that(maxAge.filter(age -> !age.matches("[0-9]{1,9}")).isEmpty(), OAuth2Error.INVALID_REQUEST.setDescription("max_age"));
        String claims = form.get("claims").orElse("");
        check.that(claims.isEmpty() || ClaimsWish.read(claims).isPresent(), OAuth2Error.INVALID_REQUEST.setDescription("claims"));
        if (scopes.contains(Scopes.OFFLINE) && !client.may(Flow.REFRESH_TOKEN)) {
            scopes = new LinkedHashSet<>(scopes);
            scopes.remove(Scopes.OFFLINE);
        }
        return new Asked(client, redirect, state, scopes, form.get("code_challenge").orElseThrow(), nonce, prompt, maxAge.map(Long::valueOf),
                lowest(form.get("acr_values").orElse("")), claims, form.get("login_hint").filter(h -> h.matches("[a-zA-Z][a-zA-Z0-9.-]{1,63}")),
                Words.list(form.get("ui_locales").orElse("")), form.get("id_token_hint"), pushed);
    }

    private static Optional<Assurance> lowest(String values) {
        List<String> wanted = Words.list(values);
        return Stream.of(Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH).filter(level -> wanted.contains(IdTokens.acr(level))).findFirst();
    }

    private record Check(String redirect, Optional<String> state) {
        void that(boolean good, ErrorObject error) {
            if (!good) {
                throw new SentBack(error, redirect, state);
            }
        }
    }
}
