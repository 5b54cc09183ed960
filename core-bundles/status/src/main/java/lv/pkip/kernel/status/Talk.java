package lv.pkip.kernel.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.status.Cases;

/** Messages between applicant and clerk, and notes among staff. They leave the case's version as it is. */
final class Talk {
    private static final int LONGEST = 10_000;

    private final Kernel kernel;
    private final Transactions transactions;
    private final Access access;
    private final Riga riga;
    private final Trail trail;
    private final Letters letters;
    private final Stored.Finder finder;

    Talk(Kernel kernel, Transactions transactions, Access access, Riga riga, Trail trail, Letters letters,
            Stored.Finder finder) {
        this.kernel = kernel;
        this.transactions = transactions;
        this.access = access;
        this.riga = riga;
        this.trail = trail;
        this.letters = letters;
        this.finder = finder;
    }

    Cases.Message message(String number, String text, String key) {
        Requests.Request request = Requests.Request.of("message", access.actor().id(), key, number, text);
        String said = said(text);
        return Transactions.again(() -> {
            try {
                return transactions.in(em -> say(em, number, said, request));
            } catch (Forbidden e) {
                throw e;
            } catch (RuntimeException e) {
                return transactions.in(em -> earlier(em, number, request)).orElseThrow(() -> e);
            }
        });
    }

    private Optional<Cases.Message> earlier(EntityManager em, String number, Requests.Request request) {
        List<MessageRow> rows = em.createQuery("select m from MessageRow m where m.request = :request", MessageRow.class)
                .setParameter("request", request.key()).getResultList();
        if (!rows.isEmpty()) {
            finder.seen(em, number);
        }
        rows.forEach(row -> request.same(row.content));
        return rows.stream().findFirst().map(Talk::shown);
    }

    private Cases.Message say(EntityManager em, String number, String text, Requests.Request request) {
        Stored stored = finder.seen(em, number);
        CaseRow row = stored.row();
        boolean fromApplicant = access.owns(row);
        if (!fromApplicant && !access.handles(stored.definition())) {
            throw new Forbidden(row.service + ":process");
        }
        MessageRow message = new MessageRow();
        message.made = riga.now();
        message.id = Ids.next(message.made);
        message.caseId = row.id;
        message.fromApplicant = fromApplicant ? 1 : 0;
        message.authorKey = access.actor().id();
        message.author = access.actor().name();
        message.represented = access.mandate().map(Mandate::name).orElse(null);
        message.text = text;
        message.request = request.key();
        message.content = request.content();
        em.persist(message);
        em.flush(); // a key used twice shows here, before anything outside is told
        trail.record("case.message", row, trail.purpose(row), Map.of());
        unread(em, row, fromApplicant);
        Set<String> events = Set.of("message");
        if (!fromApplicant && Letters.declared(stored.definition(), events)) {
            letters.send(stored.definition(), row, message.made, events, OutputModel.of(stored.definition(), row,
                    Json.answers(row.application), Json.data(row.data), ResultText.read(row.results),
                    Answers.of(Map.of("text", text)), "", access.actor(), riga.today(), kernel.municipality()));
        }
        return shown(message);
    }

    /** The other side has something new. */
    private void unread(EntityManager em, CaseRow row, boolean fromApplicant) {
        if (fromApplicant) {
            Marks.unread(em, row);
            kernel.bell().ring(row, "message");
        } else {
            Marks.applicantUnread(em, row, true);
        }
    }

    List<Cases.Message> messages(String number) {
        return transactions.in(em -> {
            CaseRow row = finder.seen(em, number).row();
            trail.read(row, "messages", trail.purpose(row));
            List<MessageRow> rows = em.createQuery("select m from MessageRow m where m.caseId = :id order by m.id",
                    MessageRow.class).setParameter("id", row.id).getResultList();
            int others = access.owns(row) ? 0 : 1;
            if (rows.stream().anyMatch(m -> m.readAt == null && m.fromApplicant == others)) {
                em.createQuery("update MessageRow m set m.readAt = :now where m.caseId = :id and m.readAt is null "
                        + "and m.fromApplicant = :others").setFlushMode(FlushModeType.COMMIT)
                        .setParameter("now", riga.now()).setParameter("id", row.id).setParameter("others", others)
                        .executeUpdate();
            }
            return rows.stream().map(Talk::shown).toList();
        });
    }

    void note(String number, String text) {
        String said = said(text);
        transactions.in(em -> {
            CaseRow row = finder.handled(em, number).row();
            NoteRow note = new NoteRow();
            note.made = riga.now();
            note.id = Ids.next(note.made);
            note.caseId = row.id;
            note.authorKey = access.actor().id();
            note.author = access.actor().name();
            note.text = said;
            em.persist(note);
            trail.record("case.note", row, Trail.HANDLING, Map.of());
            return note;
        });
    }

    List<Cases.Note> notes(String number) {
        return transactions.in(em -> {
            Stored stored = finder.seen(em, number);
            if (!access.looksAt(stored.definition())) {
                throw new Forbidden(stored.row().service + ":read");
            }
            trail.read(stored.row(), "notes", Trail.HANDLING);
            return em.createQuery("select n from NoteRow n where n.caseId = :id order by n.id", NoteRow.class)
                    .setParameter("id", stored.row().id).getResultList().stream()
                    .map(n -> new Cases.Note(Instant.ofEpochMilli(n.made), n.author, n.text)).toList();
        });
    }

    private static String said(String text) {
        if (text.isBlank()) {
            throw FormCheck.invalid("text", "error.required");
        }
        if (text.length() > LONGEST) {
            throw FormCheck.tooLong("text", LONGEST);
        }
        return text.strip();
    }

    private static Cases.Message shown(MessageRow row) {
        return new Cases.Message(row.id, Instant.ofEpochMilli(row.made), row.fromApplicant == 1, row.author, row.text,
                row.readAt != null, Optional.ofNullable(row.represented));
    }
}
