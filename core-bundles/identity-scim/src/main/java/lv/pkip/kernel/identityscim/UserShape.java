package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Unit;

/** An account as a User (RFC 7643 section 4.1). */
final class UserShape {
    private static final String WORK = "work";
    private static final List<String> DISPLAY_NAME = List.of("displayName");
    private static final List<String> FORMATTED = List.of("name", "formatted");
    private static final List<String> LANGUAGE = List.of(Urn.PKIP_USER, "language");
    private static final List<String> PREFERRED_LANGUAGE = List.of("preferredLanguage");
    private static final List<String> UNIT = List.of(Urn.PKIP_USER, "unit");
    private static final List<String> DEPARTMENT = List.of(Urn.ENTERPRISE, "department");
    private static final List<String> POSITION = List.of(Urn.PKIP_USER, "position");
    private static final List<String> TITLE = List.of("title");

    private final Directory directory;
    private final String base;
    private final Function<String, Set<String>> waiting;

    /** @param waiting login → roles that wait for a second person */
    UserShape(Directory directory, String base, Function<String, Set<String>> waiting) {
        this.directory = directory;
        this.base = base;
        this.waiting = waiting;
    }

    ObjectNode shown(Account account) {
        ObjectNode user = Json.object();
        ArrayNode schemas = user.putArray("schemas").add(Urn.USER);
        user.put("id", account.id().toString());
        Json.put(user, "externalId", account.employment().externalId());
        user.put("userName", account.login());
        profile(user, account.profile());
        directory.position(account.employment().position()).ifPresent(position -> user.put("title", position.name("lv")));
        user.put("preferredLanguage", account.profile().language());
        user.put("active", account.enabled());
        memberships(user, account);
        extension(user, schemas, Urn.ENTERPRISE, enterprise(account));
        extension(user, schemas, Urn.PKIP_USER, own(account));
        user.putObject("meta").put("resourceType", "User").put("created", account.created().toString()).put("lastModified", account.changed().toString())
                .put("version", "W/\"" + account.version() + "\"").put("location", address("Users", account.id().toString()));
        return user;
    }

    private static void profile(ObjectNode user, Account.Profile profile) {
        ObjectNode name = user.putObject("name");
        Json.put(name, "formatted", profile.displayName());
        Json.put(name, "familyName", profile.familyName());
        Json.put(name, "givenName", profile.givenName());
        user.put("displayName", profile.displayName());
        only(user, "emails", profile.email());
        only(user, "phoneNumbers", profile.phone());
    }

    private static void only(ObjectNode user, String name, String value) {
        if (!value.isEmpty()) {
            user.putArray(name).addObject().put("value", value).put("type", WORK).put("primary", true);
        }
    }

    private void memberships(ObjectNode user, Account account) {
        ArrayNode groups = Json.array();
        directory.groupsOf(account.login()).forEach(group -> groups.addObject().put("value", group.id().toString())
                .put("$ref", address("Groups", group.id().toString())).put("display", group.title()).put("type", "direct"));
        ArrayNode roles = Json.array();
        account.roles().stream().sorted().forEach(role -> roles.addObject().put("value", role)
                .put("display", directory.role(role).map(r -> r.title("lv")).orElse(role)));
        putUnlessEmpty(user, "groups", groups);
        putUnlessEmpty(user, "roles", roles);
    }

    private static void putUnlessEmpty(ObjectNode object, String name, JsonNode value) {
        if (!value.isEmpty()) {
            object.set(name, value);
        }
    }

    private static void extension(ObjectNode user, ArrayNode schemas, String urn, ObjectNode extension) {
        if (!extension.isEmpty()) {
            schemas.add(urn);
            user.set(urn, extension);
        }
    }

    private ObjectNode enterprise(Account account) {
        ObjectNode enterprise = Json.object();
        Json.put(enterprise, "employeeNumber", account.employment().employeeNumber());
        Optional<Unit> unit = directory.unit(account.employment().unit());
        unit.flatMap(this::institution).ifPresent(top -> enterprise.put("organization", top.name("lv")));
        unit.ifPresent(u -> enterprise.put("department", u.name("lv")));
        unit.flatMap(u -> head(u, account.login())).ifPresent(head -> enterprise.putObject("manager").put("value", head.id().toString())
                .put("$ref", address("Users", head.id().toString())).put("displayName", head.profile().displayName()));
        return enterprise;
    }

