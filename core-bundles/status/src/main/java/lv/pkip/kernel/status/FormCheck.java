package lv.pkip.kernel.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.persistence.EntityManager;
import javax.persistence.FlushModeType;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.CaseProblem;

/** Looks at filled-in forms: what the schema says, what the files are, what the service's handler says. */
final class FormCheck {
    private static final int REMEMBERED = 64;

    private final Kernel kernel;
    private final Transactions transactions;
    private final Riga riga;
    private final Map<String, FileFields> fields = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FileFields> eldest) {
            return size() > REMEMBERED;
        }
    };

    FormCheck(Kernel kernel, Transactions transactions, Riga riga) {
        this.kernel = kernel;
        this.transactions = transactions;
        this.riga = riga;
    }

    /** Findings an application meets; the handler is asked only about answers that fit the schema. */
    List<Finding> application(Definition definition, Answers answers, String caseId) {
        List<Finding> findings = form(definition, definition.form(), answers, caseId);
        if (stops(findings) || !definition.handler()) {
            return findings;
        }
        List<Finding> all = new ArrayList<>(findings);
        try (Dispatcher.Lease<CaseHandler> lease = kernel.dispatcher().enter(CaseHandler.class, definition.id())) {
            all.addAll(lease.service().check(new CaseHandler.Submission(definition, answers, riga.today(),
                    kernel.services().rules(definition))));
        }
        return all;
    }

    /** Findings by the schema of a form and about the files it names. */
    List<Finding> form(Definition definition, String form, Answers answers, String caseId) {
        List<Finding> findings = new ArrayList<>(kernel.services().validate(definition, form, answers));
        List<FileFields.Named> files = files(definition, form, answers);
        if (!files.isEmpty()) {
            findings.addAll(transactions.in(em -> aboutFiles(em, files, caseId)));
        }
        return findings;
    }

    List<FileFields.Named> files(Definition definition, String form, Answers answers) {
        FileFields found;
        synchronized (fields) {
            found = fields.computeIfAbsent(definition.fingerprint() + "/" + form,
                    key -> new FileFields(definition.forms().getOrDefault(form, "{}")));
        }
        return found.in(answers);
    }

    private List<Finding> aboutFiles(EntityManager em, List<FileFields.Named> files, String caseId) {
        Map<String, FileRow> rows = rows(em, files.stream().map(FileFields.Named::id).distinct().toList()).stream()
                .collect(Collectors.toMap(row -> row.id, Function.identity()));
        Set<String> owners = Access.keys(kernel.persons(), kernel.actor().get());
        List<Finding> findings = new ArrayList<>();
        for (FileFields.Named file : files) {
            FileRow row = rows.get(file.id());
            problem(file, row, owners, caseId).ifPresent(key -> findings.add(Finding.error(file.field(), key)));
        }
        return findings;
    }

    private static Optional<String> problem(FileFields.Named file, FileRow row, Set<String> owners, String caseId) {
        boolean own = row != null && row.caseId == null && owners.contains(row.ownerKey);
        boolean ofThisCase = row != null && row.caseId != null && row.caseId.equals(caseId);
        if (!own && !ofThisCase) {
            return Optional.of("error.file");
        }
        if (!file.accepted().isEmpty() && !file.accepted().contains(row.type)) {
            return Optional.of("error.file-type");
        }
        return row.bytes > file.maxBytes() ? Optional.of("error.file-size") : Optional.empty();
    }

    private static List<FileRow> rows(EntityManager em, List<String> ids) {
        return em.createQuery("select f from FileRow f where f.id in :ids", FileRow.class).setParameter("ids", ids)
                .setFlushMode(FlushModeType.COMMIT).getResultList();
    }

    /** Gives the files named in answers to a case, in the running transaction. */
    void bind(EntityManager em, List<FileFields.Named> files, String caseId) {
        List<String> ids = files.stream().map(FileFields.Named::id).distinct().toList();
        if (ids.isEmpty()) {
            return;
        }
        em.createQuery("update FileRow f set f.caseId = :caseId where f.id in :ids and f.ownerKey in :owners and f.caseId is null")
                .setFlushMode(FlushModeType.COMMIT).setParameter("caseId", caseId).setParameter("ids", ids)
                .setParameter("owners", Access.keys(kernel.persons(), kernel.actor().get())).executeUpdate();
        long bound = em.createQuery("select count(f) from FileRow f where f.id in :ids and f.caseId = :caseId", Long.class)
                .setFlushMode(FlushModeType.COMMIT).setParameter("ids", ids).setParameter("caseId", caseId).getSingleResult();
        if (bound != ids.size()) {
            throw invalid(List.of(Finding.error(files.get(0).field(), "error.file"))); // taken or discarded meanwhile
        }
    }

    /** True when something is to be mended or no application is possible. */
    static boolean stops(List<Finding> findings) {
        return findings.stream().anyMatch(f -> f.severity() != Finding.Severity.NOTICE);
    }

    static CaseProblem invalid(List<Finding> findings) {
        return new CaseProblem(CaseProblem.Code.INVALID, "not valid: " + findings.size() + " findings", findings);
    }

    static CaseProblem tooLong(String field, int most) {
        return invalid(List.of(Finding.error(field, "error.maxLength").with(Map.of("maxLength", String.valueOf(most)))));
    }

    static CaseProblem invalid(String field, String key) {
        return invalid(List.of(Finding.error(field, key)));
    }
}
