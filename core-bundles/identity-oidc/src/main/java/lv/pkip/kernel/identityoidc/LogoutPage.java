package lv.pkip.kernel.identityoidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Signs somebody out because an application asks for it: at once when it shows the ID token of this very session, else when the
 * person agrees. The end of the session itself ends and tells all else.
 */
@Component(service = Page.class)
@PagePath(LogoutPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class LogoutPage implements Page {
    static final String PATH = "oauth2/signing-out";
    private static final List<String> KEPT = List.of("id_token_hint", "client_id", "post_logout_redirect_uri", "state");

    private final Clients clients;
    private final IdTokens idTokens;
    private final SignIn signIn;
    private final CurrentActor current;

    @Activate
    public LogoutPage(@Reference(name = "clients") Clients clients, @Reference(name = "id-tokens") IdTokens idTokens,
            @Reference(name = "sign-in") SignIn signIn, @Reference(name = "current") CurrentActor current) {
        this.clients = clients;
        this.idTokens = idTokens;
        this.signIn = signIn;
        this.current = current;
    }

    /** Who asks, and whether it showed that it means this session. */
    private record Wish(Optional<Client> client, Optional<JWTClaimsSet> hint, Optional<String> back) { }

    @Override
    public Answer handle(Request request) {
        Optional<Wish> wish = wish(request);
        if (wish.isEmpty()) {
            return new Problem(400, "oidc.problem.logout");
        }
        Optional<Session> session = current.session();
        boolean post = request.method().equals("POST");
        if (session.isEmpty()) {
            return gone(wish.get(), request, false);
        }
        if (post || isOfThisSession(wish.get(), session.get())) {
            signIn.signOut(session.get().token());
            return gone(wish.get(), request, post);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        KEPT.forEach(name -> request.parameter(name).ifPresent(value -> fields.put(name, value)));
        return new View("sign-out", Map.of("application", wish.get().client().map(c -> c.application().name()).orElse(""), "fields", fields,
                "person", session.get().actor().name(), "path", "/" + PATH));
    }

    /** Empty when something in the request is not true; then nobody is sent anywhere. */
    private Optional<Wish> wish(Request request) {
        Optional<String> token = request.parameter("id_token_hint").filter(t -> !t.isEmpty());
        Optional<JWTClaimsSet> hint = token.flatMap(idTokens::hint);
        Optional<String> id = request.parameter("client_id").filter(c -> !c.isEmpty());
        Optional<String> meant = hint.map(claims -> claims.getAudience().get(0)).or(() -> id);
        Optional<Client> client = meant.flatMap(clients::usable);
        boolean contradicts = token.isPresent() && hint.isEmpty() || id.isPresent() && !id.equals(meant) || meant.isPresent() && client.isEmpty();
        Optional<String> back = request.parameter("post_logout_redirect_uri").filter(uri -> !uri.isEmpty());
        boolean strange = back.isPresent() && client.filter(c -> c.application().places().afterLogout().contains(back.get())).isEmpty();
        return contradicts || strange ? Optional.empty() : Optional.of(new Wish(client, hint, back));
    }

    private static boolean isOfThisSession(Wish wish, Session session) {
        return wish.client().isPresent() && wish.hint().filter(claims ->
                Grants.sid(wish.client().get(), Secret.hash(session.token())).equals(claims.getClaim("sid"))).isPresent();
    }

    private static Answer gone(Wish wish, Request request, boolean afterForm) {
        if (wish.back().isEmpty()) {
            return new Redirect("/?done=signed-out");
        }
        Map<String, String> answer = new LinkedHashMap<>();
        request.parameter("state").filter(state -> !state.isEmpty() && state.length() <= 1000).ifPresent(state -> answer.put("state", state));
        return Door.off(wish.back().get(), answer, afterForm);
    }
}
