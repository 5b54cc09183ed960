package lv.pkip.kernel.auditdesk;

import java.util.Optional;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AuditTrail.Query;
import lv.pkip.kernel.api.identity.PersonalCode;

/** Tells personal codes from other things that are written with eleven digits. */
final class Codes {
    private static final Pattern WITH_DASH = Pattern.compile("(?<![0-9])[0-9]{6}-[0-9]{5}(?![0-9])");
    private static final int SHOWN = 2;

    private Codes() { }

    /** A personal code; registration numbers of companies begin with 4, 5 or 9, which no personal code does. */
    static Optional<String> personal(String text) {
        return PersonalCode.read(text).filter(code -> text.contains("-") || code.charAt(0) < '4');
    }

    /** True when a personal code stands anywhere in a text, written as people write it. */
    static boolean isIn(String text) {
        return WITH_DASH.matcher(text).find();
    }

    /** True when a query asks for somebody by a personal code, because there is no key. */
    static boolean areIn(Query query) {
        return query.dataSubject().flatMap(Codes::personal).isPresent() || query.actor().flatMap(Codes::personal).isPresent();
    }

    /** The same query as it may be stored. */
    static Query covered(Query q) {
        return new Query(q.from(), q.to(), q.dataSubject().map(Codes::covered), q.actor().map(Codes::covered), q.source(), q.application(), q.action(), q.sourceAction(),
                q.caseNumber(), q.objectType(), q.objectId(), q.outcome(), q.text());
    }

    /** Enough of a code to tell two apart in a list, and not the code. */
    static String covered(String text) {
        return personal(text).map(code -> "•••••••••" + code.substring(code.length() - SHOWN)).orElse(text);
    }
}
