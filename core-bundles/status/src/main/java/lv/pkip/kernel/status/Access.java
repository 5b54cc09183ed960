package lv.pkip.kernel.status;

import java.util.LinkedHashSet;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.service.Definition;

/** Who may see a case and do something with it. */
final class Access {
    private final CurrentActor current;

    Access(CurrentActor current) {
        this.current = current;
    }

    Actor actor() {
        return current.get();
    }

    /** A resident in the role of an applicant. */
    Actor resident(String permission) {
        Actor actor = actor();
        if (actor.kind() != Actor.Kind.RESIDENT) {
            throw new Forbidden(permission);
        }
        return actor;
    }

    /** Whose cases a resident makes now: the represented one's, or their own. */
    static String applicantKey(Actor resident) {
        return resident.onBehalfOf().orElse(resident.id());
    }

    boolean owns(CaseRow row) {
        return owns(row.applicantKey);
    }

    boolean owns(String applicantKey) {
        Actor actor = actor();
        return actor.kind() == Actor.Kind.RESIDENT
                && (actor.id().equals(applicantKey) || actor.onBehalfOf().filter(applicantKey::equals).isPresent());
    }

    private boolean inHouse() {
        Actor.Kind kind = actor().kind();
        return kind == Actor.Kind.STAFF || kind == Actor.Kind.SYSTEM;
    }

    /** Staff who may do something with cases of a service. */
    boolean handles(Definition definition) {
        return inHouse() && staffPermissions(definition).stream().anyMatch(current::may);
    }

    /** Staff who may look at cases of a service. */
    boolean looksAt(String service) {
        return inHouse() && (current.may(service + ":read") || current.may(service + ":process"));
    }

    boolean looksAt(Definition definition) {
        return looksAt(definition.id()) || handles(definition);
    }

    boolean sees(CaseRow row, Definition definition) {
        return owns(row) || looksAt(definition);
    }

    boolean can(CaseRow row, Definition definition, Definition.Action action) {
        return switch (action.by()) {
            case APPLICANT -> owns(row);
            case STAFF -> inHouse() && current.may(definition.id() + ":" + action.permission());
            // a part of this house, not an application that came with a token of its own
            case SYSTEM -> actor().kind() == Actor.Kind.SYSTEM && current.session().isEmpty();
        };
    }

    /** Permissions any of which lets staff work on a case. */
    static Set<String> staffPermissions(Definition definition) {
        Set<String> permissions = new LinkedHashSet<>();
        permissions.add(definition.id() + ":process");
        definition.steps().forEach(step -> step.actions().stream().filter(a -> a.by() == Definition.By.STAFF)
                .forEach(a -> permissions.add(definition.id() + ":" + a.permission())));
        return permissions;
    }
}
