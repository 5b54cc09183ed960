package lv.pkip.kernel.testkit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import lv.pkip.kernel.api.audit.AuditKeeping;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Forbidden;

/** Retention of the audit as those know it who look at it and place holds; months are what a test says. */
public final class MemoryAuditKeeping implements AuditKeeping {
    private final CurrentActor current;
    private final Clock clock;
    private final List<Month> months = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();

    public MemoryAuditKeeping(CurrentActor current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    public void add(Month month) {
        months.add(month);
    }

    @Override
    public List<KeptClass> classes() {
        current.require("audit:read");
        return List.of(new KeptClass("general", 18, 36, "GDPR 5"), new KeptClass("audit", 0, 0, "GDPR 24"));
    }

    @Override
    public List<Month> months() {
        current.require("audit:read");
        return List.copyOf(months);
    }

    @Override
    public List<Hold> holds() {
        current.require("audit:read");
        return List.copyOf(holds);
    }

    @Override
    public String place(Scope scope, String provision, String reason) {
        require();
        String code = "HOLDHOLD" + (22 + holds.size());
        holds.add(new Hold(code, scope, provision, reason, current.get().id(), clock.instant(), Optional.empty(), Optional.empty(), Optional.empty()));
        return code;
    }

    @Override
    public void lift(String code, String reason) {
        require();
        Hold hold = holds.stream().filter(one -> one.code().equals(code) && one.lifted().isEmpty()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such hold stands"));
        holds.set(holds.indexOf(hold), new Hold(code, hold.scope(), hold.provision(), hold.reason(), hold.placedBy(), hold.placed(),
                Optional.of(current.get().id()), Optional.of(clock.instant()), Optional.of(reason)));
    }

    private void require() {
        if (!current.may("audit:hold")) {
            throw new Forbidden("audit:hold");
        }
    }
}
