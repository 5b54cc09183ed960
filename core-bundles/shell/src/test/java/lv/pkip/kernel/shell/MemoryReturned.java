package lv.pkip.kernel.shell;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.shell.gate.Returned;
import lv.pkip.kernel.shell.gate.Seal;

/** What browsers brought by POST, in memory. */
final class MemoryReturned implements Returned {
    private final Map<String, Map<String, String>> sent = new ConcurrentHashMap<>();
    private final Map<String, String> byState = new ConcurrentHashMap<>();

    @Override
    public Optional<String> keep(Map<String, String> values, String client, String state) {
        if (values.values().stream().mapToInt(String::length).sum() > 100_000) {
            return Optional.empty();
        }
        String reference = Seal.random();
        Optional.ofNullable(byState.put(state, reference)).ifPresent(sent::remove);
        sent.put(reference, Map.copyOf(values));
        return Optional.of(reference);
    }

    @Override
    public Optional<Map<String, String>> take(String reference) {
        return Optional.ofNullable(sent.remove(reference));
    }
}
