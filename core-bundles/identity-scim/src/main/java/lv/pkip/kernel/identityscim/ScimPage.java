package lv.pkip.kernel.identityscim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lv.pkip.kernel.api.application.DeclaresScope;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Structure;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SCIM 2.0 (RFC 7643, RFC 7644) over the registry, for personnel systems and identity providers that provision accounts. */
@Component(service = Page.class)
@PagePath(ScimPage.PATH)
@PageAudience(Audience.MACHINE)
@DeclaresPermission(value = ScimPage.PERMISSION, privileged = true)
@DeclaresScope(value = "scim", permissions = {ScimPage.PERMISSION, "users:manage"})
public final class ScimPage implements Page {
    static final String PATH = "scim/v2";
    static final String PERMISSION = "users:provision";
    private static final Logger LOG = LoggerFactory.getLogger(ScimPage.class);

    private final CurrentActor current;
    private final Registry registry;
    private final Structure structure;
    private final Approvals approvals;
    private final Audit audit;
    private final Doorkeeper door;
    private final Limits limits;
    private final AtomicReference<AccessTokens> tokens = new AtomicReference<>();

    @Activate
    public ScimPage(@Reference(name = "current") CurrentActor current, @Reference(name = "signIn") SignIn signIn, @Reference(name = "registry") Registry registry,
            @Reference(name = "structure") Structure structure, @Reference(name = "approvals") Approvals approvals, @Reference(name = "audit") Audit audit) {
        this(current, signIn, registry, structure, approvals, audit, Limits.USUAL);
    }

    ScimPage(CurrentActor current, SignIn signIn, Registry registry, Structure structure, Approvals approvals, Audit audit, Limits limits) {
        this.current = current;
        this.registry = registry;
        this.structure = structure;
        this.approvals = approvals;
        this.audit = audit;
        this.limits = limits;
        this.door = new Doorkeeper(signIn, registry, () -> Optional.ofNullable(tokens.get()));
    }

    /** The token issuer comes and goes; without it, systems sign in with their secret. */
    @Reference(name = "tokens", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(AccessTokens now) {
        tokens.set(now);
    }

    void gone(AccessTokens old) {
        tokens.compareAndSet(old, null);
    }

    @Override
    public Answer handle(Request request) {
        try {
            Session session = door.admit(request);
            return current.as(session, () -> permitted(request));
        } catch (RuntimeException failure) {
            return refused(request, failure);
        }
    }

    private Answer permitted(Request request) {
        if (!current.may(PERMISSION)) {
            audit.record(Audit.Event.ok("user.list", "identity", "user-administration").outcome("refused").with(Map.of("by", "scim")));
            throw ScimProblem.of(403, "The permission " + PERMISSION + " is missing.");
        }
        return new Provider(request, registry, structure, approvals, audit, limits).answer();
    }

    private Answer refused(Request request, RuntimeException failure) {
        ScimProblem problem = ScimProblem.meaning(failure).orElseGet(() -> {
            LOG.error("A SCIM request failed", failure);
            return ScimProblem.of(500, "Something is broken here; the log has it under the request's reference.");
        });
        Map<String, String> headers = switch (problem.status()) {
            case 401, 403 -> door.challenge(problem.status(), request.headers().containsKey("authorization"));
            case 405 -> Map.of("Allow", allowed(request));
            default -> Map.of();
        };
        return new Answers(request).refused(problem, headers);
    }

    private static String allowed(Request request) {
        List<String> path = Provider.path(request);
        return String.join(", ", Provider.methods(path).stream().sorted().toList());
    }
}
