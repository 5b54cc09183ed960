package lv.pkip.kernel.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private static final Duration REFRESH = Duration.ofMinutes(15);
    private final JpaTemplate jpa;
    private final Clock clock;
    /** Fingerprint of what is kept → when it was last offered as the row says, or earlier; 0 if that is not known. */
    private final Map<String, Long> known = new ConcurrentHashMap<>();
    /** Fingerprint → when this process last offered it, in ms. */
    private final Map<String, Long> offers = new ConcurrentHashMap<>();
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
        if (known.containsKey(definition.fingerprint())) {
            return;
        }
        try {
            keeper.submit(() -> write(definition, 0)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keeping a definition", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the definition " + definition.fingerprint() + " of " + definition.id() + " could not be kept", e.getCause());
        }
    }

    /**
     * Keeps a definition that is offered and that it was, in the background; if that fails, the next offer or the first
     * submission under it tries again.
     */
    void offered(Definition definition) {
        String fingerprint = definition.fingerprint();
        long now = clock.millis();
        recent.put(fingerprint, definition);
        if (offers.size() >= KNOWN) {
            offers.clear();
        }
        offers.put(fingerprint, now);
        if (now - known.getOrDefault(fingerprint, Long.MIN_VALUE / 2) >= REFRESH.toMillis() && pending.add(fingerprint)) {
            try {
                keeper.execute(() -> quietly(definition, now));
            } catch (RejectedExecutionException e) {
                LOG.debug("closing; {} is not kept ahead", definition.id());
            }
        }
    }

    /** A definition that was offered since, by this process or, to a quarter of an hour, by another or an earlier one. */
    Optional<Definition> offered(String fingerprint, Instant since) {
        long last = offers.getOrDefault(fingerprint, 0L);
        if (last < since.toEpochMilli()) {
            last = row(fingerprint).map(ArchivedDefinition::offered).orElse(0L);
        }
        return last < since.toEpochMilli() ? Optional.empty() : find(fingerprint);
    }

    private void quietly(Definition definition, long offered) {
        try {
            write(definition, offered);
        } catch (RuntimeException e) {
            LOG.warn("a definition of {} could not be kept ahead; the first submission will try again: {}", definition.id(), e.toString());
        } finally {
            pending.remove(definition.fingerprint());
        }
    }

    /** @param offered when it was, in ms; 0 if that is not what is written down */
    private void write(Definition definition, long offered) {
        if (known.getOrDefault(definition.fingerprint(), -1L) >= offered) {
            return;
        }
        try {
            jpa.tx(TransactionType.Required, em -> {
                ArchivedDefinition row = em.find(ArchivedDefinition.class, definition.fingerprint());
                if (row == null) {
                    em.persist(new ArchivedDefinition(definition, clock.millis(), offered));
                } else {
                    row.offered(offered);
                }
            });
        } catch (RuntimeException e) {
            if (row(definition.fingerprint()).isEmpty()) { // else another node was quicker
                throw e;
            }
        }
        remember(definition.fingerprint(), offered);
    }

    /** Only saves a question to the database, so that forgetting all at times costs little. */
    private void remember(String fingerprint, long offered) {
        if (known.size() >= KNOWN) {
            known.clear();
        }
        known.merge(fingerprint, offered, Math::max);
    }

    Optional<Definition> find(String fingerprint) {
        Definition found = recent.get(fingerprint);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<ArchivedDefinition> row = row(fingerprint);
        row.ifPresent(r -> {
            remember(fingerprint, r.offered());
            recent.put(fingerprint, r.definition());
        });
        return row.map(ArchivedDefinition::definition);
    }

    private Optional<ArchivedDefinition> row(String fingerprint) {
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        return Optional.ofNullable(jpa.txExpr(TransactionType.Supports, em -> em.find(ArchivedDefinition.class, fingerprint)));
    }
}
