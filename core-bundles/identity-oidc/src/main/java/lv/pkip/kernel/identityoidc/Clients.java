package lv.pkip.kernel.identityoidc;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.ApplicationProblem;
import lv.pkip.kernel.api.application.ApplicationProblem.Code;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The register of applications. There are few and each request needs one, so all are kept in memory for four seconds:
 * what another node changed counts here within five.
 */
@Component(service = {Clients.class, Applications.class})
public final class Clients implements Applications {
    static final String MANAGE = "applications:manage";
    private static final long BELIEVED_MILLIS = 4_000;

    private record Known(Map<String, Client> clients, long at) { }

    private final JpaTemplate jpa;
    private final CurrentActor current;
    private final Audit audit;
    private final Scopes scopes;
    private final KeyRing keys;
    private final Clock clock;
    private volatile Known known = new Known(Map.of(), Long.MIN_VALUE / 2);

    @Activate
    public Clients(@Reference(name = "jpa", target = "(osgi.unit.name=oidc)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=oidc)") SchemaReady schema,
            @Reference(name = "current") CurrentActor current, @Reference(name = "audit") Audit audit,
            @Reference(name = "scopes") Scopes scopes, @Reference(name = "keys") KeyRing keys) {
        this(jpa, current, audit, scopes, keys, Clock.systemUTC());
    }

    Clients(JpaTemplate jpa, CurrentActor current, Audit audit, Scopes scopes, KeyRing keys, Clock clock) {
        this.jpa = jpa;
        this.current = current;
        this.audit = audit;
        this.scopes = scopes;
        this.keys = keys;
        this.clock = clock;
    }

    /** One that may be used now. */
    Optional<Client> usable(String id) {
        return Optional.ofNullable(id == null ? null : known().get(id)).filter(client -> client.application().enabled());
    }

    /** The one that a good token names: it was registered, if only a moment ago and at another node. */
    Optional<Client> ofToken(String id) {
        if (!known().containsKey(id)) {
            forget();
        }
        return usable(id);
    }

    Collection<Client> clients() {
        return known().values();
    }

    private Map<String, Client> known() {
        Known here = known;
        long now = clock.millis();
        if (now - here.at() < BELIEVED_MILLIS) {
            return here.clients();
        }
        Map<String, Client> read = jpa.txExpr(TransactionType.Required, em -> {
            Map<String, Client> all = new TreeMap<>();
            em.createQuery("select c from ClientRow c", ClientRow.class).getResultList().forEach(row -> all.put(row.id, Client.of(row)));
            return all;
        });
        known = new Known(read, now);
        return read;
    }

    private void forget() {
        known = new Known(Map.of(), Long.MIN_VALUE / 2);
    }

    @Override
    public List<Application> all() {
        return known().values().stream().map(Client::application).toList();
    }

    @Override
    public Optional<Application> find(String id) {
        return Optional.ofNullable(known().get(id)).map(Client::application);
    }

    @Override
    public Registered register(Application application) {
        current.require(MANAGE);
        ApplicationRules.check(application, scopes.all().keySet());
        String secret = application.key().proof() == Proof.SECRET ? Secret.make(Secret.CLIENT) : "";
        boolean made = jpa.txExpr(TransactionType.Required, em -> {
            if (em.find(ClientRow.class, application.id()) != null) {
                return false;
            }
            ClientRow row = new ClientRow();
            row.id = application.id();
            row.version = 1;
            row.enabled = true;
            row.secretHash = secret.isEmpty() ? "" : Secret.hash(secret);
            row.created = clock.millis();
            row.changed = row.created;
            Client.fill(row, application);
            em.persist(row);
            audit.record(Audit.Event.ok("application.register", "identity-oidc", "administration").with(facts(row)));
            return true;
        });
        if (!made) {
            throw new ApplicationProblem(Code.TAKEN, "id");
        }
        forget();
        return new Registered(find(application.id()).orElseThrow(), secret);
    }

