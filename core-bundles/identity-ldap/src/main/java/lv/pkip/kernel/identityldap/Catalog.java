package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.RDN;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Unit;

/** The whole tree of one revision of the registry on one day, with its indexes. It never changes, so it is read without a lock. */
final class Catalog {
    private final long revision;
    private final LocalDate day;
    private final String base;
    /** In the order of the tree: what is below an entry stands right behind it, up to its end. */
    private final Entry[] entries;
    private final int[] parents;
    private final int[] ends;
    private final Map<Attribute, OrderedIndex> indexes;
    private final int[] open;

    private Catalog(Making made, Optional<Catalog> before) {
        this.revision = made.directory.revision();
        this.day = made.day;
        this.base = made.base;
        this.entries = made.entries.toArray(Entry[]::new);
        this.parents = made.parents.stream().mapToInt(Integer::intValue).toArray();
        this.ends = endsOf(parents);
        this.indexes = indexesOf(entries, before);
        this.open = IntStream.range(0, entries.length).filter(place -> entries[place].isOpen()).toArray();
    }

    /** @param house name of the municipality */
    static Catalog of(Directory directory, LocalDate day, String base, String house) {
        return new Catalog(new Making(directory, day, base, house).made(), Optional.empty());
    }

    /** The next one; of what has not changed, nothing is sorted again. */
    Catalog next(Directory directory, LocalDate today, String house) {
        return new Catalog(new Making(directory, today, base, house).made(), Optional.of(this));
    }

    private static int[] endsOf(int[] parents) {
        int[] ends = new int[parents.length];
        for (int i = parents.length - 1; i >= 0; i--) {
            ends[i] = Math.max(ends[i], i + 1);
            if (parents[i] >= 0) {
                ends[parents[i]] = Math.max(ends[parents[i]], ends[i]);
            }
        }
        return ends;
    }

    private static Map<Attribute, OrderedIndex> indexesOf(Entry[] entries, Optional<Catalog> before) {
        int[] moved = before.map(catalog -> catalog.moved(entries)).orElse(new int[0]);
        boolean[] known = new boolean[entries.length];
        IntStream.of(moved).filter(place -> place >= 0).forEach(place -> known[place] = true);
        Map<Attribute, OrderedIndex> indexes = new EnumMap<>(Attribute.class);
        // One name is the name of many people, and the first name of many more.
        Map<String, String> shared = new HashMap<>();
        for (Attribute attribute : Attribute.indexed()) {
            OrderedIndex.Collecting collecting = new OrderedIndex.Collecting();
            for (int i = 0; i < entries.length; i++) {
                if (!known[i]) {
                    collect(attribute, entries[i], i, shared, collecting);
                }
            }
            indexes.put(attribute, collecting.index(before.map(catalog -> catalog.index(attribute)).orElse(OrderedIndex.EMPTY), moved));
        }
        return indexes;
    }

    /** Where each of our entries stands among others; −1 for one that is not there, or not as it was. */
    private int[] moved(Entry[] others) {
        int[] moved = new int[entries.length];
        Arrays.fill(moved, -1);
        for (int i = 0; i < others.length; i++) {
            int place = named(others[i].key());
            if (place >= 0 && entries[place].isAs(others[i])) {
                moved[place] = i;
            }
        }
        return moved;
    }

    private static void collect(Attribute attribute, Entry entry, int place, Map<String, String> shared, OrderedIndex.Collecting into) {
        switch (attribute) {
            case ENTRY_DN -> into.add(entry.key(), place);
            case ENTRY_UUID -> into.add(entry.uuid().toString(), place);
            case MEMBER -> {
                if (entry instanceof GroupEntry group) {
                    group.members().forEach(member -> into.add(member.key(), place));
                }
            }
            default -> entry.values(attribute).forEach(value -> {
                String key = attribute.rule().key(value);
                if (key != null) {
                    into.add(shared.computeIfAbsent(key, k -> k), place);
                }
            });
        }
    }

    long revision() {
        return revision;
    }

    LocalDate day() {
        return day;
    }

    String base() {
        return base;
    }

    int size() {
        return entries.length;
    }

    Entry entry(int place) {
        return entries[place];
    }

    int parent(int place) {
        return parents[place];
    }

    int end(int place) {
        return ends[place];
    }

    OrderedIndex index(Attribute attribute) {
        return indexes.get(attribute);
    }

    /** Where the entry of a name stands, or −1. */
    int named(String key) {
        return indexes.get(Attribute.ENTRY_DN).only(key);
    }

    int withId(UUID uuid) {
        return indexes.get(Attribute.ENTRY_UUID).only(uuid.toString());
    }

    /** Places of what a viewer sees who may not read: what holds the tree together, and that one's own entry. */
    int[] seenBy(Viewer viewer) {
        int self = account(viewer.login());
        return OrderedIndex.ordered(self < 0 ? open.clone() : IntStream.concat(IntStream.of(open), IntStream.of(self)).toArray());
    }

    /** Where the account of a login stands, or −1. */
    int account(String login) {
        for (int place : indexes.get(Attribute.UID).equal(login)) {
            if (entries[place].login().equals(login)) {
                return place;
            }
        }
        return -1;
    }

