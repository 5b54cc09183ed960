package lv.pkip.kernel.status;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.service.Definition;

/** Who may see a case and do something with it. */
final class Access {
    private final CurrentActor current;
    private final Persons persons;

    Access(CurrentActor current, Persons persons) {
        this.current = current;
        this.persons = persons;
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
        if (actor.onBehalfOf().isPresent() && mandate().isEmpty()) {
            throw new Forbidden("mandate:act"); // acting for another by no mandate that stands
        }
        return actor;
    }

    /** By what right the actor acts for another. */
    Optional<Mandate> mandate() {
        return current.session().flatMap(Session::mandate).filter(m -> actor().onBehalfOf().filter(m.represented()::equals).isPresent());
    }

    /** True for one's own sake, and for another's as far as the mandate reaches. */
    boolean covers(String service) {
        return actor().onBehalfOf().isEmpty() || mandate().filter(m -> m.covers(service)).isPresent();
    }

    /** Whose cases a resident makes now: the represented one's, or their own. */
    static String applicantKey(Actor resident) {
        return resident.onBehalfOf().orElse(resident.id());
    }

    /** All keys under which cases of that one were made. */
    List<String> applicantKeys(Actor resident) {
        return persons.keys(applicantKey(resident)).stream().sorted().toList();
    }

    /** Name of the one whose cases the actor makes now. */
    String applicantName(Actor resident) {
        return mandate().map(Mandate::name).orElse(resident.name());
    }

    /** Whose drafts these are: what is begun for another is not found among one's own. */
    static String ownerKey(Actor resident) {
        return resident.onBehalfOf().map(other -> resident.id() + ">" + other).orElse(resident.id());
    }

    /** All keys under which drafts of that one were begun. */
    List<String> ownerKeys(Actor resident) {
        Set<String> own = persons.keys(resident.id());
        return resident.onBehalfOf().map(other -> own.stream().flatMap(id -> persons.keys(other).stream().map(key -> id + ">" + key)))
                .orElseGet(own::stream).sorted().toList();
    }

    /** True for what somebody made themselves, under whichever key they were known then. */
    boolean made(String key) {
        return keys(actor()).contains(key);
    }

    Set<String> keys(Actor actor) {
        return keys(persons, actor);
    }

    /** All keys an actor is or was known by. */
    static Set<String> keys(Persons persons, Actor actor) {
        return actor.kind() == Actor.Kind.RESIDENT ? persons.keys(actor.id()) : Set.of(actor.id());
    }

    /** The case of the one in whose name a resident acts now: their own, or the represented one's as far as the mandate reaches. */
    boolean owns(CaseRow row) {
        Actor actor = actor();
        return actor.kind() == Actor.Kind.RESIDENT && covers(row.service)
                && (applicantKey(actor).equals(row.applicantKey) || applicantKeys(actor).contains(row.applicantKey));
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
