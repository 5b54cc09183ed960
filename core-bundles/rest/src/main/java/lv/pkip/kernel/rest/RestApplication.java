package lv.pkip.kernel.rest;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.Filter;
import javax.ws.rs.core.Application;
import lv.pkip.kernel.api.application.DeclaresScope;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.request.Requests;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Drafts;
import org.apache.aries.jpa.template.JpaTemplate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsApplicationBase;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;

/**
 * The kernel's one JAX-RS application, {@code /api/v1}. Its resources, its gate and its error mapping are one set that
 * never changes while the container runs: a resource added later would rebuild the server and lose requests. The filters before it come
 * first: the HTTP server answers 404 while it puts a filter among others that are at work already.
 */
@Component(service = Application.class, reference = {
    @Reference(name = "starting", service = Filter.class, target = "(osgi.http.whiteboard.filter.name=" + Starting.NAME + ")"),
    @Reference(name = "door", service = Filter.class, target = "(osgi.http.whiteboard.filter.name=api-door)")})
@JaxrsName("pkip")
@JaxrsApplicationBase("/api")
@DeclaresScope(value = "cases:own", permissions = "cases:own")
@DeclaresScope(value = Mandates.ACT_FOR_OTHERS, permissions = Mandates.ACT_FOR_OTHERS)
public final class RestApplication extends Application {

    static final List<Class<?>> RESOURCES = List.of(CatalogueResource.class, CasesResource.class, AttachmentsResource.class,
            DraftsResource.class, DocumentsResource.class, MandatesResource.class, PlatformResource.class);

    private final Set<Object> singletons;
    private final AtomicReference<AccessTokens> tokens = new AtomicReference<>();

    /** Started by the container. */
    @Activate
    public RestApplication(@Reference(name = "signIn") SignIn signIn, @Reference(name = "current") CurrentActor current,
            @Reference(name = "mandates") Mandates mandates,
            @Reference(name = "services") Services services, @Reference(name = "cases") Cases cases,
            @Reference(name = "attachments") Attachments attachments, @Reference(name = "drafts") Drafts drafts,
            @Reference(name = "navigation") Navigation navigation, @Reference(name = "municipality") Municipality municipality,
            @Reference(name = "requests") Requests requests,
            @Reference(name = "jpa", target = "(osgi.unit.name=rest)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=rest)") SchemaReady schema) {
        Gate gate = new Gate(signIn, current, tokens, mandates);
        Correlation correlation = new Correlation(requests);
        Words words = new Words();
        Keys keys = new Keys(jpa, current, Clock.systemUTC());
        singletons = Set.of(new Starting.Reached(), correlation, gate, new Problems(words, correlation), new Json(),
                new CatalogueResource(gate, services, cases, words),
                new CasesResource(gate, cases, attachments, services, words),
                new AttachmentsResource(gate, attachments, keys),
                new DraftsResource(gate, drafts, keys),
                new DocumentsResource(gate, cases),
                new MandatesResource(gate, mandates, current),
                new PlatformResource(gate, signIn, current, navigation, services, new OpenApi(RESOURCES, municipality, words)));
    }

    @Reference(name = "tokens", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(AccessTokens now) {
        tokens.set(now);
    }

    void gone(AccessTokens old) {
        tokens.compareAndSet(old, null);
    }

    @Override
    public Set<Object> getSingletons() {
        return singletons;
    }
}
