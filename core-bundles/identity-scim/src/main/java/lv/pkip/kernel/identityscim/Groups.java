package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Stream;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Structure;

/** Groups of accounts. */
final class Groups implements Endpoint {
    private static final String REASON = "SCIM";
    private final Registry registry;
    private final Structure structure;
    private final String base;

    Groups(Registry registry, Structure structure, String base) {
        this.registry = registry;
        this.structure = structure;
        this.base = base;
    }

    @Override
    public ResourceType type() {
        return ResourceType.GROUP;
    }

    @Override
    public long count() {
        return registry.directory().groups().size();
    }

    @Override
    public Stream<Stored> all(Optional<Filter> filter) {
        Directory directory = registry.directory();
        return directory.groups().stream().map(group -> stored(directory, group));
    }

    private Stored stored(Directory directory, Group group) {
        return new Stored(type(), group.id().toString(), group.version(), () -> new GroupShape(directory, base).shown(group));
    }

    @Override
    public Optional<Stored> find(String id) {
        Directory directory = registry.directory();
        return found(directory, id).map(group -> stored(directory, group));
    }

    private static Optional<Group> found(Directory directory, String id) {
        return directory.groups().stream().filter(group -> group.id().toString().equals(id)).findFirst();
    }

    @Override
    public Stored create(ObjectNode body) {
        ObjectNode sent = Values.resource(body, type());
        Directory directory = registry.directory();
        Group fresh = new GroupShape(directory, base).fresh(sent);
        if (directory.group(fresh.name()).isPresent()) {
            throw taken();
        }
        try {
            return stored(structure.save(fresh, REASON));
        } catch (RegistryProblem problem) {
            throw problem.code() == RegistryProblem.Code.STALE ? taken() : problem; // somebody was quicker
        }
    }

    private static ScimProblem taken() {
        return ScimProblem.typed(409, "uniqueness", "There is a group of this name.");
    }

    private Stored stored(Group group) {
        return stored(registry.directory(), group);
    }

    @Override
    public Stored replace(String id, ObjectNode body, Precondition precondition) {
        ObjectNode sent = Values.resource(body, type());
        return Again.unless(precondition, () -> {
            Directory directory = registry.directory();
            Group group = found(directory, id).orElseThrow(ScimProblem::notFound);
            precondition.check(stored(directory, group));
            String name = Json.text(sent, Urn.PKIP_GROUP, "name");
            if (!name.isEmpty() && !name.equals(group.name())) {
                throw ScimProblem.mutability("name stays as it was made.");
            }
            if (!sent.has(Urn.PKIP_GROUP)) {
                sent.set(Urn.PKIP_GROUP, new GroupShape(directory, base).shown(group).get(Urn.PKIP_GROUP));
            }
            return change(group, new GroupShape(directory, base).group(sent, group));
        });
    }

    @Override
    public Stored patch(String id, ObjectNode request, Precondition precondition) {
        return Again.unless(precondition, () -> {
            Directory directory = registry.directory();
            Group group = found(directory, id).orElseThrow(ScimProblem::notFound);
            precondition.check(stored(directory, group));
            GroupShape shape = new GroupShape(directory, base);
            return change(group, shape.group(Patch.applied(type(), shape.shown(group), request), group));
        });
    }

    private Stored change(Group before, Group after) {
        return stored(after.equals(before) ? before : structure.save(after, REASON));
    }

    @Override
    public void delete(String id, Precondition precondition) {
        Directory directory = registry.directory();
        Group group = found(directory, id).orElseThrow(ScimProblem::notFound);
        precondition.check(stored(directory, group));
        if (precondition.namesVersion()) {
            structure.removeGroup(group, REASON);
        } else {
            structure.removeGroup(group.name(), REASON);
        }
    }
}
