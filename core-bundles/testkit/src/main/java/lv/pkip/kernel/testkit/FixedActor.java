package lv.pkip.kernel.testkit;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Session;

/** A {@link CurrentActor} that is whom the test says, on every thread, until somebody acts as another one. */
public final class FixedActor implements CurrentActor {
    private record Holder(Actor actor, Set<String> permissions, Optional<Session> session) { }

    private static final Set<String> EVERYTHING = Set.of("*");

    private final ThreadLocal<Holder> acting = new ThreadLocal<>();
    private volatile Holder usual;

    private FixedActor(Holder usual) {
        this.usual = usual;
    }

    public static FixedActor anonymous() {
        return new FixedActor(new Holder(Actor.anonymous(), Set.of(), Optional.empty()));
    }

    /** A clerk with wildcard permissions such as {@code tree-felling:*}. */
    public static FixedActor staff(String login, String... permissions) {
        return anonymous().become(Actor.staff(login, login, Optional.empty()), permissions);
    }

    public static FixedActor resident(String personKey) {
        return anonymous().become(Actor.resident(personKey, personKey, Assurance.HIGH));
    }

    /** Makes this one somebody else from now on. */
    public FixedActor become(Actor actor, String... permissions) {
        usual = holder(actor, Set.of(permissions));
        return this;
    }

    /** Makes this one a resident who acts by a mandate from now on. */
    public FixedActor actBy(Actor resident, Mandate mandate) {
        Session own = holder(resident.actingFor(mandate.represented()), Set.of()).session().orElseThrow();
        usual = new Holder(own.actor(), Set.of(), Optional.of(new Session(own.token(), own.csrf(), own.actor(), own.permissions(), own.held(),
                own.proof(), own.expires(), own.due(), Optional.of(mandate))));
        return this;
    }

    private static Holder holder(Actor actor, Set<String> permissions) {
        return new Holder(actor, permissions, Optional.of(Session.of("token-" + actor.id(), "csrf-" + actor.id(), actor,
                permissions, new Session.Proof(Set.of("pwd"), Instant.EPOCH), Instant.MAX)));
    }

    @Override
    public Actor get() {
        return current().actor();
    }

    @Override
    public Optional<Session> session() {
        return current().session();
    }

    @Override
    public boolean may(String permission) {
        return current().permissions().stream().anyMatch(held -> covers(held, permission));
    }

    @Override
    public <T> T as(Session session, Supplier<T> work) {
        return with(new Holder(session.actor(), session.permissions(), Optional.of(session)), work);
    }

    @Override
    public <T> T asSystem(String name, Supplier<T> work) {
        return with(new Holder(Actor.system(name), EVERYTHING, Optional.empty()), work);
    }

    private Holder current() {
        Holder here = acting.get();
        return here != null ? here : usual;
    }

    private <T> T with(Holder holder, Supplier<T> work) {
        Holder before = acting.get();
        acting.set(holder);
        try {
            return work.get();
        } finally {
            if (before == null) {
                acting.remove();
            } else {
                acting.set(before);
            }
        }
    }

    /** {@code a:*} covers {@code a:b}, {@code *} covers all, {@code a} covers {@code a:b}: as wildcard permissions do. */
    static boolean covers(String held, String wanted) {
        String[] have = held.split(":");
        String[] want = wanted.split(":");
        for (int i = 0; i < have.length; i++) {
            if (!have[i].equals("*") && (i >= want.length || !have[i].equals(want[i]))) {
                return false;
            }
        }
        return true;
    }
}
