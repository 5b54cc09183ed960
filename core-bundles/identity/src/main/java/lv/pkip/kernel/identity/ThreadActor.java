package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.apache.shiro.authz.Permission;
import org.apache.shiro.authz.permission.WildcardPermission;
import org.osgi.service.component.annotations.Component;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;

/** Binds an actor to a thread for as long as a piece of work runs, and not a moment longer. */
@Component(service = CurrentActor.class)
public final class ThreadActor implements CurrentActor {
    private static final Binding NOBODY = new Binding(Actor.anonymous(), Optional.empty(), List.of(), Optional.empty());
    private static final List<Permission> EVERYTHING = List.of(new WildcardPermission("*"));

    private final ThreadLocal<Binding> bound = new ThreadLocal<>();

    private record Binding(Actor actor, Optional<Session> session, List<Permission> permissions, Optional<List<Permission>> heldTo) { }

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
        Permission wanted = Permissions.parse(permission);
        Binding here = current();
        return implies(here.permissions(), wanted) && here.heldTo().map(limits -> implies(limits, wanted)).orElse(true);
    }

    private static boolean implies(List<Permission> permissions, Permission wanted) {
        return permissions.stream().anyMatch(one -> one.implies(wanted));
    }

    @Override
    public <T> T as(Session session, Supplier<T> work) {
        return bind(new Binding(session.actor(), Optional.of(session), Permissions.parse(session.permissions()),
                session.held().map(Permissions::parse)), work);
    }

    @Override
    public <T> T asSystem(String name, Supplier<T> work) {
        return bind(new Binding(Actor.system(name), Optional.empty(), EVERYTHING, Optional.empty()), work);
    }

    private Binding current() {
        Binding here = bound.get();
        return here == null ? NOBODY : here;
    }

    private <T> T bind(Binding binding, Supplier<T> work) {
        Binding before = bound.get();
        bound.set(binding);
        try {
            return work.get();
        } finally {
            if (before == null) {
                bound.remove(); // pooled threads serve somebody else next
            } else {
                bound.set(before);
            }
        }
    }
}
