package lv.pkip.kernel.dispatcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import lv.pkip.kernel.api.request.Requests;
import org.osgi.service.component.annotations.Component;

/** Counts requests without locks; what would be one series too many is counted together under {@code other}. */
@Component(service = Requests.class)
public final class RequestBook implements Requests {
    static final int MOST = 1000;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    private record Key(String method, String route, String status) { }

    /** The last one is beyond all bounds. */
    private record Count(LongAdder nanos, List<LongAdder> buckets) {
        static Count zero() {
            List<LongAdder> buckets = new ArrayList<>();
            for (int i = 0; i <= BOUNDS.size(); i++) {
                buckets.add(new LongAdder());
            }
            return new Count(new LongAdder(), List.copyOf(buckets));
        }

        void add(long took) {
            nanos.add(took);
            int bucket = 0;
            while (bucket < BOUNDS.size() && took > BOUNDS.get(bucket) * 1e9) {
                bucket++;
            }
            buckets.get(bucket).increment();
        }

        Figure figure(Key key) {
            List<Long> within = new ArrayList<>();
            long sum = 0;
            for (LongAdder bucket : buckets) {
                sum += bucket.sum();
                within.add(sum);
            }
            return new Figure(key.method, key.route, key.status, sum, nanos.sum() / 1e9, List.copyOf(within.subList(0, BOUNDS.size())));
        }
    }

    @Override
    public void answered(String method, String route, int status, long nanos) {
        Key key = new Key(METHODS.contains(method) ? method : "OTHER", route, status / 100 + "xx");
        Count known = counts.get(key);
        if (known == null) {
            Key counted = counts.size() < MOST ? key : new Key("OTHER", "other", key.status);
            known = counts.computeIfAbsent(counted, k -> Count.zero());
        }
        known.add(nanos);
    }

    @Override
    public List<Figure> figures() {
        return counts.entrySet().stream().map(e -> e.getValue().figure(e.getKey()))
                .sorted(Comparator.comparing(Figure::route).thenComparing(Figure::method).thenComparing(Figure::status)).toList();
    }
}
