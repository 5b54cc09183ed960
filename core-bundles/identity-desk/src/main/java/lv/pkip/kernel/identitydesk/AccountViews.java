package lv.pkip.kernel.identitydesk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Approvals;
import lv.pkip.kernel.api.registry.Grant;
import lv.pkip.kernel.api.registry.Moves;
import lv.pkip.kernel.api.registry.Registry;

/** Accounts and what is known of them, as pages show it. */
final class AccountViews {
    /** So long the page of an account says that a move was not made. */
    private static final Duration TOLD = Duration.ofDays(30);
    private final Desk desk;

    AccountViews(Desk desk) {
        this.desk = desk;
    }

    /** A line of the list. */
    public record Row(String login, String name, String unit, String position, String email, String state, String tone, boolean service) { }

    /** A role with all the reasons why it is held. */
    public record Held(String role, String title, List<String> why, boolean privileged) { }

    /** One moment of history: everything changed then, by the same person for the same reason. */
    public record Moment(String at, String by, String reason, List<Difference> differences) { }

    /** One changed field. */
    public record Difference(String field, String before, String after) { }

    /** Something that still waits for a second person. */
    public record Waiting(long id, String gains, String askedBy, String asked) { }

    Row row(Account account, String language) {
        String state = desk.state(account);
        return new Row(account.login(), account.profile().displayName(), desk.unit(account.employment().unit(), language),
                desk.position(account.employment().position(), language), account.profile().email(), state, tone(state), account.kind() == Account.Kind.SERVICE);
    }

    static String tone(String state) {
        return switch (state) {
            case "active" -> "good";
            case "not-yet" -> "waiting";
            default -> "bad";
        };
    }

    List<Held> held(String login, String language) {
        Map<String, List<String>> why = new TreeMap<>();
        desk.registry().grants(login).stream().sorted(Comparator.comparing(Grant::way)).forEach(grant -> why
                .computeIfAbsent(grant.role(), any -> new ArrayList<>()).add(why(grant, language)));
        Abilities abilities = desk.abilities();
        return why.entrySet().stream().map(e -> new Held(e.getKey(), desk.role(e.getKey(), language), e.getValue(), abilities.isPrivileged(e.getKey())))
                .sorted(Words.sorted(Held::title)).toList();
    }

    String why(Grant grant, String language) {
        String via = switch (grant.way()) {
            case OWN -> "";
            case POSITION -> desk.position(grant.via(), language);
            case GROUP -> desk.group(grant.via());
            case SUBSTITUTION -> desk.person(grant.via());
        };
        return desk.words().text(language, "way." + grant.way().name().toLowerCase(java.util.Locale.ROOT), Map.of("via", via));
    }

    /** Changes of one moment together; {@code limit} counts changes, not moments. */
    List<Moment> history(List<Registry.Change> changes, String language) {
        Map<String, List<Registry.Change>> moments = new LinkedHashMap<>();
        changes.forEach(change -> moments.computeIfAbsent(change.time() + "\n" + change.actor() + "\n" + change.reason(), any -> new ArrayList<>()).add(change));
        return moments.values().stream().map(together -> new Moment(Words.moment(together.get(0).time()), desk.person(together.get(0).actor()),
                together.get(0).reason(), together.stream().map(change -> difference(change.field(), change.before(), change.after(), language)).toList())).toList();
    }

    /** A field and its values by the names people know. */
    Difference difference(String field, String before, String after, String language) {
        String key = "field." + field;
        return new Difference(desk.words().has(key) ? desk.words().text(language, key) : field, value(field, before, language), value(field, after, language));
    }

    private String value(String field, String value, String language) {
        if (value.isEmpty()) {
            return "";
        }
        return switch (field) {
            case "unit", "parent" -> desk.unit(value, language);
            case "position" -> desk.position(value, language);
            case "roles" -> String.join(", ", List.of(value.split("[\\s,]+")).stream().map(role -> desk.role(role, language)).toList());
            case "from", "to", "move" -> Ask.day(value).map(Words::day).orElse(value);
            case "enabled" -> desk.words().text(language, "field.enabled." + (value.equals("true") || value.equals("1") ? "yes" : "no"));
            case "head" -> desk.person(value);
            case "waiting" -> desk.words().has("act." + value + ".short") ? desk.words().text(language, "act." + value + ".short") : value;
            default -> value;
        };
    }

    /** A move that waits for its day, or one that could not be made on it. */
    public record Planned(long id, String day, String unit, String position, String gained, String lost, String by, String reason, boolean failed) { }

    List<Planned> moves(String login, String language) {
        return desk.moves().of(Optional.of(login)).stream().filter(move -> move.state() == Moves.State.PLANNED
                || move.state() == Moves.State.FAILED && move.settled().filter(desk.clock().instant().minus(TOLD)::isBefore).isPresent())
                .map(move -> new Planned(move.id(), Words.day(move.plan().day()), desk.unit(move.plan().unit(), language),
                        desk.position(move.plan().position(), language), String.join(", ", desk.roles(move.plan().gained(), language)),
                        String.join(", ", desk.roles(move.plan().lost(), language)), desk.person(move.plannedBy()), move.reason(),
                        move.state() == Moves.State.FAILED)).toList();
    }

    List<Waiting> waiting(Registry.Subject kind, String subject, String language) {
        return desk.approvals().waiting().stream().filter(one -> one.kind() == kind && one.subject().equals(subject))
                .map(one -> new Waiting(one.id(), gains(one, language), desk.person(one.askedBy()), Words.moment(one.asked()))).toList();
    }

    /** What is asked for, in words: rights, or what would be done. */
    String gains(Approvals.Approval one, String language) {
        return switch (one.act()) {
            case RIGHTS -> rights(one, language);
            case MOVE -> desk.words().text(language, "act.move", Map.of("roles", rights(one, language), "day", Ask.day(one.wanted()).map(Words::day).orElse("")));
            case EMAIL -> desk.words().text(language, "act.email", Map.of("email", one.wanted()));
            case PASSWORD -> desk.words().text(language, "act.password");
            case SECOND_FACTORS -> desk.words().text(language, "act.second-factors");
        };
    }

    private String rights(Approvals.Approval one, String language) {
        return String.join(", ", one.kind() == Registry.Subject.ROLE ? one.gains().stream().sorted().toList() : desk.roles(one.gains(), language));
    }
}
