package lv.pkip.kernel.console.install;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs work of foreign bundles on a thread of its own, so that one that hangs holds up neither console nor container. */
final class Watchdog {
    private final Duration limit;

    Watchdog(Duration limit) {
        this.limit = limit;
    }

    /** Does the work, or says after the limit that it hangs; {@code what} is like „start of x”. */
    <T> T run(String what, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "pkip-" + what.replace(' ', '-'));
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new InstallFailed(what + " did not end within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InstallFailed told) {
                throw told;
            }
            throw new InstallFailed(what + " failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new InstallFailed(what + " was interrupted", e);
        }
    }
}
