package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Registry;

/** Accounts of people; those of systems are nobody's to provision, the one that provisions among them. */
final class Users implements Endpoint {
    private static final String REASON = "SCIM";
    /** As many as make the cost of a transaction small, and few enough to be made one by one when one of them is wrong. */
    private static final int TOGETHER = 100;
    private final Registry registry;
    private final Approvals approvals;
    private final String base;
    private Optional<Map<String, Set<String>>> waiting = Optional.empty();

    Users(Registry registry, Approvals approvals, String base) {
        this.registry = registry;
        this.approvals = approvals;
        this.base = base;
    }

    @Override
    public ResourceType type() {
        return ResourceType.USER;
    }

    @Override
    public long count() {
        return registry.directory().accounts().size();
    }

    @Override
    public Stream<Stored> all(Optional<Filter> filter) {
        Directory directory = registry.directory();
        return candidates(directory, filter).filter(Users::isPerson).map(account -> stored(directory, account));
    }

    /** The questions that provisioning asks thousands of times are answered without looking at everybody's whole resource. */
    private static Stream<Account> candidates(Directory directory, Optional<Filter> filter) {
        Optional<String> login = filter.flatMap(f -> f.demanded("userName"));
        if (login.isPresent()) {
            return directory.account(login.get().toLowerCase(Locale.ROOT)).stream();
        }
        Optional<String> id = filter.flatMap(f -> f.demanded("id"));
        if (id.isPresent()) {
            return uuid(id.get()).flatMap(directory::account).stream();
        }
        Optional<String> external = filter.flatMap(f -> f.demanded("externalId"));
        return external.map(wanted -> directory.accounts().stream().filter(a -> a.employment().externalId().equals(wanted))).orElseGet(() -> directory.accounts().stream());
    }

    private static boolean isPerson(Account account) {
        return account.kind() == Account.Kind.PERSON;
    }

    static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id)).filter(uuid -> uuid.toString().equals(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Stored stored(Directory directory, Account account) {
        return new Stored(type(), account.id().toString(), account.version(), () -> shape(directory).shown(account));
    }

    private UserShape shape(Directory directory) {
        return new UserShape(directory, base, login -> waiting().getOrDefault(login, Set.of()));
    }

    private Map<String, Set<String>> waiting() {
        if (waiting.isEmpty()) {
            Map<String, Set<String>> all = new HashMap<>();
            try {
                approvals.waiting().stream().filter(a -> a.kind() == Registry.Subject.ACCOUNT)
                        .forEach(a -> all.computeIfAbsent(a.subject(), login -> new HashSet<>()).addAll(a.gains()));
            } catch (Forbidden notForThisOne) {
                all.clear(); // who may not see what waits is not told of it
            }
            waiting = Optional.of(all);
        }
        return waiting.get();
    }

    private Account account(Directory directory, String id) {
        return uuid(id).flatMap(directory::account).filter(Users::isPerson).orElseThrow(ScimProblem::notFound);
    }

    @Override
    public Optional<Stored> find(String id) {
        Directory directory = registry.directory();
        return uuid(id).flatMap(directory::account).filter(Users::isPerson).map(account -> stored(directory, account));
    }

    @Override
    public Stored create(ObjectNode body) {
        return createAll(List.of(body)).get(0);
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public List<Stored> createAll(List<ObjectNode> bodies) {
        UserShape shape = shape(registry.directory());
        List<Account> fresh = bodies.stream().map(body -> {
            ObjectNode sent = Values.resource(body, type());
            return shape.account(sent, Json.object(), Account.person(login(sent), Account.Profile.named("", ""), Account.Employment.NONE, Set.of()), false);
        }).toList();
        // Nobody is told a password here: a person begins with the reset of it.
        List<Account> made = registry.createWithoutPassword(fresh);
        return made.stream().map(this::now).toList();
    }

    private static String login(ObjectNode sent) {
        return Json.text(sent, "userName").toLowerCase(Locale.ROOT);
    }

    private Stored now(Account account) {
        waiting = Optional.empty();
        return stored(registry.directory(), account);
    }

    @Override
    public Stored replace(String id, ObjectNode body, Precondition precondition) {
        ObjectNode sent = Values.resource(body, type());
        return Again.unless(precondition, () -> {
            Directory directory = registry.directory();
            Account account = account(directory, id);
            precondition.check(stored(directory, account));
            if (!login(sent).equals(account.login())) {
                throw ScimProblem.mutability("userName stays as it was made.");
            }
            ObjectNode before = shape(directory).shown(account);
            return change(account, shape(directory).account(UserShape.merged(sent, before), before, account, false));
        });
    }

    @Override
    public Stored patch(String id, ObjectNode request, Precondition precondition) {
        return Again.unless(precondition, () -> {
            Directory directory = registry.directory();
            Account account = account(directory, id);
            precondition.check(stored(directory, account));
            ObjectNode before = shape(directory).shown(account);
            ObjectNode after = Patch.applied(type(), before, request);
            return change(account, shape(directory).account(after, before, account, true));
        });
    }

    private Stored change(Account before, Account after) {
        return now(after.equals(before) ? before : registry.change(List.of(after), REASON).get(0));
    }

    @Override
    public void delete(String id, Precondition precondition) {
        Directory directory = registry.directory();
        Account account = account(directory, id);
        precondition.check(stored(directory, account));
        if (precondition.namesVersion()) {
            registry.remove(account, REASON);
        } else {
            registry.remove(account.login(), REASON);
        }
    }
}
