package lv.pkip.kernel.identityoidc;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.openid.connect.sdk.OIDCError;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.Applications.Scope;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets somebody sign in to an application: has them sign in here when needed, asks whether they agree when the application is
 * foreign, and sends them back with a code.
 */
@Component(service = Page.class)
@PagePath(AuthorizationPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class AuthorizationPage implements Page {
    static final String PATH = "oauth2/authorization";
    /** When this house asked for a new sign-in, sealed. */
    private static final String ASKED = "_asked";
    /** That the wished language was looked at already. */
    private static final String SPOKEN = "_spoken";
    private static final String DECISION = "decision";
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private final SignInRequests requests;
    private final Tokens tokens;
    private final Consents consents;
    private final Scopes scopes;
    private final People people;
    private final IdTokens idTokens;
    private final KeyRing keys;
    private final CurrentActor current;
    private final Municipality municipality;
    private final Clock clock;

    @Activate
    public AuthorizationPage(@Reference(name = "requests") SignInRequests requests, @Reference(name = "tokens") Tokens tokens,
            @Reference(name = "consents") Consents consents, @Reference(name = "scopes") Scopes scopes, @Reference(name = "people") People people,
            @Reference(name = "id-tokens") IdTokens idTokens, @Reference(name = "keys") KeyRing keys, @Reference(name = "current") CurrentActor current,
            @Reference(name = "municipality") Municipality municipality) {
        this(requests, tokens, consents, scopes, people, idTokens, keys, current, municipality, Clock.systemUTC());
    }

    AuthorizationPage(SignInRequests requests, Tokens tokens, Consents consents, Scopes scopes, People people, IdTokens idTokens, KeyRing keys,
            CurrentActor current, Municipality municipality, Clock clock) {
        this.requests = requests;
        this.tokens = tokens;
        this.consents = consents;
        this.scopes = scopes;
        this.people = people;
        this.idTokens = idTokens;
        this.keys = keys;
        this.current = current;
        this.municipality = municipality;
        this.clock = clock;
    }

    @Override
    public Answer handle(Request request) {
        boolean afterForm = request.method().equals("POST") || request.parameter(ASKED).isPresent();
        try {
            Form form = Form.of(request.parameters());
            Asked asked = requests.read(form);
            return request.method().equals("POST") ? decided(asked, form) : asked(asked, form, request);
        } catch (SentBack back) {
            return Door.off(back.redirectUri(), answer(back), afterForm);
        } catch (Refused refused) {
            return new Problem(400, refused.error().getCode().equals(OAuth2Error.INVALID_CLIENT.getCode()) ? "oidc.problem.client" : "oidc.problem.request");
        }
    }

    private Map<String, String> answer(SentBack back) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", back.error().getCode());
        if (back.error().getDescription() != null) {
            answer.put("error_description", back.error().getDescription());
        }
        back.state().ifPresent(state -> answer.put("state", state));
        answer.put("iss", municipality.baseUrl());
        return answer;
    }

    private Answer asked(Asked asked, Form form, Request request) {
        Optional<String> language = asked.languages().stream().map(wanted -> wanted.split("-")[0]).filter(LANGUAGES::contains).findFirst();
        if (form.get(SPOKEN).isEmpty() && language.isPresent() && !language.get().equals(request.language())) {
            return new Redirect("/language/" + language.get() + "?to=" + Door.encoded(here(form, Map.of(SPOKEN, "1"))));
        }
        if (needsSignIn(asked, form)) {
            if (asked.prompts("none")) {
                throw asked.problem(OIDCError.LOGIN_REQUIRED);
            }
            return signIn(asked, form);
        }
        Actor actor = current.get();
        Set<String> agreed = asked.client().application().own() ? asked.scopes() : consents.given(asked.client(), actor);
        if (asked.prompts("consent") || anybodyMayAsk(asked) || !agreed.containsAll(asked.scopes())) {
            if (asked.prompts("none")) {
                throw asked.problem(OIDCError.CONSENT_REQUIRED);
            }
            return consent(asked, form, request.language(), actor);
        }
        return code(asked, form.get(ASKED).isPresent());
    }

    /**
     * Any application on the device may have taken the scheme, and any program the port: somebody has to see that it asks (RFC 8252,
     * 8.6). Of the municipality's own programs on a desk it is not asked.
     */
    private static boolean anybodyMayAsk(Asked asked) {
        boolean onADesk = asked.redirectUri().startsWith("http:") && !asked.client().application().own() && asked.client().proof() == Proof.NONE;
        return onADesk || ApplicationRules.isOfAnApp(asked.redirectUri());
    }

    private boolean needsSignIn(Asked asked, Form form) {
        Optional<Session> session = current.session();
        if (session.isEmpty() || !asked.client().application().people().contains(session.get().actor().kind())) {
            return true;
        }
        long at = session.get().proof().at().toEpochMilli();
        boolean fresh = asked(form, asked).filter(when -> at >= when).isPresent();
        boolean tooOld = asked.maxAge().filter(seconds -> clock.millis() - at > seconds * 1000).isPresent();
        boolean tooLow = session.get().actor().kind() == Actor.Kind.RESIDENT
                && asked.wanted().filter(level -> !session.get().actor().assurance().atLeast(level)).isPresent();
        return !fresh && (asked.prompts("login") || asked.prompts("select_account") || tooOld || tooLow) || isSomebodyElse(asked, session.get());
    }

    /** The application says whom it means, by an ID token it has of them. */
    private boolean isSomebodyElse(Asked asked, Session session) {
        if (asked.idTokenHint().isEmpty()) {
            return false;
        }
        String meant = idTokens.hint(asked.idTokenHint().get()).filter(claims -> claims.getAudience().contains(asked.client().id()))
                .orElseThrow(() -> asked.problem(OAuth2Error.INVALID_REQUEST.setDescription("id_token_hint"))).getSubject();
        return people.sub(asked.client(), session.actor().kind(), session.actor().id()).filter(meant::equals).isEmpty();
    }

    /** When this house sent the person to sign in for this very request; nobody else can have said so, nor of another request. */
    private Optional<Long> asked(Form form, Asked asked) {
        String[] parts = form.get(ASKED).orElse("").split("\\.", 2);
        if (parts.length != 2 || !parts[0].matches("[0-9a-z]{1,12}") || !Secret.same(seal(asked, parts[0]), parts[1])) {
            return Optional.empty();
        }
        long when = Long.parseLong(parts[0], 36);
        return Optional.of(when).filter(at -> clock.millis() - at < PATIENCE.toMillis());
    }

    private String seal(Asked asked, String when) {
        return keys.seal("asked " + asked.client().id() + " " + asked.challenge(), when);
    }

    private Answer signIn(Asked asked, Form form) {
        String when = Long.toString(clock.millis(), 36);
        String to = Door.encoded(here(form, Map.of(ASKED, when + "." + seal(asked, when), SPOKEN, "1")));
        boolean staffOnly = asked.client().application().people().equals(Set.of(Actor.Kind.STAFF));
        String hint = asked.loginHint().map(login -> "&login=" + Door.encoded(login)).orElse("");
        String level = asked.wanted().map(wanted -> "&level=" + wanted.name().toLowerCase(java.util.Locale.ROOT)).orElse("");
        return new Redirect((staffOnly ? "/sign-in/staff?to=" + to + hint : "/sign-in?to=" + to + level));
    }

    private String here(Form form, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(form.values());
        all.remove(DECISION);
        all.putAll(more);
        return Door.with("/" + PATH, all);
    }

    private View consent(Asked asked, Form form, String language, Actor actor) {
        Map<String, String> fields = new LinkedHashMap<>(form.values());
        fields.remove(DECISION);
        Map<String, Scope> known = scopes.all();
        List<String> told = asked.scopes().stream().filter(known::containsKey).map(name -> known.get(name).text(language)).toList();
        return new View("consent", Map.of("application", asked.client().application().name(), "host", Door.place(asked.redirectUri()),
                "own", asked.client().application().own(), "person", actor.name(), "scopes", told, "fields", fields, "path", "/" + PATH));
    }

    private Answer decided(Asked asked, Form form) {
        if (needsSignIn(asked, form)) {
            return signIn(asked, form); // signed out meanwhile, or the consent page was kept open for long
        }
        if (!"allow".equals(form.get(DECISION).orElse(""))) {
            consents.refused(asked.client());
            requests.done(asked);
            throw asked.problem(OAuth2Error.ACCESS_DENIED);
        }
        consents.give(asked.client(), current.get(), asked.scopes());
        return code(asked, true);
    }

    private Answer code(Asked asked, boolean afterForm) {
        GrantRow grant = grant(asked.client(), current.session().orElseThrow(), asked.scopes());
        grant.nonce = asked.nonce();
        grant.claims = asked.claims();
        grant.redirectUri = asked.redirectUri();
        grant.challenge = asked.challenge();
        Map<String, String> answer = new LinkedHashMap<>();
        if (!requests.done(asked)) {
            throw new Refused(OAuth2Error.INVALID_REQUEST, "request_uri"); // another window was quicker
        }
        answer.put("code", tokens.code(grant));
        asked.state().ifPresent(state -> answer.put("state", state));
        answer.put("iss", municipality.baseUrl());
        return Door.off(asked.redirectUri(), answer, afterForm);
    }

    private GrantRow grant(Client client, Session session, Set<String> granted) {
        return Grants.of(client, session, granted, people.sub(client, session.actor().kind(), session.actor().id()));
    }
}
