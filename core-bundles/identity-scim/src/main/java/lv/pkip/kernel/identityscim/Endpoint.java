package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Resources of one type. Each change is made as a whole or not at all. */
interface Endpoint {
    /** A change that met another one is looked at anew so many times, when the client named no version. */
    int ATTEMPTS = 5;

    ResourceType type();

    /** Those that can match, in an order that stays. */
    Stream<Stored> all(Optional<Filter> filter);

    long count();

    Optional<Stored> find(String id);

    Stored create(ObjectNode body);

    /** Makes several at once, all or none; by itself only one at a time can. */
    default List<Stored> createAll(List<ObjectNode> bodies) {
        if (bodies.size() != 1) {
            throw new UnsupportedOperationException("one at a time");
        }
        return List.of(create(bodies.get(0)));
    }

    /** So many may be made at once. */
    default int together() {
        return 1;
    }

    Stored replace(String id, ObjectNode body, Precondition precondition);

    Stored patch(String id, ObjectNode request, Precondition precondition);

    void delete(String id, Precondition precondition);
}
