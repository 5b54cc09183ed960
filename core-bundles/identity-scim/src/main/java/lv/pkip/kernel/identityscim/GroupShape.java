package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;

/** A group as a Group (RFC 7643 section 4.2). */
final class GroupShape {
    private static final int LONGEST_NAME = 63;
    private final Directory directory;
    private final String base;

    GroupShape(Directory directory, String base) {
        this.directory = directory;
        this.base = base;
    }

    ObjectNode shown(Group group) {
        ObjectNode shown = Json.object();
        shown.putArray("schemas").add(Urn.GROUP).add(Urn.PKIP_GROUP);
        shown.put("id", group.id().toString());
        Json.put(shown, "externalId", group.externalId());
        shown.put("displayName", group.title());
        ArrayNode members = Json.array();
        group.members().stream().sorted().map(directory::account).flatMap(Optional::stream).filter(GroupShape::isPerson)
                .forEach(member -> members.addObject().put("value", member.id().toString()).put("$ref", base + "/Users/" + member.id())
                        .put("display", member.profile().displayName()).put("type", "User"));
        if (!members.isEmpty()) {
            shown.set("members", members);
        }
        ObjectNode own = shown.putObject(Urn.PKIP_GROUP).put("name", group.name()).put("number", group.number());
        if (!group.roles().isEmpty()) {
            ArrayNode roles = own.putArray("roles");
            group.roles().stream().sorted().forEach(roles::add);
        }
        shown.putObject("meta").put("resourceType", "Group").put("version", "W/\"" + group.version() + "\"").put("location", base + "/Groups/" + group.id());
        return shown;
    }

    private static boolean isPerson(Account account) {
        return account.kind() == Account.Kind.PERSON;
    }

    /** A group that is not there yet. */
    Group fresh(ObjectNode sent) {
        String title = Json.text(sent, "displayName");
        String name = Json.text(sent, Urn.PKIP_GROUP, "name");
        return new Group(new UUID(0, 0), name.isEmpty() ? named(title) : name, 0, title, members(sent, Set.of()), roles(sent), Json.text(sent, "externalId"), 0);
    }

    /** The group as the resource wants it; systems in it, which nobody sees here, stay. */
    Group group(ObjectNode wanted, Group before) {
        return new Group(before.id(), before.name(), before.number(), Json.text(wanted, "displayName"), members(wanted, before.members()), roles(wanted),
                Json.text(wanted, "externalId"), before.version());
    }

    private Set<String> members(ObjectNode wanted, Set<String> before) {
        Set<String> members = new HashSet<>();
        before.stream().map(directory::account).flatMap(Optional::stream).filter(a -> !isPerson(a)).forEach(a -> members.add(a.login()));
        for (JsonNode member : wanted.path("members")) {
            if (!Json.text(member, "type").isEmpty() && !Json.text(member, "type").equalsIgnoreCase("User")) {
                throw ScimProblem.value("Only users can be members.");
            }
            members.add(Users.uuid(Json.text(member, "value")).flatMap(directory::account).filter(GroupShape::isPerson)
                    .orElseThrow(() -> ScimProblem.value("A member is no user.")).login());
        }
        return members;
    }

    private static Set<String> roles(ObjectNode wanted) {
        Set<String> roles = new HashSet<>();
        wanted.path(Urn.PKIP_GROUP).path("roles").forEach(role -> roles.add(role.asText()));
        return roles;
    }

    /** „Vides nodaļa” is {@code vides-nodala}. */
    static String named(String title) {
        String plain = Normalizer.normalize(title, Normalizer.Form.NFD).replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT);
        String name = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME).replaceAll("-+$", "") : name;
    }
}
