package lv.pkip.integration.paymentdesk;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.testkit.TestDatabase;

/** Cases in a table of their own in the same database, so that what they write commits with the desk's transaction. */
final class TownCases {
    private final TestDatabase database;
    private final CurrentActor current;
    /** How many of the next actions meet somebody else's change. */
    final AtomicInteger stale = new AtomicInteger();
    /** How many of the next actions are not possible. */
    final AtomicInteger blocked = new AtomicInteger();

    TownCases(TestDatabase database, CurrentActor current) {
        this.database = database;
        this.current = current;
        database.execute("create table town_case (number varchar(40) not null primary key, version bigint not null, "
                + "step varchar(40) not null, acts bigint not null)");
    }

    void add(String number) {
        database.execute("insert into town_case values ('" + number + "', 1, 'payment', 0)");
    }

    String step(String number) {
        return row(number).step;
    }

    long acts(String number) {
        return row(number).acts;
    }

    Cases cases() {
        return (Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "read" -> Optional.of(shown((String) arguments[0]));
                    case "act" -> act((Cases.Act) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private record Row(long version, String step, long acts) { }

    private Row row(String number) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select version, step, acts from town_case where number = ?")) {
            query.setString(1, number);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return new Row(rows.getLong(1), rows.getString(2), rows.getLong(3));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cases.Case shown(String number) {
        Row row = row(number);
        return new Cases.Case("id", number, "tree-felling", row.version, null, Phase.AWAITING_PAYMENT, row.step,
                Instant.EPOCH, LocalDate.EPOCH, Optional.empty(), Optional.empty(), false, "unit", Optional.empty(),
                "person-1", "Paraugs", "lv", Optional.empty(), Answers.empty(), Map.of(), Map.of(), List.of(), Optional.empty());
    }

    private Cases.Case act(Cases.Act act) {
        if (!current.get().id().equals("payment-desk") || !act.action().equals("paid")) {
            throw new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "only the desk takes this action");
        }
        if (blocked.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new CaseProblem(CaseProblem.Code.NOT_POSSIBLE, "not now");
        }
        boolean meets = stale.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        try (Connection connection = database.getConnection(); PreparedStatement update = connection.prepareStatement(
                "update town_case set version = version + 1, step = 'issued', acts = acts + 1 where number = ? and version = ?")) {
            update.setString(1, act.number());
            update.setLong(2, meets ? -1 : act.version());
            if (update.executeUpdate() == 0) {
                throw new CaseProblem(CaseProblem.Code.STALE, "somebody was quicker");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return shown(act.number());
    }
}