    List<String> values(int place, Attribute attribute) {
        Entry entry = entries[place];
        return switch (attribute) {
            case ENTRY_DN -> List.of(entry.dn());
            case ENTRY_UUID -> List.of(entry.uuid().toString());
            case SUBSCHEMA_SUBENTRY -> List.of(Schema.DN);
            case HAS_SUBORDINATES -> List.of(ends[place] > place + 1 ? "TRUE" : "FALSE");
            case NUM_SUBORDINATES -> List.of(Integer.toString(childrenOf(place)));
            default -> entry.values(attribute);
        };
    }

    private int childrenOf(int place) {
        int count = 0;
        for (int child = place + 1; child < ends[place]; child = ends[child]) {
            count++;
        }
        return count;
    }

    /** A catalog while it is being made. */
    private static final class Making {
        private final Directory directory;
        private final LocalDate day;
        private final String base;
        private final String house;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Integer> parents = new ArrayList<>();
        private final Map<String, AccountEntry> accounts = new LinkedHashMap<>();
        private final Map<String, UnitEntry> units = new HashMap<>();

        Making(Directory directory, LocalDate day, String base, String house) {
            this.directory = directory;
            this.day = day;
            this.base = base;
            this.house = house;
        }

        Making made() {
            FixedEntry groups = branch("groups");
            FixedEntry people = branch("people");
            FixedEntry services = branch("services");
            FixedEntry top = branch("units");
            Map<String, List<Unit>> below = new HashMap<>();
            directory.units().forEach(unit -> below.computeIfAbsent(unit.parent(), k -> new ArrayList<>()).add(unit));
            prepareUnits(top, "", below, people);
            directory.accounts().stream().filter(account -> account.isActiveOn(day)).forEach(account -> accounts.put(account.login(),
                    account(account, account.kind() == Account.Kind.PERSON ? people : services)));
            List<GroupEntry> grouped = directory.groups().stream().map(group -> group(group, groups)).toList();

            int root = add(top(), -1);
            int at = add(groups, root);
            grouped.forEach(group -> add(group, at));
            branch(people, root, Account.Kind.PERSON);
            branch(services, root, Account.Kind.SERVICE);
            addUnits(add(top, root), "", below);
            return this;
        }

        private void branch(FixedEntry branch, int root, Account.Kind kind) {
            int at = add(branch, root);
            accounts.values().stream().filter(entry -> entry.account().kind() == kind).forEach(entry -> add(entry, at));
        }

        private int add(Entry entry, int parent) {
            entries.add(entry);
            parents.add(parent);
            return entries.size() - 1;
        }

        private FixedEntry top() {
            Map<Attribute, List<String>> values = new EnumMap<>(Attribute.class);
            RDN rdn = Names.first(base);
            boolean isDomain = rdn.hasAttribute("dc");
            values.put(Attribute.OBJECT_CLASS, isDomain ? List.of("top", "organization", "dcObject") : List.of("top", "organization"));
            values.put(Attribute.STRUCTURAL, List.of("organization"));
            Attribute.one(rdn.getAttributeNames()[0]).filter(naming -> naming != Attribute.O).ifPresent(naming -> values.put(naming, List.of(rdn.getAttributeValues()[0])));
            values.put(Attribute.O, rdn.hasAttribute("o") ? List.of(rdn.getAttributeValues()[0]) : List.of(house.isEmpty() ? base : house));
            return FixedEntry.at(base, values);
        }

        private FixedEntry branch(String name) {
            return FixedEntry.at("ou=" + name + "," + base, Map.of(Attribute.OBJECT_CLASS, List.of("top", "organizationalUnit"),
                    Attribute.STRUCTURAL, List.of("organizationalUnit"), Attribute.OU, List.of(name)));
        }

        private void prepareUnits(Entry above, String parent, Map<String, List<Unit>> below, FixedEntry people) {
            for (Unit unit : below.getOrDefault(parent, List.of())) {
                String head = directory.account(unit.head()).filter(account -> account.isActiveOn(day) && account.kind() == Account.Kind.PERSON)
                        .map(account -> "uid=" + account.login() + "," + people.dn()).orElse("");
                UnitEntry entry = new UnitEntry(unit, above.dn(), above.key(), head);
                units.put(unit.id(), entry);
                prepareUnits(entry, unit.id(), below, people);
            }
        }

        private void addUnits(int above, String parent, Map<String, List<Unit>> below) {
            below.getOrDefault(parent, List.of()).forEach(unit -> addUnits(add(units.get(unit.id()), above), unit.id(), below));
        }

        private AccountEntry account(Account account, FixedEntry branch) {
            String title = directory.position(account.employment().position()).map(Making::title).orElse("");
            return new AccountEntry(account, branch.dn(), branch.key(), units.get(account.employment().unit()), title, house);
        }

        private static String title(Position position) {
            return position.name("lv");
        }

        private GroupEntry group(Group group, FixedEntry branch) {
            List<AccountEntry> members = group.members().stream().sorted().map(accounts::get).filter(Objects::nonNull).toList();
            GroupEntry entry = new GroupEntry(group, branch.dn(), branch.key(), members);
            members.forEach(member -> member.joins(entry));
            return entry;
        }
    }
}