    private Optional<Unit> institution(Unit unit) {
        Optional<Unit> here = Optional.of(unit);
        while (here.isPresent() && here.get().kind() != Unit.Kind.INSTITUTION) {
            here = directory.unit(here.get().parent());
        }
        return here;
    }

    /** Of the unit; whoever leads it is led by the head of the one above. */
    private Optional<Account> head(Unit unit, String login) {
        Optional<Unit> here = Optional.of(unit);
        while (here.isPresent() && (here.get().head().isEmpty() || here.get().head().equals(login))) {
            here = directory.unit(here.get().parent());
        }
        return here.flatMap(u -> directory.account(u.head()));
    }

    private ObjectNode own(Account account) {
        ObjectNode own = Json.object();
        Json.put(own, "unit", account.employment().unit());
        Json.put(own, "position", account.employment().position());
        own.put("language", account.profile().language());
        account.employment().from().ifPresent(from -> own.put("validFrom", from.toString()));
        account.employment().to().ifPresent(to -> own.put("validTo", to.toString()));
        ArrayNode roles = Json.array();
        waiting.apply(account.login()).stream().sorted().forEach(roles::add);
        putUnlessEmpty(own, "waitingRoles", roles);
        return own;
    }

    private String address(String endpoint, String id) {
        return base + "/" + endpoint + "/" + id;
    }

    /** What a client sent for a resource that is there: what it is not likely to know of stays as it is. */
    static ObjectNode merged(ObjectNode sent, ObjectNode before) {
        ObjectNode whole = sent.deepCopy();
        for (String name : List.of("active", "roles")) {
            if (!whole.has(name) && before.has(name)) {
                whole.set(name, before.get(name));
            }
        }
        boolean ownUntold = !sent.has(Urn.PKIP_USER);
        both(whole, before, LANGUAGE, PREFERRED_LANGUAGE, true);
        both(whole, before, UNIT, DEPARTMENT, ownUntold && !sent.has(Urn.ENTERPRISE));
        both(whole, before, POSITION, TITLE, ownUntold);
        both(whole, before, DISPLAY_NAME, FORMATTED, false);
        if (ownUntold) {
            copy(before, whole, List.of(Urn.PKIP_USER, "validFrom"));
            copy(before, whole, List.of(Urn.PKIP_USER, "validTo"));
        }
        if (!sent.has(Urn.ENTERPRISE)) {
            copy(before, whole, List.of(Urn.ENTERPRISE, "employeeNumber"));
        }
        return whole;
    }

    /** Of two names of one thing, the one that was not told is as it was, so that the other one tells what has changed. */
    private static void both(ObjectNode whole, ObjectNode before, List<String> exact, List<String> loose, boolean keep) {
        boolean told = !at(whole, exact).isEmpty();
        boolean toldLoosely = !at(whole, loose).isEmpty();
        if (!told && (toldLoosely || keep)) {
            copy(before, whole, exact);
        }
        if (!toldLoosely && (told || keep)) {
            copy(before, whole, loose);
        }
    }

    private static void copy(ObjectNode from, ObjectNode to, List<String> path) {
        String text = at(from, path);
        if (!text.isEmpty()) {
            ObjectNode holder = path.size() == 1 ? to : to.withObject("/" + path.get(0));
            holder.put(path.get(path.size() - 1), text);
        }
    }

    /**
     * An account as the resource wants it.
     *
     * @param before what was there; empty for a new one
     * @param follow who is shown by the names still is after one of them changed
     */
    Account account(ObjectNode wanted, ObjectNode before, Account account, boolean follow) {
        Account.Profile profile = profile(wanted, before, account.profile(), follow);
        return account.with(profile).with(employment(wanted, before)).withRoles(roles(wanted)).enabled(wanted.path("active").asBoolean(true));
    }

