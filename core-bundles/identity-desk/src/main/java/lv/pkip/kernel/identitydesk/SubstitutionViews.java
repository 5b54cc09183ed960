package lv.pkip.kernel.identitydesk;

import java.time.LocalDate;
import java.util.List;
import lv.pkip.kernel.api.registry.Substitutions.Substitution;

/** Substitutions as pages show them. */
final class SubstitutionViews {
    private final Desk desk;

    SubstitutionViews(Desk desk) {
        this.desk = desk;
    }

    /** A line. */
    public record Row(long id, String absent, String substitute, String from, String to, String reason, String state, String tone, boolean endable) { }

    List<Row> rows(List<Substitution> all) {
        return all.stream().map(this::row).toList();
    }

    private Row row(Substitution one) {
        LocalDate today = desk.today();
        String state = one.ended().isPresent() || one.to().isBefore(today) ? "over" : one.isOn(today) ? "on" : "ahead";
        boolean may = one.absent().equals(desk.current().get().id()) || desk.current().may(Desk.MANAGE);
        return new Row(one.id(), desk.person(one.absent()), desk.person(one.substitute()), Words.day(one.from()), Words.day(one.to()), one.reason(), state,
                state.equals("on") ? "good" : state.equals("ahead") ? "waiting" : "off", may && !state.equals("over"));
    }
}
