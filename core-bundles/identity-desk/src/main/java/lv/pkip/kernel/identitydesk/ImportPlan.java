package lv.pkip.kernel.identitydesk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lv.pkip.kernel.api.registry.Account;

/** What a file of accounts would do, line by line, before anything is done. */
final class ImportPlan {
    static final int MOST_LINES = 5000;
    static final int MOST_BYTES = 2_000_000;
    /** Each new account costs a slow hash of its password, and the one who waits is a person at a browser. */
    static final int MOST_NEW = 500;
    private static final int MOST_CELLS = 64;
    private final Desk desk;
    private final String language;
    private final AccountViews views;
    private final List<Row> rows = new ArrayList<>();
    private final List<Account> fresh = new ArrayList<>();
    private final List<Account> changed = new ArrayList<>();

    private ImportPlan(Desk desk, String language) {
        this.desk = desk;
        this.language = language;
        this.views = new AccountViews(desk);
    }

    /**
     * What one line does.
     *
     * @param effect      {@code new}, {@code changed}, {@code same} or {@code error}
     * @param differences fields that change; of a new account those that are filled in
     * @param second      roles that wait for a second person
     */
    public record Row(int number, String login, String name, String effect, List<AccountViews.Difference> differences, List<String> flaws, List<String> second) { }

    static ImportPlan of(Desk desk, String text, String language) throws Csv.Broken {
        List<Csv.Line> lines = Csv.read(text, MOST_LINES + 1, MOST_CELLS);
        if (lines.isEmpty()) {
            throw new Csv.Broken("import.broken.empty");
        }
        List<String> heads = heads(desk.words(), lines.get(0));
        ImportPlan plan = new ImportPlan(desk, language);
        Map<String, Integer> seen = new HashMap<>();
        for (Csv.Line line : lines.subList(1, lines.size())) {
            plan.add(line, heads, seen);
        }
        if (plan.rows.isEmpty()) {
            throw new Csv.Broken("import.broken.empty");
        }
        if (plan.fresh.size() > MOST_NEW) {
            throw new Csv.Broken("import.broken.new");
        }
        return plan;
    }

    /** Columns by their names, or by what the fields are called in any of the three languages. */
    private static List<String> heads(Words words, Csv.Line line) throws Csv.Broken {
        List<String> heads = new ArrayList<>();
        for (String cell : line.cells()) {
            String head = AccountFields.NAMES.stream().filter(name -> name.equalsIgnoreCase(cell) || words.says("field." + name, cell)).findFirst().orElse("");
            if (head.isEmpty() && !cell.isEmpty()) {
                throw new Csv.Broken("import.broken.head");
            }
            if (!head.isEmpty() && heads.contains(head)) {
                throw new Csv.Broken("import.broken.head-twice");
            }
            heads.add(head);
        }
        if (!heads.contains("login")) {
            throw new Csv.Broken("import.broken.no-login");
        }
        return heads;
    }

