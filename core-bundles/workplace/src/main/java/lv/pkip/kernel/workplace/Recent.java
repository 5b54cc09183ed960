package lv.pkip.kernel.workplace;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Keeps for two seconds what every page asks for; what another node changes is seen after that. */
public final class Recent<T> {
    private static final long KEPT = Duration.ofSeconds(2).toNanos();
    private static final int MOST = 5000;
    private final Map<String, Read<T>> reads = new ConcurrentHashMap<>();

    private record Read<T>(T value, long at) { }

    public T get(String key, Function<String, T> read) {
        Read<T> kept = reads.get(key);
        if (kept != null && System.nanoTime() - kept.at() < KEPT) {
            return kept.value();
        }
        if (reads.size() >= MOST) {
            reads.clear();
        }
        long now = System.nanoTime();
        T value = read.apply(key);
        reads.put(key, new Read<>(value, now));
        return value;
    }

    public void forget(String key) {
        reads.remove(key);
    }

    public void forgetAll() {
        reads.clear();
    }
}