    private static Account.Profile profile(ObjectNode wanted, ObjectNode before, Account.Profile was, boolean follow) {
        String given = Json.text(wanted, "name", "givenName");
        String family = Json.text(wanted, "name", "familyName");
        String made = (given + " " + family).strip();
        String shown = stated(wanted, before, DISPLAY_NAME, FORMATTED, Function.identity());
        boolean followed = follow && shown.equals(Json.text(before, "displayName")) && shown.equals((was.givenName() + " " + was.familyName()).strip());
        String display = shown.isEmpty() || followed && !made.isEmpty() ? made : shown;
        String language = stated(wanted, before, LANGUAGE, PREFERRED_LANGUAGE, UserShape::language);
        return new Account.Profile(given, family, display.isEmpty() ? Json.text(wanted, "userName") : display, chosen(wanted.path("emails")),
                chosen(wanted.path("phoneNumbers")), language.isEmpty() ? was.language() : language);
    }

    /** {@code lv-LV} and lists of languages are what clients have; the first one's language counts. */
    private static String language(String preferred) {
        return preferred.split("[,;_-]", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
    }

    private static String chosen(JsonNode values) {
        JsonNode best = values.path(0);
        for (JsonNode one : values) {
            boolean better = one.path("primary").asBoolean() && !best.path("primary").asBoolean()
                    || !best.path("primary").asBoolean() && WORK.equalsIgnoreCase(one.path("type").asText()) && !WORK.equalsIgnoreCase(best.path("type").asText());
            best = better ? one : best;
        }
        return Json.text(best, "value");
    }

    private Account.Employment employment(ObjectNode wanted, ObjectNode before) {
        String unit = stated(wanted, before, UNIT, DEPARTMENT, this::unit);
        String position = stated(wanted, before, POSITION, TITLE, this::position);
        return new Account.Employment(unit, position, Json.text(wanted, Urn.ENTERPRISE, "employeeNumber"), Json.text(wanted, "externalId"),
                Days.read(wanted, "validFrom"), Days.read(wanted, "validTo"));
    }

    /** One thing under two names: the one that was changed counts, and of two the more exact. */
    private static String stated(ObjectNode wanted, ObjectNode before, List<String> exact, List<String> loose, Function<String, String> meaning) {
        String now = at(wanted, exact);
        String then = at(before, exact);
        String looseNow = at(wanted, loose);
        String looseThen = at(before, loose);
        if (!now.isEmpty() && !now.equals(then)) {
            return now;
        }
        if (!looseNow.isEmpty() && !looseNow.equals(looseThen)) {
            return meaning.apply(looseNow);
        }
        boolean takenAway = now.isEmpty() && !then.isEmpty() || looseNow.isEmpty() && !looseThen.isEmpty();
        return takenAway ? "" : now;
    }

    private static String at(ObjectNode object, List<String> path) {
        return Json.text(object, path.toArray(String[]::new));
    }

    private String unit(String name) {
        return only("department", name, directory.units().stream().filter(u -> u.id().equals(name) || isNamed(name, u.names().values())).map(Unit::id).toList());
    }

    private String position(String name) {
        return only("title", name, directory.positions().stream().filter(p -> p.id().equals(name) || isNamed(name, p.names().values())).map(Position::id).toList());
    }

    private static boolean isNamed(String name, Collection<String> names) {
        return names.stream().anyMatch(name.strip()::equalsIgnoreCase);
    }

    private static String only(String attribute, String name, List<String> found) {
        if (found.contains(name)) {
            return name;
        }
        if (found.size() != 1) {
            throw ScimProblem.value("The registry knows " + (found.isEmpty() ? "nothing" : "several things") + " by this " + attribute + ".");
        }
        return found.get(0);
    }

    private static Set<String> roles(ObjectNode wanted) {
        Set<String> roles = new HashSet<>();
        wanted.path("roles").forEach(role -> {
            if (Json.text(role, "value").isEmpty()) {
                throw ScimProblem.value("A role has no value.");
            }
            roles.add(Json.text(role, "value"));
        });
        return roles;
    }
}
