package lv.pkip.kernel.status;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.status.Cases;

/** Chooses the index ranges that make up a list. */
final class Ranges {
    private final Cases.Filter filter;
    private final Reach reach;
    private final Actor actor;
    private final List<String> ownKeys;
    private final List<String> ownServices;
    private final LocalDate today;

    /**
     * @param ownKeys     under which an applicant's own cases were made
     * @param ownServices whose cases a representative may see; empty: all
     */
    Ranges(Cases.Filter filter, Reach reach, Actor actor, List<String> ownKeys, List<String> ownServices, LocalDate today) {
        this.ownKeys = ownKeys;
        this.ownServices = ownServices;
        this.filter = filter;
        this.reach = reach;
        this.actor = actor;
        this.today = today;
    }

    /** Adds the ranges; false when the list is empty by what was asked. */
    boolean addTo(Inbox inbox, Optional<Cursor> after) {
        Optional<String> unit = unit();
        if (filter.scope() == Cases.Filter.Scope.TEAM && unit.isEmpty()) {
            return false;
        }
        List<Integer> lanes = lanes();
        if (lanes.isEmpty()) {
            return false;
        }
        List<Inbox.Condition> rest = rest(unit);
        if (filter.text().filter(text -> !text.isBlank()).isPresent()) {
            String text = filter.text().get().strip();
            rest.addAll(services());
            rest.addAll(own());
            rest.add(Inbox.Condition.among("lane", lanes));
            inbox.range(and(rest, prefix("number", text.toUpperCase(Locale.ROOT))), after);
            inbox.range(and(rest, prefix("applicant_fold", Fold.name(text))), after);
        } else if (filter.scope() == Cases.Filter.Scope.OWN) {
            rest.addAll(own());
            inbox.range(rest, after);
        } else if (newestOfAll()) {
            rest.addAll(services());
            inbox.range(rest.isEmpty() ? List.of(new Inbox.Condition("c.id > ?", List.of(""))) : rest, after);
        } else {
            byLane(inbox, after, lanes, rest, unit);
        }
        return true;
    }

    private boolean newestOfAll() {
        return filter.order() == Cases.Filter.Order.NEWEST && filter.scope() == Cases.Filter.Scope.ALL
                && filter.phase().isEmpty() && reach.everything();
    }

    private void byLane(Inbox inbox, Optional<Cursor> after, List<Integer> lanes, List<Inbox.Condition> rest,
            Optional<String> unit) {
        boolean narrowed = unit.isPresent() || filter.scope() == Cases.Filter.Scope.MINE
                || reach.everything() && filter.order() == Cases.Filter.Order.DUE;
        if (narrowed) {
            rest.addAll(services());
        }
        for (int lane : lanes) {
            List<Inbox.Condition> here = and(rest, Inbox.Condition.equal("lane", lane));
            if (narrowed) {
                inbox.range(here, after);
            } else {
                reach.services().forEach(s -> inbox.range(and(here, Inbox.Condition.equal("service", s)), after));
            }
        }
    }

    private Optional<String> unit() {
        return filter.unit().or(() -> filter.scope() == Cases.Filter.Scope.TEAM ? actor.unit() : Optional.empty());
    }

    private List<Integer> lanes() {
        List<Integer> lanes = switch (filter.scope()) {
            case OWN, ALL -> Lane.ALL;
            case UNREAD -> Lane.ALL_UNREAD;
            case UNASSIGNED -> Lane.ALL_UNASSIGNED;
            case MINE, TEAM, OVERDUE, OPEN -> Lane.ALL_OPEN;
        };
        return filter.phase().map(phase -> lanes.stream()
                .filter(lane -> Lane.ALL_CLOSED.contains(lane) == phase.closed()).toList()).orElse(lanes);
    }

    private List<Inbox.Condition> rest(Optional<String> unit) {
        List<Inbox.Condition> rest = new ArrayList<>();
        unit.ifPresent(u -> rest.add(Inbox.Condition.equal("unit", u)));
        filter.phase().map(Phase::name).ifPresent(p -> rest.add(Inbox.Condition.equal("phase", p)));
        if (filter.scope() == Cases.Filter.Scope.MINE) {
            rest.add(Inbox.Condition.equal("assignee", actor.id()));
        }
        if (filter.scope() == Cases.Filter.Scope.OVERDUE) {
            rest.add(new Inbox.Condition("c.due < ? and c.paused_since is null", List.of(today)));
        }
        return rest;
    }

    private List<Inbox.Condition> services() {
        return reach.everything() ? List.of() : List.of(Inbox.Condition.among("service", reach.services()));
    }

    private List<Inbox.Condition> own() {
        if (filter.scope() != Cases.Filter.Scope.OWN) {
            return List.of();
        }
        List<Inbox.Condition> own = new ArrayList<>(List.of(
                Inbox.Condition.among("applicant_key", ownKeys)));
        if (!ownServices.isEmpty()) {
            own.add(Inbox.Condition.among("service", ownServices));
        }
        filter.service().ifPresent(s -> own.add(Inbox.Condition.equal("service", s)));
        return own;
    }

    private static Inbox.Condition prefix(String column, String prefix) {
        return new Inbox.Condition("c." + column + " >= ? and c." + column + " < ?", List.of(prefix, Fold.after(prefix)));
    }

    private static List<Inbox.Condition> and(List<Inbox.Condition> conditions, Inbox.Condition more) {
        List<Inbox.Condition> all = new ArrayList<>(conditions);
        all.add(more);
        return all;
    }
}
