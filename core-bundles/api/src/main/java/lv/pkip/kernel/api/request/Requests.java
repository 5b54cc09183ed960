package lv.pkip.kernel.api.request;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Counts answered requests for monitoring, by route and never by address: no personal data, a bounded number of series. */
@ProviderType
public interface Requests {
    /** Route of what no route answers. */
    String NO_ROUTE = "none";
    /** Upper bounds of {@link Figure#within}, in seconds. */
    List<Double> BOUNDS = List.of(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0);

    /** @param route template with names for what varies, {@code /cases/{number}}, or {@link #NO_ROUTE} */
    void answered(String method, String route, int status, long nanos);

    /** What was counted since the start. */
    List<Figure> figures();

    /**
     * Requests of one kind.
     *
     * @param status {@code 2xx} and so on
     * @param within how many took no longer than each of {@link #BOUNDS}
     */
    record Figure(String method, String route, String status, long count, double seconds, List<Long> within) { }
}