    private void add(Csv.Line line, List<String> heads, Map<String, Integer> seen) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < heads.size() && i < line.cells().size(); i++) {
            if (!heads.get(i).isEmpty()) {
                cells.put(heads.get(i), line.cells().get(i));
            }
        }
        Flaws flaws = new Flaws(desk.words(), language);
        if (line.cells().size() > heads.size() && line.cells().subList(heads.size(), line.cells().size()).stream().anyMatch(c -> !c.isEmpty())) {
            flaws.add("cells", "import.error.cells");
        }
        String login = cells.getOrDefault("login", "");
        Integer before = seen.putIfAbsent(login, line.number());
        if (before != null) {
            flaws.add("login", "import.error.twice");
        }
        Account stored = desk.directory().account(login).orElse(null);
        Map<String, String> old = stored == null ? new LinkedHashMap<>(Map.of("language", "lv", "kind", "person", "enabled", "1")) : AccountFields.of(stored);
        Map<String, String> fields = new LinkedHashMap<>(old);
        cells.forEach((name, value) -> fields.put(name, normal(name, value, flaws)));
        renamed(cells, old, fields);
        AccountFields.check(desk, fields, flaws);
        AccountFields.named(fields);
        if (stored != null && !fields.get("kind").equals(old.get("kind"))) {
            flaws.add("kind", "import.error.kind");
        }
        note(line.number(), login, stored, old, fields, flaws);
    }

    /** Who is renamed without a column for the displayed name is displayed by the new name, if that followed from the old one. */
    private static void renamed(Map<String, String> cells, Map<String, String> old, Map<String, String> fields) {
        String followed = (old.getOrDefault("givenName", "") + " " + old.getOrDefault("familyName", "")).strip();
        if (cells.getOrDefault("displayName", "").isEmpty() && (old.getOrDefault("displayName", "").equals(followed) || cells.containsKey("displayName"))) {
            fields.put("displayName", (fields.getOrDefault("givenName", "") + " " + fields.getOrDefault("familyName", "")).strip());
        }
    }

    private String normal(String name, String value, Flaws flaws) {
        if (value.length() > 1000) {
            flaws.add(name, "import.error.long");
            return "";
        }
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "from", "to" -> Ask.day(value).map(Object::toString).orElse(value);
            case "roles" -> String.join(" ", new TreeSet<>(AccountFields.roles(Map.of("roles", value))));
            case "enabled" -> {
                boolean no = lower.equals("0") || lower.equals("false") || desk.words().says("field.enabled.no", lower);
                if (!no && !value.isEmpty() && !lower.equals("1") && !lower.equals("true") && !desk.words().says("field.enabled.yes", lower)) {
                    flaws.add("enabled", "import.error.enabled");
                }
                yield no ? "0" : "1";
            }
            case "kind" -> {
                if (!value.isEmpty() && !Set.of("person", "service").contains(lower)) {
                    flaws.add("kind", "import.error.kind");
                }
                yield lower.isEmpty() ? "person" : lower;
            }
            case "language" -> lower.isEmpty() ? "lv" : lower;
            default -> value.strip();
        };
    }

    private void note(int number, String login, Account stored, Map<String, String> old, Map<String, String> fields, Flaws flaws) {
        String name = fields.getOrDefault("displayName", "");
        if (!flaws.none()) {
            rows.add(new Row(number, login, name, "error", List.of(), flaws.list().stream().map(f -> views.difference(f.field(), "", "", language).field()
                    + ": " + f.text()).toList(), List.of()));
            return;
        }
        List<AccountViews.Difference> differences = AccountFields.NAMES.stream().filter(n -> !n.equals("login"))
                .filter(n -> !old.getOrDefault(n, "").equals(fields.getOrDefault(n, "")))
                .map(n -> views.difference(n, old.getOrDefault(n, ""), fields.getOrDefault(n, ""), language)).toList();
        Set<String> gained = new TreeSet<>(AccountFields.roles(fields));
        gained.removeAll(AccountFields.roles(old));
        List<String> second = desk.roles(new TreeSet<>(gained.stream().filter(desk.abilities()::isPrivileged).toList()), language);
        if (stored == null) {
            fresh.add(AccountFields.fresh(fields));
            rows.add(new Row(number, login, name, "new", differences, List.of(), second));
        } else if (differences.isEmpty()) {
            rows.add(new Row(number, login, name, "same", List.of(), List.of(), List.of()));
        } else {
            changed.add(AccountFields.changed(stored, fields, stored.version()));
            rows.add(new Row(number, login, name, "changed", differences, List.of(), second));
        }
    }

    List<Row> rows() {
        return rows;
    }

    long count(String effect) {
        return rows.stream().filter(row -> row.effect().equals(effect)).count();
    }

    boolean isApplicable() {
        return count("error") == 0 && !(fresh.isEmpty() && changed.isEmpty());
    }

    List<Account> fresh() {
        return fresh;
    }

    List<Account> changed() {
        return changed;
    }

    /** The same for the same effect only, so that what is confirmed is what was shown. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            fresh.forEach(account -> digest.update((AccountFields.of(account) + "\n").getBytes(StandardCharsets.UTF_8)));
            changed.forEach(account -> digest.update((account.version() + " " + AccountFields.of(account) + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
