package lv.pkip.kernel.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.workplace.Workplace;

/** What stands around pages, as a test says. */
final class MemoryWorkplace implements Workplace {
    List<Placed> placed = List.of();
    final List<Notice> notices = new ArrayList<>();
    Optional<Look> look = Optional.empty();
    Bar bar = new Bar(List.of(), List.of(), 0);
    RuntimeException away;

    @Override
    public Bar bar(String language) {
        return there(bar);
    }

    @Override
    public List<Notice> announcements(String area, String language) {
        return there(List.copyOf(notices));
    }

    @Override
    public Optional<Look> look() {
        return there(look);
    }

    @Override
    public List<Placed> home() {
        return placed;
    }

    @Override
    public void arrange(List<Placed> now) {
        placed = List.copyOf(now);
    }

    private <T> T there(T told) {
        if (away != null) {
            throw away;
        }
        return told;
    }
}
