package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import javax.persistence.EntityManager;
import javax.transaction.Status;
import javax.transaction.Synchronization;
import javax.transaction.TransactionSynchronizationRegistry;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.persistence.SchemaReady;
import lv.pkip.kernel.api.persistence.Sweeper;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.api.registry.Position;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.registry.Substitutions.Substitution;
import lv.pkip.kernel.api.registry.Unit;

/**
 * The registry in memory. What this node changes is shown from the commit on; what others change is seen by the revision
 * row, which is looked at twice a second. Only what changed since is read again.
 */
@Component(service = RegistryBook.class)
public final class RegistryBook {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryBook.class);
    private static final long POLL_MILLIS = 500;
    private static final int AGAIN = 5;
    private static final String ACCOUNT = "select a.uuid, a.login, a.kind, a.givenName, a.familyName, a.name, a.email, a.phone, a.language, "
            + "a.unit, a.position, a.employeeNumber, a.externalId, a.validFrom, a.validTo, a.roles, a.active, a.created, a.changed, a.edition "
            + "from AccountRow a where a.revision > :since";

    /** Parts of the registry that are read again one by one. */
    enum Area {
        ACCOUNTS("accountsAt"), GROUPS("groupsAt"), STRUCTURE("structureAt"), SUBSTITUTIONS("substitutionsAt");

        private final String column;

        Area(String column) {
            this.column = column;
        }
    }

    /** The revision row as it is in the database now. */
    private record Revision(long now, long accounts, long groups, long structure, long substitutions) { }

    private final JpaTemplate jpa;
    private final TransactionSynchronizationRegistry transactions;
    private final Clock clock;
    private final Predicate<String> privileged;
    private final List<Runnable> hooks = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final Sweeper thread;
    private volatile Snapshot now;
    private boolean failing;

    @Activate
    public RegistryBook(@Reference(name = "jpa", target = "(osgi.unit.name=identity)") JpaTemplate jpa,
            @Reference(name = "schema", target = "(unit=identity)") SchemaReady schema,
            @Reference(name = "transactions") TransactionSynchronizationRegistry transactions,
            @Reference(name = "declared") DeclaredPermissions declared) {
        this(jpa, transactions, Clock.systemUTC(), declared::isPrivileged);
    }

    RegistryBook(JpaTemplate jpa, TransactionSynchronizationRegistry transactions, Clock clock, Predicate<String> privileged) {
        this.jpa = jpa;
        this.transactions = transactions;
        this.clock = clock;
        this.privileged = privileged;
        nameThoseWithoutId();
        this.now = load(Snapshot.empty(privileged));
        this.thread = new Sweeper("pkip-registry");
        thread.every(POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS, this::poll);
    }

    @Deactivate
    void stop() {
        if (!thread.stop()) {
            LOG.warn("a look at the registry did not end in time");
        }
    }

    /** Accounts of before the registry have no id yet. */
    private void nameThoseWithoutId() {
        boolean missing = jpa.txExpr(TransactionType.Required, em -> em.createQuery("select count(a.login) from AccountRow a where a.uuid is null",
                Long.class).getSingleResult()) > 0;
        if (missing) {
            jpa.tx(TransactionType.Required, em -> {
                long revision = advance(em, Set.of(Area.ACCOUNTS));
                em.createQuery("select a from AccountRow a where a.uuid is null", AccountRow.class).getResultList().forEach(row -> {
                    row.uuid = UUID.randomUUID().toString();
                    row.revision = revision;
                });
            });
        }
    }

    Snapshot now() {
        return now;
    }

    LocalDate today() {
        return Days.today(clock);
    }

    /** What an account may do today. */
    Set<String> permissions(String login) {
        return now.permissions(login, today());
    }

    /** Called at once after each change, on whatever thread; must be quick and ask no database. */
    void hook(Runnable quick) {
        hooks.add(quick);
    }

    void unhook(Runnable quick) {
        hooks.remove(quick);
    }

    /** Called after each look at the revision row, on the registry's own thread; must be quick when there is nothing to do. */
    void watch(Runnable quick) {
        watchers.add(quick);
    }

    void unwatch(Runnable quick) {
        watchers.remove(quick);
    }

    /** Called after each change: by who made it when that one's transaction is over, else on a thread of its own. */
    AutoCloseable onChange(Runnable listener) {
        Runnable own = listener::run;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /** Takes the revision row for this transaction, so that changes come one after the other, and returns the new revision. */
    long advance(EntityManager em, Collection<Area> areas) {
        em.createQuery("update RevisionRow r set r.revision = r.revision + 1 where r.id = 1").executeUpdate();
        for (Area area : areas) {
            em.createQuery("update RevisionRow r set r." + area.column + " = r.revision where r.id = 1").executeUpdate();
        }
        return revision(em).now();
    }

    boolean isInTransaction() {
        return transactions.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    /**
     * Shows a snapshot when the running transaction has committed.
     *
     * @param told true when whoever makes the change tells the listeners
     */
    void publishAfterCommit(Snapshot after, boolean told) {
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing to prepare
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED && show(after) && !told) {
                    tellSoon();
                }
            }
        });
    }

    private boolean show(Snapshot fresh) {
        synchronized (this) {
            if (fresh.directory().revision() <= now.directory().revision()) {
                return false; // another thread or a look was further already
            }
            now = fresh;
        }
        hooks.forEach(Runnable::run);
        return true;
    }

    private void tellSoon() {
        if (!listeners.isEmpty()) {
            thread.soon(this::tell);
        }
    }

    void tell() {
        listeners.forEach(RegistryBook::call);
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("A listener of the registry failed", e);
        }
    }

    private void poll() {
        try {
            long seen = jpa.txExpr(TransactionType.Required, em -> revision(em).now());
            if (seen > now.directory().revision()) {
                if (show(load(now))) {
                    tell();
                }
            }
            watchers.forEach(Runnable::run);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("The registry could not be looked at; trying again twice a second", e);
            }
            failing = true;
        }
    }

    /** Reads what changed since; again when a change came in between, so that all parts are of one revision. */
    private Snapshot load(Snapshot base) {
        return jpa.txExpr(TransactionType.Required, em -> {
            Snapshot read = read(em, base);
            for (int i = 0; i < AGAIN && revision(em).now() != read.directory().revision(); i++) {
                read = read(em, read);
            }
            return read;
        });
    }

    private static Revision revision(EntityManager em) {
        Object[] row = em.createQuery("select r.revision, r.accountsAt, r.groupsAt, r.structureAt, r.substitutionsAt from RevisionRow r"
                + " where r.id = 1", Object[].class).getSingleResult();
        return new Revision((Long) row[0], (Long) row[1], (Long) row[2], (Long) row[3], (Long) row[4]);
    }

    /** A snapshot brought up to what this transaction sees. */
    Snapshot read(EntityManager em, Snapshot base) {
        return read(em, base, revision(em).now());
    }

    /** The same, labelled with a revision before the current one, because nothing of the current one is written yet. */
    Snapshot read(EntityManager em, Snapshot base, long label) {
        Directory old = base.directory();
        long since = old.revision();
        Revision at = revision(em);
        if (since >= label) {
            return base;
        }
        boolean accounts = at.accounts() > since || since < 0;
        boolean groups = at.groups() > since || since < 0;
        boolean structure = at.structure() > since || since < 0;
        Directory fresh = Directory.of(label, accounts ? accounts(em, old, since) : old.accounts(),
                structure ? units(em) : old.units(), structure ? positions(em) : old.positions(),
                groups ? groups(em, old, since) : old.groups(), structure ? roles(em) : old.roles());
        return new Snapshot(fresh, at.substitutions() > since || since < 0 ? substitutions(em) : base.substitutions(),
                accounts || groups || structure ? withheld(em) : base.withheld(), privileged);
    }

    private static Collection<Account> accounts(EntityManager em, Directory old, long since) {
        Map<String, Account> all = new HashMap<>();
        old.accounts().forEach(account -> all.put(account.login(), account));
        if (since >= 0) {
            em.createQuery("select f.login from FormerRow f where f.revision > :since", String.class).setParameter("since", since)
                    .getResultList().forEach(all::remove);
        }
        Map<String, Set<String>> words = new HashMap<>();
        for (Object[] row : em.createQuery(ACCOUNT, Object[].class).setParameter("since", since).getResultList()) {
            Account account = account(row, words);
            all.put(account.login(), account);
        }
        return all.values();
    }

    /** Columns of {@link #ACCOUNT}; equal sets of roles are kept once. */
    private static Account account(Object[] row, Map<String, Set<String>> words) {
        return new Account(UUID.fromString((String) row[0]), (String) row[1], Account.Kind.valueOf((String) row[2]),
                new Account.Profile((String) row[3], (String) row[4], (String) row[5], (String) row[6], (String) row[7], (String) row[8]),
                new Account.Employment((String) row[9], (String) row[10], (String) row[11], (String) row[12], Days.of((String) row[13]),
                        Days.of((String) row[14])),
                words.computeIfAbsent((String) row[15], text -> Set.copyOf(Words.of(text))), (Boolean) row[16],
                Instant.ofEpochMilli((Long) row[17]), Instant.ofEpochMilli((Long) row[18]), (Long) row[19]);
    }

    private static List<Unit> units(EntityManager em) {
        return em.createQuery("select u from UnitRow u", UnitRow.class).getResultList().stream().map(UnitRow::unit).toList();
    }

    private static List<Position> positions(EntityManager em) {
        return em.createQuery("select p from PositionRow p", PositionRow.class).getResultList().stream().map(PositionRow::position).toList();
    }

    private static List<Role> roles(EntityManager em) {
        return em.createQuery("select r from RoleRow r", RoleRow.class).getResultList().stream().map(RoleRow::role).toList();
    }

    private static Collection<Group> groups(EntityManager em, Directory old, long since) {
        Map<String, Set<String>> members = new HashMap<>();
        em.createQuery("select m.group, m.login from MemberRow m, GroupRow g where m.group = g.uuid and g.revision > :since", Object[].class)
                .setParameter("since", since).getResultList()
                .forEach(row -> members.computeIfAbsent((String) row[0], id -> new HashSet<>()).add((String) row[1]));
        List<Group> groups = new ArrayList<>();
        for (GroupRow row : em.createQuery("select g from GroupRow g", GroupRow.class).getResultList()) {
            Optional<Group> same = row.revision > since ? Optional.empty() : old.group(row.name);
            groups.add(same.orElseGet(() -> new Group(UUID.fromString(row.uuid), row.name, row.gid, row.title,
                    members.getOrDefault(row.uuid, Set.of()), Words.of(row.roles), row.externalId, row.edition)));
        }
        return groups;
    }

    private List<Substitution> substitutions(EntityManager em) {
        return em.createQuery("select s from SubstitutionRow s where s.ended is null and s.lastDay >= :today order by s.id", SubstitutionRow.class)
                .setParameter("today", today().toString()).getResultList().stream().map(SubstitutionRow::substitution).toList();
    }

    private static Map<String, Set<Grant>> withheld(EntityManager em) {
        Map<String, Set<Grant>> withheld = new HashMap<>();
        em.createQuery("select w from WithheldRow w", WithheldRow.class).getResultList()
                .forEach(row -> withheld.computeIfAbsent(row.login, login -> new HashSet<>()).add(row.grant()));
        return withheld;
    }
}
