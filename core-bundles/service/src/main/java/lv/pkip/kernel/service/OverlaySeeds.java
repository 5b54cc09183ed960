package lv.pkip.kernel.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** Overlays that came with the configuration; they count until the first change made in the running system. */
@Component(service = OverlaySeeds.class)
public final class OverlaySeeds {
    private final Map<String, String> byService = new ConcurrentHashMap<>();

    Optional<String> of(String service) {
        return Optional.ofNullable(byService.get(service));
    }

    void put(String service, String json) {
        byService.put(service, json);
    }

    void remove(String service) {
        byService.remove(service);
    }
}
