package lv.pkip.distribution.itest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What a container that has ended left in its database and among its files, compared with what people were told. */
final class Ledger {
    private static final Pattern MARK = Pattern.compile("\"(nr\\d+-\\d+\\.)\"");

    private record Case(String number, String service, String phase) { }

    private final Connection database;
    private final Path files;
    private final Map<String, List<Case>> cases = new TreeMap<>();

    private Ledger(Connection database, Path files) throws SQLException, IOException {
        this.database = database;
        this.files = files;
        try (ResultSet row = database.createStatement().executeQuery("select number, service, phase, application from status_case")) {
            while (row.next()) {
                cases.computeIfAbsent(mark(row), mark -> new ArrayList<>()).add(new Case(row.getString(1), row.getString(2), row.getString(3)));
            }
        }
    }

    private static String mark(ResultSet row) throws SQLException, IOException {
        StringBuilder application = new StringBuilder();
        try (Reader text = row.getCharacterStream(4)) {
            for (int c = text.read(); c >= 0; c = text.read()) {
                application.append((char) c);
            }
        }
        Matcher mark = MARK.matcher(application);
        return mark.find() ? mark.group(1) : "of somebody else";
    }

    /** Compares, for the container's own Derby or the PostgreSQL it worked on. */
    static Outcome check(Container ended, String jdbcUrl, Applicants told) throws SQLException, IOException {
        try (Connection database = DriverManager.getConnection(jdbcUrl)) {
            return new Ledger(database, ended.home().resolve("data/attachments")).compare(told);
        }
    }

    /** The embedded database of a container. */
    static String derby(Container ended) {
        return "jdbc:derby:" + ended.home().resolve("data/derby/pkip");
    }

    /** Figures of a comparison that found nothing wrong. */
    record Outcome(int acknowledged, int lost, int doubled, int unacknowledgedThere, int unacknowledged, int files) {
        @Override
        public String toString() {
            return acknowledged + " acknowledged, " + lost + " lost, " + doubled + " doubled; of " + unacknowledged
                    + " never acknowledged " + unacknowledgedThere + " are there, once; " + files + " files acknowledged and there";
        }
    }

    private Outcome compare(Applicants told) {
        Set<String> lost = new TreeSet<>();
        told.acknowledged().forEach((mark, number) -> {
            if (cases.getOrDefault(mark, List.of()).stream().noneMatch(c -> c.number().equals(number))) {
                lost.add(mark + " " + number);
            }
        });
        Set<String> doubled = cases.entrySet().stream().filter(e -> e.getValue().size() > 1).map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(cases.keySet());
        unknown.removeAll(told.tried());
        Map<String, Long> all = numbers(c -> true);
        Map<String, Long> trees = numbers(c -> c.service().equals("tree-felling"));
        Map<String, Long> dogs = numbers(c -> c.service().equals("dog-fee"));
        assertAll(
                () -> assertEquals(Set.of(), lost, "acknowledged and not there"),
                () -> assertEquals(Set.of(), doubled, "there more than once"),
                () -> assertEquals(Set.of(), unknown, "there and of nobody"),
                () -> assertEquals(all, counted("select c.number, count(h.version) from status_case c left join status_history h"
                        + " on h.case_id = c.id and h.action = 'submit' group by c.number"), "one line of history for each"),
                () -> assertEquals(0, number("select count(*) from status_history h where not exists"
                        + " (select 1 from status_case c where c.id = h.case_id)"), "history of no case"),
                () -> assertEquals(all, counted("select case_number, count(*) from audit_record where action = 'case.submit'"
                        + " and outcome = 'ok' group by case_number"), "one audit record for each, and none of no case"),
                () -> assertEquals(trees, counted("select case_number, count(*) from delivery_item group by case_number"),
                        "one letter for each that declares one, and none of no case"),
                () -> assertEquals(dogs, counted("select case_number, count(*) from paymentdesk_obligation group by case_number"),
                        "one obligation for each that is paid at once, and none of no case"),
                () -> assertEquals(gapless(all.keySet()), all.keySet(), "numbers without a gap"),
                () -> assertEquals(phases(), counted("select service || ' ' || phase, cast(sum(cases) as bigint) from status_counter"
                        + " group by service || ' ' || phase having sum(cases) <> 0"), "counters as there are cases"),
                () -> assertEquals(Set.of(), missing(told.uploads()), "files acknowledged and not there"));
        Set<String> unacknowledged = new TreeSet<>(told.tried());
        unacknowledged.removeAll(told.acknowledged().keySet());
        int there = (int) unacknowledged.stream().filter(cases::containsKey).count();
        return new Outcome(told.acknowledged().size(), lost.size(), doubled.size(), there, unacknowledged.size(), told.uploads().size());
    }

    private Map<String, Long> numbers(java.util.function.Predicate<Case> wanted) {
        return cases.values().stream().flatMap(List::stream).filter(wanted).collect(Collectors.toMap(Case::number, c -> 1L, Long::sum, TreeMap::new));
    }

    private Map<String, Long> phases() {
        return cases.values().stream().flatMap(List::stream)
                .collect(Collectors.groupingBy(c -> c.service() + " " + c.phase(), TreeMap::new, Collectors.counting()));
    }

    /** The numbers there must be when so many were taken of each series. */
    private Set<String> gapless(Set<String> there) throws SQLException {
        Map<String, Long> taken = counted("select series, taken from status_number");
        Set<String> expected = new TreeSet<>();
        taken.forEach((series, last) -> LongStream.rangeClosed(1, last).forEach(n -> expected.add(series + "-" + n)));
        return expected;
    }

    private Set<String> missing(Map<String, String> uploads) throws SQLException, IOException {
        Map<String, String> stored = new HashMap<>();
        try (ResultSet row = database.createStatement().executeQuery("select id, sha256 from status_file")) {
            while (row.next()) {
                stored.put(row.getString(1), row.getString(2));
            }
        }
        Set<String> missing = new TreeSet<>();
        for (Map.Entry<String, String> upload : uploads.entrySet()) {
            String sha256 = upload.getValue();
            Path blob = files.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
            if (!sha256.equals(stored.get(upload.getKey())) || !Files.exists(blob)
                    || !sha256.equals(Applicants.sha256(Files.readAllBytes(blob)))) {
                missing.add(upload.getKey());
            }
        }
        return missing;
    }

    private long number(String sql) throws SQLException {
        try (ResultSet row = database.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Map<String, Long> counted(String sql) throws SQLException {
        Map<String, Long> counted = new TreeMap<>();
        try (ResultSet row = database.createStatement().executeQuery(sql)) {
            while (row.next()) {
                counted.put(row.getString(1), row.getLong(2));
            }
        }
        return counted;
    }
}
