package lv.pkip.kernel.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lv.pkip.kernel.api.request.Requests;

/** {@link Requests} that keeps what was counted, as {@code GET /cases/{number} 200}. */
public final class RecordingRequests implements Requests {
    private final List<String> answered = new CopyOnWriteArrayList<>();

    @Override
    public void answered(String method, String route, int status, long nanos) {
        answered.add(method + " " + route + " " + status);
    }

    /** What was counted, oldest first. */
    public List<String> all() {
        return List.copyOf(answered);
    }

    @Override
    public List<Figure> figures() {
        return List.of();
    }
}
