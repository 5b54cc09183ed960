package lv.pkip.kernel.service;

import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import lv.pkip.kernel.api.service.Definition;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every definition a case may point to. A row is written by a thread and so in a transaction of its own, before
 * the case's commits: it is the same whoever writes it, harmless if the case is rolled back, and two first applicants at
 * one moment must not make each other's submission fail over it.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final int RECENT = 64;
    private static final int KNOWN = 10_000;
    private final JpaTemplate jpa;
    private final Clock clock;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final ExecutorService keeper;
    private final Map<String, Definition> recent = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Definition> eldest) {
            return size() > RECENT;
        }
    });

    Archive(JpaTemplate jpa, Clock clock, ExecutorService keeper) {
        this.keeper = keeper;
        this.jpa = jpa;
        this.clock = clock;
    }

    /** Keeps a definition, and returns when it is kept. */
    void keep(Definition definition) {
        recent.put(definition.fingerprint(), definition);
        if (known.contains(definition.fingerprint())) {
            return;
        }
        try {
            keeper.submit(() -> write(definition)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keeping a definition", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the definition " + definition.fingerprint() + " of " + definition.id() + " could not be kept", e.getCause());
        }
    }

    /** Keeps a definition that is offered, in the background; if that fails, the first submission under it tries again. */
    void offered(Definition definition) {
        recent.put(definition.fingerprint(), definition);
        if (!known.contains(definition.fingerprint()) && pending.add(definition.fingerprint())) {
            try {
                keeper.execute(() -> quietly(definition));
            } catch (RejectedExecutionException e) {
                LOG.debug("closing; {} is not kept ahead", definition.id());
            }
        }
    }

    private void quietly(Definition definition) {
        try {
            write(definition);
        } catch (RuntimeException e) {
            LOG.warn("a definition of {} could not be kept ahead; the first submission will try again: {}", definition.id(), e.toString());
        } finally {
            pending.remove(definition.fingerprint());
        }
    }

    private void write(Definition definition) {
        if (known.contains(definition.fingerprint())) {
            return;
        }
        try {
            jpa.tx(TransactionType.Required, em -> {
                if (em.find(ArchivedDefinition.class, definition.fingerprint()) == null) {
                    em.persist(new ArchivedDefinition(definition, clock.millis()));
                }
            });
        } catch (RuntimeException e) {
            if (load(definition.fingerprint()).isEmpty()) { // else another node was quicker
                throw e;
            }
        }
        remember(definition.fingerprint());
    }

    /** Only saves a question to the database, so that forgetting all at times costs little. */
    private void remember(String fingerprint) {
        if (known.size() >= KNOWN) {
            known.clear();
        }
        known.add(fingerprint);
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
            remember(fingerprint);
            recent.put(fingerprint, definition);
        });
        return loaded;
    }
}
