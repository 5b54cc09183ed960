package lv.pkip.kernel.auditintake;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;

/**
 * Who acts, in the form the state's integrator names people ({@code urn:ivis:100001:name.id-viss}): {@code PK:} a person,
 * {@code AU:…-PK:} an official of an institution, {@code PK:…-UR:} a person for a company, {@code DP:…-PK:} a delegate.
 *
 * @param name         as it is kept: without the prefix, personal code without a hyphen
 * @param organisation number of the institution, of an official
 * @param represented  registration number, of one who acts for a company
 */
record Viss(String name, PartyKind kind, Optional<String> organisation, Optional<String> represented) {
    private static final String PREFIX = "urn:ivis:100001:name.id-viss:";
    private static final String CODE = "PK:([0-9]{6})-?([0-9]{5})";
    private static final Pattern PERSON = Pattern.compile(CODE);
    private static final Pattern OFFICIAL = Pattern.compile("AU:([0-9A-Za-z.]{1,32})-" + CODE);
    private static final Pattern FOR_COMPANY = Pattern.compile(CODE + "-UR:([0-9]{11})");
    private static final Pattern DELEGATE = Pattern.compile("DP:([0-9A-Za-z.:]{1,64})-" + CODE);

    /** Empty when it is written in none of these ways. */
    static Optional<Viss> of(String text) {
        String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        Matcher person = PERSON.matcher(name);
        if (person.matches()) {
            return Optional.of(new Viss("PK:" + person.group(1) + person.group(2), PartyKind.RESIDENT, Optional.empty(), Optional.empty()));
        }
        Matcher official = OFFICIAL.matcher(name);
        if (official.matches()) {
            return Optional.of(new Viss("AU:" + official.group(1) + "-PK:" + official.group(2) + official.group(3), PartyKind.STAFF,
                    Optional.of(official.group(1)), Optional.empty()));
        }
        Matcher company = FOR_COMPANY.matcher(name);
        if (company.matches()) {
            return Optional.of(new Viss("PK:" + company.group(1) + company.group(2) + "-UR:" + company.group(3), PartyKind.RESIDENT,
                    Optional.empty(), Optional.of(company.group(3))));
        }
        Matcher delegate = DELEGATE.matcher(name);
        return delegate.matches() ? Optional.of(new Viss("DP:" + delegate.group(1) + "-PK:" + delegate.group(2) + delegate.group(3),
                PartyKind.RESIDENT, Optional.empty(), Optional.empty())) : Optional.empty();
    }
}
