package lv.pkip.kernel.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells within three seconds whether the database answers, also when it hangs: the question is put on a thread of its own,
 * and while one question hangs no second one is put.
 */
@Component(service = HealthCheck.class, property = {HealthCheck.NAME + "=database", HealthCheck.TAGS + "=database"})
public final class DatabaseHealth implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);
    private static final int PATIENCE_SECONDS = 2;

    private final Optional<DataSource> dataSource;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "pkip-database-health");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean answers = new AtomicBoolean(true);
    private Future<Long> question;

    @Activate
    public DatabaseHealth(@Reference(name = "dataSource", target = "(osgi.jndi.service.name=pkip)",
            cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
            Optional<DataSource> dataSource) {
        this.dataSource = dataSource;
    }

    /** Without an interrupt, on which embedded Derby would close the connection; a question that hangs ends with the pool. */
    @Deactivate
    void close() {
        asker.shutdown();
    }

    @Override
    public Result execute() {
        Result now = dataSource.map(this::ask).orElseGet(() -> new Result(Result.Status.CRITICAL, "no DataSource pkip"));
        if (answers.getAndSet(now.isOk()) != now.isOk()) {
            if (now.isOk()) {
                LOG.info("The database answers again");
            } else {
                LOG.warn("The database does not answer; what needs it is refused until it does");
            }
        }
        return now;
    }

    private synchronized Result ask(DataSource source) {
        if (question == null || question.isDone()) { // an answer that came after all says nothing of now
            question = asker.submit(() -> answerTime(source));
        }
        try {
            long micros = question.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            question = null;
            return new Result(Result.Status.OK, "answered in " + micros + " µs");
        } catch (TimeoutException hangs) {
            return new Result(Result.Status.CRITICAL, "no answer within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            question = null;
            return new Result(Result.Status.CRITICAL, e.getCause().getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(Result.Status.CRITICAL, "interrupted");
        }
    }

    private static long answerTime(DataSource source) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(PATIENCE_SECONDS)) {
                throw new SQLException("the connection is dead");
            }
        }
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }
}
