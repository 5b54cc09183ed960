package lv.pkip.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

import lv.pkip.kernel.testkit.TestDatabase;

class DatabaseHealthTest {
    private interface Opening {
        Object connection() throws Exception;
    }

    private static DataSource source(Opening opening) {
        return (DataSource) Proxy.newProxyInstance(DatabaseHealthTest.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (self, method, arguments) -> opening.connection());
    }

    @Test
    void aDatabaseThatAnswersIsWell() {
        try (TestDatabase database = TestDatabase.open()) {
            DatabaseHealth health = new DatabaseHealth(Optional.of(database));
            assertEquals(Result.Status.OK, health.execute().getStatus());
            health.close();
        }
    }

    @Test
    void withoutADataSourceNothingIsWell() {
        assertEquals(Result.Status.CRITICAL, new DatabaseHealth(Optional.empty()).execute().getStatus());
    }

    @Test
    void aRefusedConnectionIsToldAndTheNextOneToo() {
        AtomicReference<SQLException> refusal = new AtomicReference<>(new SQLException("connection to 10.0.0.1 refused"));
        try (TestDatabase database = TestDatabase.open()) {
            DatabaseHealth health = new DatabaseHealth(Optional.of(source(() -> {
                if (refusal.get() != null) {
                    throw refusal.get();
                }
                return database.getConnection();
            })));
            assertEquals(Result.Status.CRITICAL, health.execute().getStatus());
            refusal.set(null);
            assertEquals(Result.Status.OK, health.execute().getStatus());
            health.close();
        }
    }

    @Test
    void aHangingDatabaseIsToldWithinThreeSecondsAndAskedOnlyOnce() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (TestDatabase database = TestDatabase.open()) {
            DatabaseHealth health = new DatabaseHealth(Optional.of(source(() -> {
                if (asked.incrementAndGet() == 1) {
                    release.await();
                    released.countDown();
                }
                return database.getConnection();
            })));
            for (int i = 0; i < 2; i++) {
                Result.Status said = assertTimeoutPreemptively(Duration.ofSeconds(3), () -> health.execute().getStatus());
                assertEquals(Result.Status.CRITICAL, said);
            }
            assertEquals(1, asked.get());
            release.countDown();
            released.await();
            assertEquals(Result.Status.OK, health.execute().getStatus());
            health.close();
        }
    }
}
