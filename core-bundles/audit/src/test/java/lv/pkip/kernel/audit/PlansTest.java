package lv.pkip.kernel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.persistence.EntityManager;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.testkit.TestJpa;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** How PostgreSQL finds what the search asks for among 200 000 records: by an index, reading little more than it shows. */
@EnabledIfEnvironmentVariable(named = "PKIP_TEST_POSTGRESQL", matches = ".+")
class PlansTest {
    private static final int RECORDS = 200_000;
    private static final long STEP = 10_000;
    private static final Instant END = Instant.now();
    private static final Pattern SCAN = Pattern.compile("Seq Scan on (audit_\\w+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by (?:Filter|Index Recheck): (\\d+)");
    private static final Map<String, Double> SIZES = new TreeMap<>();
    private static TestJpa jpa;

    /** Everything rare is old: whoever walks back from the newest record reads them all. */
    @BeforeAll
    static void fill() {
        jpa = TestJpa.open("audit");
        jpa.tx(TransactionType.Required, em -> {
            run(em, "insert into audit_record (at_ms, actor_kind, actor, application, action, case_number, data_subject, purpose, outcome, details, source, act, object_type,"
                    + " object_id, salt) select " + END.minusMillis(RECORDS * STEP).toEpochMilli() + " + n * " + STEP + ", 'STAFF', 'clerk-' || n % 500,"
                    + " case when n < 20 then 'old-app' else 'app-' || n % 20 end, case when n < 20 then 'old.thing' when n < 40 then 'old.other' else 'case.act' || n % 60 end,"
                    + " 'K-' || n / 10, 'p-' || n % 20000, 'case-handling', case when n < 20 then 'failed' else 'ok' end,"
                    + " '{\"note\":\"the ' || case when n < 20 then 'oldest' else 'usual' end || ' words, no ' || n || '\"}', case when n < 20 then 'old-source' when n % 3 = 0 then 'dms'"
                    + " else 'pkip' end, case when n < 20 then 'DELETE' when n % 2 = 0 then 'READ' else 'UPDATE' end, case when n < 20 then 'old-type' else 'case' end, 'o-' || n % 40000,"
                    + " repeat('A', 43) from generate_series(1, " + RECORDS + ") n");
        });
        Spans spans = new Spans(jpa, Clock.systemUTC());
        int done;
        do {
            done = spans.turn();
        } while (done > 0);
        jpa.tx(TransactionType.Required, em -> {
            run(em, "analyze audit_record");
            run(em, "analyze audit_span");
            new Rows(em.unwrap(Connection.class)).each("select c.relname, greatest(c.reltuples, 0) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                    + " where n.nspname = current_schema() and c.relkind = 'r'", List.of(), row -> SIZES.put(row.getString(1), row.getDouble(2)));
        });
    }

    @AfterAll
    static void close() {
        jpa.close();
    }

    private static void run(EntityManager em, String sql) {
        try (Statement statement = em.unwrap(Connection.class).createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Query query(Map<String, String> fields) {
        Function<String, Optional<String>> of = name -> Optional.ofNullable(fields.get(name));
        return new Query(of.apply("from").map(Instant::parse), of.apply("to").map(Instant::parse), of.apply("dataSubject"), of.apply("actor"),
                of.apply("source"), of.apply("application"), of.apply("action").map(Act::valueOf), of.apply("sourceAction"), of.apply("caseNumber"),
                of.apply("objectType"), of.apply("objectId"), of.apply("outcome"), of.apply("text"));
    }

    @TestFactory
    List<DynamicTest> each_search_of_the_page_reads_by_an_index_and_little_more_than_it_shows() {
        Map<String, String> time = Map.of("from", END.minus(Duration.ofDays(12)).toString(), "to", END.minus(Duration.ofDays(8)).toString());
        Map<Map<String, String>, Integer> searches = new LinkedHashMap<>();
        searches.put(Map.of(), 50);
        searches.put(time, 50);
        searches.put(Map.of("to", END.minus(Duration.ofDays(15)).toString()), 50);
        searches.put(Map.of("from", END.minus(Duration.ofDays(15)).toString()), 50);
        Map.of("actor", "clerk-77", "source", "dms", "application", "app-3", "action", "READ", "sourceAction", "case.act7", "dataSubject", "p-9999",
                "objectType", "case", "objectId", "o-333", "outcome", "ok", "text", "usual words").forEach((name, text) -> {
                    Map<String, String> both = new TreeMap<>(time);
                    both.put(name, text);
                    searches.put(Map.of(name, text), name.equals("objectId") ? 5 : name.equals("dataSubject") ? 10 : 50);
                    searches.put(both, null);
                });
        searches.put(Map.of("caseNumber", "K-12345"), 10);
        searches.put(Map.of("sourceAction", "case.*"), 50);
        searches.put(Map.of("sourceAction", "old.*"), 39);
        Map.of("source", "old-source", "application", "old-app", "action", "DELETE", "sourceAction", "old.thing", "objectType", "old-type", "outcome", "failed", "text", "OLDEST wor")
                .forEach((name, text) -> searches.put(Map.of(name, text), 19));
        Map.of("source", "none", "application", "none", "action", "EXPORT", "sourceAction", "none.*", "objectType", "none", "outcome", "refused", "text", "nowhere", "actor", "none")
                .forEach((name, text) -> searches.put(Map.of(name, text), 0));
        return searches.entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey().toString(), () -> check(one.getKey(), one.getValue()))).toList();
    }

    private void check(Map<String, String> fields, Integer expected) {
        List<String> plans = new ArrayList<>();
        int found = jpa.txExpr(TransactionType.Required, em -> new Finder(explaining(em, plans)).find(
                new Asked(query(fields), fields.containsKey("dataSubject") ? Set.of(fields.get("dataSubject"), "another") : Set.of()), 0, 50).size());
        if (expected != null) {
            assertEquals(expected, found);
        }
        assertFalse(plans.isEmpty());
        for (String plan : plans) {
            Matcher scan = SCAN.matcher(plan);
            while (scan.find()) {
                assertTrue(SIZES.getOrDefault(scan.group(1), 0.0) < 1000, scan.group(1) + " is read from end to end: " + plan);
            }
            Matcher removed = REMOVED.matcher(plan);
            long many = 0;
            while (removed.find()) {
                many += Long.parseLong(removed.group(1));
            }
            assertTrue(many < 25_000, many + " records are read in vain: " + plan);
        }
    }

    /** The same, telling how the database does each query. */
    private static EntityManager explaining(EntityManager em, List<String> plans) {
        Connection real = em.unwrap(Connection.class);
        Connection told = (Connection) Proxy.newProxyInstance(PlansTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
            if (method.getName().equals("prepareStatement") && ((String) arguments[0]).contains("audit_record")) {
                return explaining(real, (String) arguments[0], plans);
            }
            return called(method, real, arguments);
        });
        return (EntityManager) Proxy.newProxyInstance(PlansTest.class.getClassLoader(), new Class<?>[] {EntityManager.class}, (self, method, arguments) ->
                method.getName().equals("unwrap") ? told : called(method, em, arguments));
    }

    private static PreparedStatement explaining(Connection real, String sql, List<String> plans) throws SQLException {
        PreparedStatement statement = real.prepareStatement(sql);
        PreparedStatement plan = real.prepareStatement("explain (analyze) " + sql);
        return (PreparedStatement) Proxy.newProxyInstance(PlansTest.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, (self, method, arguments) -> {
            if (method.getName().startsWith("set")) {
                called(method, plan, arguments);
            }
            if (method.getName().equals("executeQuery")) {
                StringBuilder text = new StringBuilder(sql).append('\n');
                ResultSet lines = plan.executeQuery();
                while (lines.next()) {
                    text.append(lines.getString(1)).append('\n');
                }
                plans.add(text.toString());
            }
            return called(method, statement, arguments);
        });
    }

    private static Object called(java.lang.reflect.Method method, Object on, Object[] arguments) throws SQLException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
