package lv.pkip.kernel.service;

import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.service.Definition;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;

/**
 * Keeps every definition a case may point to. A row is written in a transaction of its own, before the case's commits:
 * it is the same whoever writes it, harmless if the case is rolled back, and two first applicants at one moment must
 * not make each other's submission fail over it.
 */
final class Archive {
    private static final int RECENT = 64;
    private final JpaTemplate jpa;
    private final Clock clock;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, Definition> recent = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Definition> eldest) {
            return size() > RECENT;
        }
    });

    Archive(JpaTemplate jpa, Clock clock) {
        this.jpa = jpa;
        this.clock = clock;
    }

    void keep(Definition definition) {
        if (known.contains(definition.fingerprint())) {
            return;
        }
        synchronized (this) { // one thread per node: each needs a second connection while it waits
            try {
                jpa.tx(TransactionType.RequiresNew, em -> {
                    if (em.find(ArchivedDefinition.class, definition.fingerprint()) == null) {
                        em.persist(new ArchivedDefinition(definition, clock.millis()));
                    }
                });
            } catch (RuntimeException e) {
                if (load(definition.fingerprint()).isEmpty()) { // else another node was quicker
                    throw e;
                }
            }
            known.add(definition.fingerprint());
        }
        recent.put(definition.fingerprint(), definition);
    }

    /** Remembers a definition that is in use but perhaps not kept yet. */
    void seen(Definition definition) {
        recent.put(definition.fingerprint(), definition);
    }

    Optional<Definition> find(String fingerprint) {
        Definition found = recent.get(fingerprint);
        return found != null ? Optional.of(found) : load(fingerprint);
    }

    private Optional<Definition> load(String fingerprint) {
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        Optional<Definition> loaded = Optional.ofNullable(jpa.txExpr(TransactionType.Supports, em -> {
            ArchivedDefinition row = em.find(ArchivedDefinition.class, fingerprint);
            return row == null ? null : row.definition();
        }));
        loaded.ifPresent(definition -> {
            known.add(fingerprint);
            recent.put(fingerprint, definition);
        });
        return loaded;
    }
}
