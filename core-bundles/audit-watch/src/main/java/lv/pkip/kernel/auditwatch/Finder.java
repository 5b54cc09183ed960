package lv.pkip.kernel.auditwatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.audit.AuditRecord;
import lv.pkip.kernel.api.audit.AuditTrail.Stored;
import lv.pkip.kernel.auditwatch.Cells.Cell;
import lv.pkip.kernel.auditwatch.Window.Mark;

/** Goes through records with the rules: which of them are something to alert of. Changes cells only. */
final class Finder {
    /** A pattern that did not come for so long is new again. */
    private static final long FORGET = Duration.ofDays(400).toMillis();
    /** So long a pattern's last time is not written anew. */
    private static final long REFRESH = Duration.ofDays(7).toMillis();
    private final Hours hours;

    Finder(Hours hours) {
        this.hours = hours;
    }

    /** A record that a rule looks at. */
    private record Looked(Rule rule, Stored stored, Group group, long when) {
        String cell() {
            return rule.id() + "/" + group.hash();
        }

        String pattern() {
            return cell() + "/" + Group.hash(Finder.pattern(rule.spec(), stored));
        }
    }

    /**
     * What the rules find, in the order of the records.
     *
     * @param quietBelow records at places below only teach patterns
     */
    List<Hit> find(List<Rule> rules, List<Stored> records, long quietBelow, Cells cells) {
        List<Looked> looked = new ArrayList<>();
        for (Stored stored : records) {
            if (stored.erased()) {
                continue; // nobody stands in it any more
            }
            boolean quiet = stored.place().orElse(Long.MAX_VALUE) < quietBelow;
            // No source knows the future; what its clock says of the past may be true.
            long when = Math.min(stored.record().time().toEpochMilli(), stored.received().toEpochMilli());
            for (Rule rule : rules) {
                boolean counts = rule.on() && rule.spec().sort() != Spec.Sort.SILENT && !(quiet && rule.spec().sort() == Spec.Sort.COUNT) && rule.spec().matches(stored)
                        && !(rule.spec().closed() && hours.isOpen(when, rule.spec()));
                if (counts) {
                    Group.of(rule.spec().by(), stored).ifPresent(group -> looked.add(new Looked(rule, stored, group, when)));
                }
            }
        }
        Set<String> ids = new HashSet<>();
        looked.forEach(one -> {
            ids.add(one.cell());
            if (one.rule().spec().sort() == Spec.Sort.PATTERN) {
                ids.add(one.pattern());
            }
        });
        cells.need(ids);
        List<Hit> hits = new ArrayList<>();
        looked.forEach(one -> (one.rule().spec().sort() == Spec.Sort.COUNT ? counted(one, cells) : unseen(one, quietBelow, cells)).ifPresent(hits::add));
        return hits;
    }

    private static Optional<Hit> counted(Looked one, Cells cells) {
        Spec spec = one.rule().spec();
        Optional<String> thing = thing(spec.of(), one.stored());
        if (thing.isEmpty()) {
            return Optional.empty();
        }
        Mark mark = new Mark(one.stored().sequence(), one.when());
        Window window = cells.window(one.cell());
        window.add(thing.get(), mark, spec.more());
        cells.keep(one.cell(), one.stored().received().toEpochMilli() + spec.window());
        return window.isFull(spec.more(), spec.window()) ? Optional.of(new Hit(one.rule(), one.group(), mark, window.marks(), "")) : Optional.empty();
    }

    private static Optional<String> thing(Spec.Of of, Stored stored) {
        return switch (of) {
            case RECORDS -> Optional.of(Long.toString(stored.sequence(), Character.MAX_RADIX));
            case SUBJECTS -> stored.record().dataSubject().filter(subject -> !stored.record().actor().id().equals(subject)).map(Finder::brief);
            case ACTORS -> Optional.of(brief(stored.source() + "\n" + stored.record().actor().id()));
        };
    }

    private static String brief(String text) {
        return Group.hash(text).substring(0, 16);
    }

    private static Optional<Hit> unseen(Looked one, long quietBelow, Cells cells) {
        long received = one.stored().received().toEpochMilli();
        Optional<Cell> subject = cells.get(one.cell());
        long first = subject.map(cell -> Long.parseLong(cell.items())).orElse(one.when());
        if (subject.isEmpty() || subject.get().until() < received + FORGET - REFRESH) {
            cells.put(one.cell(), String.valueOf(first), received + FORGET);
        }
        Optional<Cell> seen = cells.get(one.pattern());
        if (seen.isEmpty() || seen.get().until() < received + FORGET - REFRESH) {
            cells.put(one.pattern(), "1", received + FORGET);
        }
        boolean learning = one.when() - first < Duration.ofDays(one.rule().spec().learnDays()).toMillis() || one.stored().place().orElse(Long.MAX_VALUE) < quietBelow;
        return seen.isPresent() || learning ? Optional.empty()
                : Optional.of(new Hit(one.rule(), one.group(), new Mark(one.stored().sequence(), one.when()), List.of(), Codes.covered(pattern(one.rule().spec(), one.stored()))));
    }

    /** The pattern in words of the record. */
    static String pattern(Spec spec, Stored stored) {
        AuditRecord r = stored.record();
        return spec.fields().stream().map(field -> field.name().toLowerCase(Locale.ROOT) + "=" + switch (field) {
            case SOURCE -> stored.source();
            case APPLICATION -> r.application();
            case ACT -> r.action().name();
            case CODE -> r.sourceAction();
            case ADDRESS -> r.address().orElse("–");
            case KIND -> r.actor().kind().name();
        }).collect(Collectors.joining(", "));
    }
}
