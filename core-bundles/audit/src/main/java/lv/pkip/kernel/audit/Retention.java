package lv.pkip.kernel.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which class of retention a record is of, and how long each class is kept. A setting that makes no sense leaves what was before:
 * whoever writes a record must never fail over it.
 */
@Component(service = Retention.class)
@Designate(ocd = Retention.Config.class)
public final class Retention {
    /** The class of all that no rule names. */
    static final String GENERAL = "general";
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    /** Below it the database itself ends nothing. */
    private static final int LEAST = 6;
    private static final int MOST = 1200;
    private static final List<String> CLASSES = List.of(
            "general | 18 | 36 | Vispārīgā datu aizsardzības regula, 5. panta 1. punkta e) apakšpunkts",
            "security | 18 | 36 | Ministru kabineta 2025. gada 25. jūnija noteikumi Nr. 397",
            "register | 60 | 60 | Vienošanās ar valsts informācijas sistēmas pārzini",
            "audit | 60 | 60 | Vispārīgā datu aizsardzības regula, 5. panta 2. punkts");
    private static final List<String> RULES = List.of(
            "pkip/audit/audit.archive*/* | audit", "pkip/audit/audit.erase*/* | audit", "pkip/audit/audit.hold*/* | audit",
            "pkip/audit/audit.lift*/* | audit", "pkip/audit/audit.configure/* | audit", "*/*/*/+ | register",
            "*/*/SIGN_IN/* | security", "*/*/SIGN_OUT/* | security", "*/*/GRANT/* | security", "*/*/REVOKE/* | security",
            "*/*/CONFIGURE/* | security", "*/*/START/* | security", "*/*/STOP/* | security");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,15}");

    /** Settings. */
    @ObjectClassDefinition(name = "Audit: how long records are kept")
    public @interface Config {
        @AttributeDefinition(name = "Classes", description = "class | months online | months until personal content is erased | provision; between"
                + " semicolons. general has to be among them. 0 months: for ever. Empty: those that are built in")
        String[] classes() default {};

        @AttributeDefinition(name = "Rules", description = "source/application/act/permission | class, the first that fits; between semicolons. * for"
                + " any; act is a word such as SIGN_IN, or a name such as case.read, or its beginning with *; permission is + where a VIRSIS number"
                + " is given. Empty: those that are built in")
        String[] rules() default {};

        @AttributeDefinition(name = "Least months", description = "No class is kept online for less than this; 6 to 120")
        int leastMonths() default 18;

        @AttributeDefinition(name = "Folder", description = "Where months that have ended go as files; empty: audit-archive in the folder of data")
        String folder() default "";
    }

    /**
     * A class of records.
     *
     * @param online months in the database, 0 for ever
     * @param erased months until what is personal is erased, 0 never
     */
    record Kept(String name, int online, int erased, String provision) {
        static Kept read(String line, int least) {
            String[] parts = Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
            if (parts.length != 4 || !NAME.matcher(parts[0]).matches() || parts[3].isEmpty() || parts[3].length() > 256) {
                throw new IllegalArgumentException("class | months online | months until erased | provision, not: " + line);
            }
            return new Kept(parts[0], months(parts[1], least, line), months(parts[2], least, line), parts[3]);
        }

        private static int months(String text, int least, String line) {
            int months = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
            if (months != 0 && (months < least || months > MOST)) {
                throw new IllegalArgumentException("0 or " + least + " to " + MOST + " months, not: " + line);
            }
            return months;
        }
    }

    /** Which records are of which class. */
    private record Rule(String source, String application, String act, boolean permission, String keep) {
        static Rule read(String line, Map<String, Kept> classes) {
            String[] halves = line.split("\\|", -1);
            String[] parts = halves[0].strip().split("/", -1);
            boolean whole = halves.length == 2 && parts.length == 4 && Arrays.stream(parts).noneMatch(String::isBlank)
                    && (parts[3].equals("*") || parts[3].equals("+")) && classes.containsKey(halves[1].strip());
            if (!whole) {
                throw new IllegalArgumentException("source/application/act/permission | class, not: " + line);
            }
            return new Rule(parts[0], parts[1], parts[2], parts[3].equals("+"), halves[1].strip());
        }

        @Override
        public String toString() {
            return source + "/" + application + "/" + act + "/" + (permission ? "+" : "*") + " | " + keep;
        }

        boolean fits(String ofSource, String ofApplication, Act ofAct, String action, boolean permitted) {
            return (permitted || !permission) && (source.equals("*") || source.equals(ofSource))
                    && (application.equals("*") || application.equals(ofApplication))
                    && (act.equals(ofAct.name()) || act.equals(action) || act.endsWith("*") && action.startsWith(act.substring(0, act.length() - 1)));
        }
    }

    /** What is set, read. */
    private record Chosen(Map<String, Kept> classes, List<Rule> rules, int least, String folder) {
        static Chosen read(Config config) {
            if (config.leastMonths() < LEAST || config.leastMonths() > 120) {
                throw new IllegalArgumentException("leastMonths is 6 to 120");
            }
            Map<String, Kept> classes = new LinkedHashMap<>();
            for (String line : lines(config.classes(), CLASSES)) {
                Kept one = Kept.read(line, config.leastMonths());
                if (classes.put(one.name(), one) != null) {
                    throw new IllegalArgumentException("twice: " + one.name());
                }
            }
            if (!classes.containsKey(GENERAL)) {
                throw new IllegalArgumentException("the class general has to be there");
            }
            List<Rule> rules = new ArrayList<>();
            boolean own = !lines(config.rules(), List.of()).isEmpty();
            for (String line : lines(config.rules(), RULES)) {
                // A rule that is built in counts where its class is there.
                if (own || classes.containsKey(line.split("\\|")[1].strip())) {
                    rules.add(Rule.read(line, classes));
                }
            }
            return new Chosen(classes, List.copyOf(rules), config.leastMonths(), config.folder());
        }
    }

    private static List<String> lines(String[] set, List<String> otherwise) {
        List<String> lines = Arrays.stream(set).flatMap(some -> Arrays.stream(some.split(";"))).map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.isEmpty() ? otherwise : lines;
    }

    private volatile Chosen set;

    @Activate
    public Retention(Config config) {
        try {
            set = Chosen.read(config);
        } catch (IllegalArgumentException e) {
            LOG.error("the setting of retention makes no sense, nothing ends until it is mended: {}", e.getMessage());
            set = new Chosen(Map.of(GENERAL, new Kept(GENERAL, 0, 0, "-")), List.of(), LEAST, "");
        }
    }

    @Modified
    void configured(Config config) {
        try {
            set = Chosen.read(config);
        } catch (IllegalArgumentException e) {
            LOG.error("the new setting of retention makes no sense, the one before stays: {}", e.getMessage());
        }
    }

    String classOf(String source, AuditRecord record) {
        return classOf(source, record.application(), record.action(), record.sourceAction(), record.permission().isPresent());
    }

    String classOf(String source, String application, Act act, String action, boolean permission) {
        for (Rule rule : set.rules()) {
            if (rule.fits(source, application, act, action, permission)) {
                return rule.keep();
            }
        }
        return GENERAL;
    }

    List<Kept> classes() {
        return List.copyOf(set.classes().values());
    }

    Optional<Kept> named(String name) {
        return Optional.ofNullable(set.classes().get(name));
    }

    /** All of it, for the record of a change. */
    Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        Chosen now = set;
        told.put("retention", now.least() + " " + now.folder());
        now.classes().values().forEach(one -> told.put("class " + one.name(), one.online() + " | " + one.erased() + " | " + one.provision()));
        for (int i = 0; i < now.rules().size(); i++) {
            told.put("rule " + (i + 1), now.rules().get(i).toString());
        }
        return told;
    }

    Optional<String> folder() {
        return Optional.of(set.folder()).filter(folder -> !folder.isBlank());
    }
}
