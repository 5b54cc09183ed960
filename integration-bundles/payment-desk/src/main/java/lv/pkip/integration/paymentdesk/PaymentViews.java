package lv.pkip.integration.paymentdesk;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the staff's templates are given. */
final class PaymentViews {
    private final Words words = new Words();
    private final Providers providers;

    PaymentViews(Providers providers) {
        this.providers = providers;
    }

    Map<String, Object> row(Obligation o) {
        Map<String, Object> row = new HashMap<>();
        row.put("href", "/" + PaymentsPage.PATH + "/" + o.id);
        row.put("caseNumber", o.caseNumber);
        row.put("applicant", o.applicantName);
        row.put("amount", Words.euro(o.amount));
        row.put("reference", CreditorReference.grouped(o.reference));
        row.put("state", o.state.name().toLowerCase(Locale.ROOT));
        row.put("tone", o.open() ? "waiting" : o.state == Obligation.State.SETTLED ? "good" : "active");
        row.put("attention", o.attention());
        row.put("created", Words.day(o.created));
        row.put("due", Words.day(o.due));
        return row;
    }

    Map<String, Object> details(Obligation o, List<Attempt> attempts, List<BankLine> lines, String language,
            boolean mayReconcile, String problem) {
        Map<String, Object> model = row(o);
        model.put("id", o.id);
        model.put("purpose", o.purpose);
        model.put("iban", CreditorReference.grouped(o.iban));
        model.put("caseHref", "/work/cases/" + o.caseNumber);
        model.put("settled", o.ended == null ? "" : Words.moment(o.ended));
        model.put("paidBy", o.paidBy == null ? "" : way(o.paidBy, language));
        model.put("attempts", attempts.stream().map(a -> attempt(a, language)).toList());
        model.put("lines", lines.stream().map(l -> line(l, language)).toList());
        model.put("mayReconcile", mayReconcile);
        model.put("problem", problem);
        return model;
    }

    private String way(String paidBy, String language) {
        return paidBy.equals("bank") || paidBy.equals("nothing") ? words.text(language, "way." + paidBy)
                : providers.label(paidBy, language);
    }

    private Map<String, Object> attempt(Attempt a, String language) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("id", a.id);
        shown.put("provider", providers.label(a.provider, language));
        shown.put("reference", Optional.ofNullable(a.reference).orElse(""));
        shown.put("at", Words.moment(a.created));
        shown.put("changed", Words.moment(a.changed));
        shown.put("amount", Words.euro(a.amount));
        shown.put("paid", a.paid == null ? "" : Words.euro(a.paid));
        shown.put("currency", Optional.ofNullable(a.currency).orElse(""));
        shown.put("state", words.text(language, "state." + a.state.name().toLowerCase(Locale.ROOT)));
        shown.put("effect", a.effect == Effect.NONE ? "" : words.text(language, "effect." + a.effect.word()));
        shown.put("note", Optional.ofNullable(a.note).orElse(""));
        shown.put("checkable", a.effect == Effect.NONE || a.effect == Effect.WAITING);
        shown.put("refundable", Effect.REFUNDABLE.contains(a.effect));
        return shown;
    }

    private Map<String, Object> line(BankLine l, String language) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("id", l.id);
        shown.put("booked", Words.day(l.booked));
        shown.put("amount", Words.euro(l.amount));
        shown.put("currency", l.currency);
        shown.put("debtor", Optional.ofNullable(l.debtor).orElse(""));
        shown.put("reference", Optional.ofNullable(l.reference).orElse(""));
        shown.put("remittance", Optional.ofNullable(l.remittance).orElse(""));
        shown.put("statement", l.statement);
        shown.put("effect", words.text(language, "effect." + l.effect.word()));
        shown.put("href", l.obligationId == null ? "" : "/" + PaymentsPage.PATH + "/" + l.obligationId);
        shown.put("note", Optional.ofNullable(l.note).orElse(""));
        shown.put("matchable", l.effect == Effect.UNMATCHED);
        shown.put("handleable", Effect.ATTENTION.contains(l.effect) && l.effect != Effect.WAITING);
        return shown;
    }

    Map<String, Object> statements(List<BankLine> lines, String language, boolean mayReconcile, String next,
            String problem, Map<String, Object> more) {
        Map<String, Object> model = new HashMap<>();
        model.put("lines", lines.stream().map(l -> line(l, language)).toList());
        model.put("mayReconcile", mayReconcile);
        model.put("next", next);
        model.put("problem", problem);
        model.put("done", "");
        model.putAll(more);
        return model;
    }
}
