package lv.pkip.audit.sender;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a sender told. */
final class Told implements SenderListener {
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<String> troubles = new CopyOnWriteArrayList<>();
    private final CountDownLatch third = new CountDownLatch(3);
    private final CountDownLatch well = new CountDownLatch(1);

    @Override
    public void refused(String id, String problem) {
        refused.add(id);
    }

    @Override
    public void trouble(String what, int attempts) {
        troubles.add(what);
        third.countDown();
    }

    @Override
    public void well() {
        well.countDown();
    }

    void awaitThreeTroubles() throws InterruptedException {
        if (!third.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("no three troubles: " + troubles);
        }
    }

    boolean isWell() throws InterruptedException {
        return well.await(30, TimeUnit.SECONDS);
    }
}
