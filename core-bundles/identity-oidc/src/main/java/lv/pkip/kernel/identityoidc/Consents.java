package lv.pkip.kernel.identityoidc;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.persistence.SchemaReady;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What people allowed foreign applications. */
@Component(service = Consents.class)
public final class Consents {
    private final JpaTemplate jpa;
    private final Audit audit;
    private final Clock clock;

    @Activate
    public Consents(@Reference(name = "jpa", target = "(osgi.unit.name=oidc)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=oidc)") SchemaReady schema, @Reference(name = "audit") Audit audit) {
        this(jpa, audit, Clock.systemUTC());
    }

    Consents(JpaTemplate jpa, Audit audit, Clock clock) {
        this.jpa = jpa;
        this.audit = audit;
        this.clock = clock;
    }

    Set<String> given(Client client, Actor actor) {
        return jpa.txExpr(TransactionType.Required, em -> Optional.ofNullable(em.find(ConsentRow.class, id(client, actor))))
                .map(row -> Words.set(row.scopes)).orElse(Set.of());
    }

    void give(Client client, Actor actor, Set<String> scopes) {
        jpa.tx(TransactionType.Required, em -> {
            ConsentRow row = em.find(ConsentRow.class, id(client, actor));
            if (row == null) {
                row = new ConsentRow();
                row.id = id(client, actor);
                row.clientId = client.id();
                row.kind = actor.kind().name();
                row.subject = actor.id();
                row.scopes = "";
                row.given = clock.millis();
                em.persist(row);
            }
            Set<String> all = new TreeSet<>(Words.set(row.scopes));
            all.addAll(scopes);
            row.scopes = Words.of(all);
            row.given = clock.millis();
            audit.record(Audit.Event.ok("application.consent", "identity-oidc", "authentication")
                    .with(Map.of("application", client.id(), "scopes", Words.of(scopes))));
        });
    }

    void refused(Client client) {
        audit.record(Audit.Event.ok("application.consent", "identity-oidc", "authentication").outcome("refused").with(Map.of("application", client.id())));
    }

    private static String id(Client client, Actor actor) {
        return Secret.hash(client.id() + " " + actor.kind() + " " + actor.id());
    }
}
