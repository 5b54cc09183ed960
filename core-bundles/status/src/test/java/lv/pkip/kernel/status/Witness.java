package lv.pkip.kernel.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.testkit.TestJpa;

/** An audit and an outbox that write rows, so that tests see what commits with a case and what vanishes with it. */
final class Witness {
    private final TestJpa jpa;
    private final AtomicLong order = new AtomicLong();

    Witness(TestJpa jpa) {
        this.jpa = jpa;
    }

    private void write(String kind, String name, String text) {
        jpa.tx(em -> {
            WitnessRow row = new WitnessRow();
            row.id = String.format("%020d", order.incrementAndGet());
            row.kind = kind;
            row.name = name;
            row.text = text;
            em.persist(row);
        });
    }

    void say(String kind, String name) {
        write(kind, name, "");
    }

    List<String> names(String kind) {
        return jpa.txExpr(em -> em.createQuery("select w from WitnessRow w where w.kind = :kind order by w.id", WitnessRow.class)
                .setParameter("kind", kind).getResultList().stream().map(w -> w.name).toList());
    }

    List<String> texts(String kind) {
        return jpa.txExpr(em -> em.createQuery("select w from WitnessRow w where w.kind = :kind order by w.id", WitnessRow.class)
                .setParameter("kind", kind).getResultList().stream().map(w -> w.text).toList());
    }

    Audit audit() {
        return new Audit() {
            @Override
            public void record(Event e) {
                write("audit", e.action() + " " + e.outcome(), e.application() + " " + e.caseNumber().orElse("-") + " "
                        + e.dataSubject().orElse("-") + " " + e.purpose() + " " + new java.util.TreeMap<>(e.details()));
            }

            @Override
            public List<Entry> ofCase(String caseNumber) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Entry> newest(long before, int limit) {
                throw new UnsupportedOperationException();
            }
        };
    }

    Outbox outbox() {
        return new Outbox() {
            @Override
            public void put(Item item) {
                write("outbox", item.key(), item.channel() + " " + item.address() + " " + item.content().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey()).map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining("|")));
            }

            @Override
            public Map<State, Long> counts() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Instant> oldest() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Entry> list(State state, long before, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void resend(long id) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