    @Override
    public Application change(Application application) {
        current.require(MANAGE);
        Set<String> possible = new HashSet<>(scopes.all().keySet());
        find(application.id()).ifPresent(stored -> possible.addAll(stored.scopes()));
        ApplicationRules.check(application, possible);
        Optional<Code> problem = jpa.txExpr(TransactionType.Required, em -> {
            ClientRow row = em.find(ClientRow.class, application.id());
            if (row == null) {
                return Optional.of(Code.UNKNOWN);
            }
            if (row.version != application.version()) {
                return Optional.of(Code.STALE);
            }
            boolean less = takesAway(Client.of(row).application(), application);
            Client.fill(row, application);
            touch(row);
            if (less) {
                endAll(em, row.id);
            }
            if (application.key().proof() != Proof.SECRET) {
                row.secretHash = "";
            }
            audit.record(Audit.Event.ok("application.change", "identity-oidc", "administration").with(facts(row)));
            return Optional.<Code>empty();
        });
        problem.ifPresent(code -> {
            throw new ApplicationProblem(code, "id");
        });
        forget();
        return find(application.id()).orElseThrow();
    }

    private static boolean takesAway(Application before, Application after) {
        return !after.scopes().containsAll(before.scopes()) || !after.flows().containsAll(before.flows())
                || !after.people().containsAll(before.people()) || before.own() != after.own() || before.key().proof() != after.key().proof();
    }

    @Override
    public String rotateSecret(String id) {
        current.require(MANAGE);
        String secret = Secret.make(Secret.CLIENT);
        act(id, "application.secret", row -> {
            if (!row.proof.equals(Proof.SECRET.name())) {
                throw new ApplicationProblem(Code.INVALID, "proof");
            }
            row.secretHash = Secret.hash(secret);
        });
        return secret;
    }

    @Override
    public void enable(String id, boolean enabled) {
        current.require(MANAGE);
        act(id, enabled ? "application.enable" : "application.disable", row -> row.enabled = enabled);
        if (!enabled) {
            jpa.tx(TransactionType.Required, em -> endAll(em, id));
        }
    }

    private void act(String id, String action, Consumer<ClientRow> change) {
        jpa.tx(TransactionType.Required, em -> {
            ClientRow row = em.find(ClientRow.class, id);
            if (row == null) {
                throw new ApplicationProblem(Code.UNKNOWN, "id");
            }
            change.accept(row);
            touch(row);
            audit.record(Audit.Event.ok(action, "identity-oidc", "administration").with(Map.of("application", id)));
        });
        forget();
    }

    private void touch(ClientRow row) {
        row.version++;
        row.changed = clock.millis();
    }

    /** Nothing that was issued is good any more. */
    private void endAll(EntityManager em, String client) {
        em.createQuery("update TokenRow t set t.ended = :now where t.clientId = :client and t.ended = 0 and t.expires > :now")
                .setParameter("now", clock.millis()).setParameter("client", client).executeUpdate();
        em.createQuery("update GrantRow g set g.ended = :now where g.clientId = :client and g.ended = 0")
                .setParameter("now", clock.millis()).setParameter("client", client).executeUpdate();
    }

    private static Map<String, String> facts(ClientRow row) {
        return Map.of("application", row.id, "own", String.valueOf(row.own), "flows", row.flows, "people", row.people,
                "scopes", shortened(row.scopes), "redirects", shortened(row.redirects), "proof", row.proof);
    }

    private static String shortened(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400);
    }

    @Override
    public List<Scope> scopes() {
        return new ArrayList<>(scopes.all().values());
    }

    @Override
    public List<SigningKey> keys() {
        return keys.list();
    }

    @Override
    public void rotateKeys() {
        current.require(MANAGE);
        keys.rotate();
        audit.record(Audit.Event.ok("application.keys", "identity-oidc", "administration"));
    }
}
