package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Unit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CatalogTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

    /** A city of 20,000 accounts in 60 units and 200 groups of 100. */
    static Directory city(int people) {
        return city(people, 200);
    }

    private static Directory city(int people, int clubs) {
        List<Unit> units = IntStream.range(0, 60).mapToObj(i -> new Unit("unit-" + i, i < 10 ? "" : "unit-" + i / 10, Unit.Kind.UNIT, Map.of("lv", "Nodaļa " + i), "", "", 1)).toList();
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            accounts.add(new Account(new UUID(7, i), "user" + i, Account.Kind.PERSON, new Account.Profile("Vārds" + i % 500, "Uzvārds" + i, "Vārds" + i % 500 + " Uzvārds" + i,
                    "user" + i + "@city.example", "+371 6" + String.format("%07d", i), "lv"), new Account.Employment("unit-" + i % 60, "", "N" + i, "", Optional.empty(),
                    Optional.empty()), Set.of("clerk"), true, Instant.EPOCH, Instant.EPOCH, 1));
        }
        List<Group> groups = IntStream.range(0, clubs).mapToObj(g -> new Group(new UUID(8, g), "group-" + g, 10_000 + g, "Grupa " + g,
                IntStream.range(0, 100).mapToObj(m -> "user" + (g * 100 + m) % people).collect(Collectors.toSet()), Set.of(), "", 1)).toList();
        return Directory.of(1, accounts, units, List.of(), groups, List.of());
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    void aCityOfTwentyThousandFitsIntoTwentyFiveMegabytes() {
        Directory city = city(20_000);
        Catalog.of(city, DAY, Town.BASE, "Pilsēta");
        long before = heap();
        long begun = System.nanoTime();
        Catalog catalog = Catalog.of(city, DAY, Town.BASE, "Pilsēta");
        long took = System.nanoTime() - begun;
        long grown = heap() - before;
        LoggerFactory.getLogger(CatalogTest.class).warn("{} entries: {} KB, made in {} ms", catalog.size(), grown / 1024, took / 1_000_000);
        assertEquals(20_265, catalog.size());
        assertTrue(grown < 25_000_000, grown + " bytes");
        java.lang.ref.Reference.reachabilityFence(catalog);
    }

    /** The registry changes at random, and each next catalog must be what one made from nothing is. */
    @Test
    void theNextCatalogIsAsOneMadeFromNothing() {
        long seed = Long.getLong("pkip.catalog.seed", System.nanoTime());
        Random random = new Random(seed);
        Directory now = city(60, 10);
        Catalog catalog = Catalog.of(now, DAY, Town.BASE, "Pilsēta");
        for (int i = 0; i < 40; i++) {
            now = changed(now, random, i + 2);
            catalog = catalog.next(now, DAY.plusDays(i / 20), "Pilsēta");
            Catalog fresh = Catalog.of(now, DAY.plusDays(i / 20), Town.BASE, "Pilsēta");
            assertEquals(told(fresh), told(catalog), "change " + i + " of seed " + seed);
        }
    }

    private static String told(Catalog catalog) {
        StringBuilder text = new StringBuilder();
        for (int place = 0; place < catalog.size(); place++) {
            text.append(catalog.entry(place).dn()).append('\n');
        }
        Attribute.indexed().forEach(attribute -> text.append(attribute).append(' ').append(Arrays.toString(catalog.index(attribute).all()))
                .append(catalog.index(attribute).size()).append(Arrays.toString(catalog.index(attribute).atLeast("m")))
                .append(Arrays.toString(catalog.index(attribute).startingWith("u"))).append('\n'));
        return text.toString();
    }

    private static Directory changed(Directory from, Random random, long revision) {
        List<Account> accounts = new ArrayList<>(from.accounts());
        List<Unit> units = new ArrayList<>(from.units());
        List<Group> groups = new ArrayList<>(from.groups());
        int at = random.nextInt(accounts.size());
        Account one = accounts.get(at);
        switch (random.nextInt(6)) {
            case 0 -> accounts.remove(at);
            case 1 -> accounts.add(new Account(new UUID(9, revision), "new" + revision, Account.Kind.PERSON, Account.Profile.named("Jauns", "N" + revision),
                    Account.Employment.in("unit-3"), Set.of(), true, Instant.EPOCH, Instant.EPOCH, 1));
            case 2 -> accounts.set(at, one.with(Account.Profile.named("Cits", "Vārds" + random.nextInt(5))));
            case 3 -> accounts.set(at, one.enabled(!one.enabled()));
            case 4 -> {
                Unit unit = units.get(random.nextInt(units.size()));
                units.replaceAll(u -> u == unit ? new Unit(u.id(), u.parent(), u.kind(), Map.of("lv", "Jauna " + revision), "", one.login(), u.version() + 1) : u);
            }
            default -> groups.set(7, new Group(groups.get(7).id(), groups.get(7).name(), 10_007, "Grupa", Set.of(one.login()), Set.of(), "", revision));
        }
        return Directory.of(revision, accounts, units, List.of(), groups, List.of());
    }

    private static String chosen(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private static String filter(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(3)) {
                case 0 -> "(&" + filter(random, depth - 1) + filter(random, depth - 1) + ")";
                case 1 -> "(|" + filter(random, depth - 1) + filter(random, depth - 1) + ")";
                default -> "(!" + filter(random, depth - 1) + ")";
            };
        }
        String attribute = chosen(random, "uid", "sn", "cn", "givenName", "mail", "ou", "memberUid", "gidNumber", "name", "unknown", "objectClass", "telephoneNumber");
        String value = chosen(random, "user" + random.nextInt(60), "vārds1", "uzvārds3", "u", "1", "10003", "person", "Nodaļa 7", "city.example", "groupOfNames");
        return switch (random.nextInt(6)) {
            case 0 -> "(" + attribute + "=*)";
            case 1 -> "(" + attribute + "=" + value + "*)";
            case 2 -> "(" + attribute + "=*" + value + "*)";
            case 3 -> "(" + attribute + ">=" + value + ")";
            case 4 -> "(" + attribute + "<=" + value + ")";
            default -> "(" + attribute + "=" + value + ")";
        };
    }

    /** What the indexes leave out must be what the filter leaves out: checked against asking every entry. */
    @Test
    void indexesFindWhatAskingEveryEntryFinds() throws LDAPException, Condition.TooMuch {
        Catalog catalog = Catalog.of(city(300, 20), DAY, Town.BASE, "Pilsēta");
        long seed = Long.getLong("pkip.filters.seed", System.nanoTime());
        Random random = new Random(seed);
        for (Viewer viewer : List.of(new Viewer(Optional.empty(), "user7", true, true, false), new Viewer(Optional.empty(), "user7", true, false, false))) {
            int some = 0;
            for (int i = 0; i < 3_000; i++) {
                String filter = filter(random, 3);
                Condition condition = Condition.of(Filter.create(filter), new Condition.Limits(20, 100));
                int[] asked = IntStream.range(0, catalog.size()).filter(place -> condition.of(new Row.InTree(catalog, place, viewer)) == Condition.Truth.TRUE).toArray();
                Set<Integer> candidates = condition.candidates(catalog, viewer).map(places -> Arrays.stream(places).boxed().collect(Collectors.toSet()))
                        .orElseGet(() -> IntStream.range(0, catalog.size()).boxed().collect(Collectors.toSet()));
                assertTrue(candidates.containsAll(Arrays.stream(asked).boxed().toList()), filter + " seed " + seed);
                some += asked.length > 0 ? 1 : 0;
            }
            assertTrue(some > 500, "too few filters that find anything: " + some);
        }
    }

    @Test
    void peopleAreThereFromTheirFirstDayToTheirLast() {
        Account account = new Account(new UUID(1, 1), "anna", Account.Kind.PERSON, Account.Profile.named("Anna", "Ozola"),
                new Account.Employment("", "", "", "", Optional.of(DAY), Optional.of(DAY.plusDays(1))), Set.of(), true, Instant.EPOCH, Instant.EPOCH, 1);
        Directory directory = Directory.of(1, List.of(account), List.of(), List.of(), List.of(), List.of());
        assertEquals(List.of(false, true, true, false), IntStream.range(-1, 3).mapToObj(day -> Catalog.of(directory, DAY.plusDays(day), Town.BASE, "").account("anna") >= 0).toList());
    }

    @Test
    void theTopOfTheTreeFitsItsName() {
        Directory empty = Directory.of(1, List.of(), List.of(), List.of(), List.of(), List.of());
        assertEquals(List.of("Paraugs"), Catalog.of(empty, DAY, "o=Paraugs,c=lv", "Paraugu novads").values(0, Attribute.O));
        Catalog domain = Catalog.of(empty, DAY, Town.BASE, "Paraugu novads");
        assertEquals(List.of("paraugs") + " " + List.of("Paraugu novads"), domain.values(0, Attribute.DC) + " " + domain.values(0, Attribute.O));
    }
}
