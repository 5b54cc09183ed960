package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** How values of an attribute are compared (RFC 4517): two that are equal have the same key, and keys sort as the values do. */
enum Rule {
    IGNORE_CASE("1.3.6.1.4.1.1466.115.121.1.15", "caseIgnoreMatch", "caseIgnoreOrderingMatch", "caseIgnoreSubstringsMatch"),
    IGNORE_CASE_IA5("1.3.6.1.4.1.1466.115.121.1.26", "caseIgnoreIA5Match", "caseIgnoreOrderingMatch", "caseIgnoreIA5SubstringsMatch"),
    EXACT_IA5("1.3.6.1.4.1.1466.115.121.1.26", "caseExactIA5Match", "caseExactOrderingMatch", "caseExactIA5SubstringsMatch"),
    INTEGER("1.3.6.1.4.1.1466.115.121.1.27", "integerMatch", "integerOrderingMatch", ""),
    DN_RULE("1.3.6.1.4.1.1466.115.121.1.12", "distinguishedNameMatch", "", ""),
    TELEPHONE("1.3.6.1.4.1.1466.115.121.1.50", "telephoneNumberMatch", "", "telephoneNumberSubstringsMatch"),
    UUID_RULE("1.3.6.1.1.16.1", "UUIDMatch", "UUIDOrderingMatch", ""),
    TIME("1.3.6.1.4.1.1466.115.121.1.24", "generalizedTimeMatch", "generalizedTimeOrderingMatch", ""),
    OID("1.3.6.1.4.1.1466.115.121.1.38", "objectIdentifierMatch", "", ""),
    TRUTH("1.3.6.1.4.1.1466.115.121.1.7", "booleanMatch", "", ""),
    /** Descriptions of the schema: to be read, not searched. */
    NONE("1.3.6.1.4.1.1466.115.121.1.15", "", "", "");

    private static final DateTimeFormatter GENERALIZED = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ofPattern("uuuuMMddHHmmss[.SSS][.SS][.S][XX][X]", Locale.ROOT);

    private static final int LONGEST_NAME = 2048;

    private final String syntax;
    private final String equality;
    private final String ordering;
    private final String substring;

    Rule(String syntax, String equality, String ordering, String substring) {
        this.syntax = syntax;
        this.equality = equality;
        this.ordering = ordering;
        this.substring = substring;
    }

    String syntax() {
        return syntax;
    }

    String equality() {
        return equality;
    }

    String ordering() {
        return ordering;
    }

    String substring() {
        return substring;
    }

    boolean isOrdered() {
        return !ordering.isEmpty();
    }

    /** The rule that a client names by name or number in an extensible filter or a sort key. */
    static Optional<Rule> named(String name) {
        return Optional.ofNullable(switch (name.toLowerCase(Locale.ROOT)) {
            case "caseignorematch", "2.5.13.2", "caseignoreorderingmatch", "2.5.13.3", "caseignoresubstringsmatch", "2.5.13.4" -> IGNORE_CASE;
            case "caseignoreia5match", "1.3.6.1.4.1.1466.109.114.2", "caseignoreia5substringsmatch", "1.3.6.1.4.1.1466.109.114.3" -> IGNORE_CASE_IA5;
            case "caseexactmatch", "2.5.13.5", "caseexactorderingmatch", "2.5.13.6", "caseexactia5match", "1.3.6.1.4.1.1466.109.114.1" -> EXACT_IA5;
            case "integermatch", "2.5.13.14", "integerorderingmatch", "2.5.13.15" -> INTEGER;
            case "distinguishednamematch", "2.5.13.1" -> DN_RULE;
            case "telephonenumbermatch", "2.5.13.20" -> TELEPHONE;
            case "uuidmatch", "1.3.6.1.1.16.2", "uuidorderingmatch", "1.3.6.1.1.16.3" -> UUID_RULE;
            case "generalizedtimematch", "2.5.13.27", "generalizedtimeorderingmatch", "2.5.13.28" -> TIME;
            case "objectidentifiermatch", "2.5.13.0" -> OID;
            case "booleanmatch", "2.5.13.13" -> TRUTH;
            default -> null;
        });
    }

    static String time(Instant instant) {
        return GENERALIZED.format(instant);
    }

    /** The key of a value; null when it is none of this syntax, so that a filter with it is undefined. */
    String key(String value) {
        return switch (this) {
            case IGNORE_CASE, IGNORE_CASE_IA5 -> folded(value, true);
            case EXACT_IA5 -> folded(value, false);
            case INTEGER -> integer(value);
            case DN_RULE -> dn(value);
            case TELEPHONE -> telephone(value);
            case UUID_RULE -> uuid(value);
            case TIME -> moment(value);
            case OID -> Schema.className(value);
            case TRUTH -> value.equalsIgnoreCase("true") ? "TRUE" : value.equalsIgnoreCase("false") ? "FALSE" : null;
            case NONE -> null;
        };
    }

    /** A part of a value in a substring filter: blanks at its ends count, other than in a whole value. */
    String part(String part) {
        return switch (this) {
            case IGNORE_CASE, IGNORE_CASE_IA5 -> spaced(part, true);
            case EXACT_IA5 -> spaced(part, false);
            case TELEPHONE -> telephone(part);
            default -> null;
        };
    }

    /** RFC 4518: composed, in small letters, no blanks at the ends and never two of them. */
    static String folded(String value, boolean ignoreCase) {
        return isPlain(value, ignoreCase) ? value : spaced(value, ignoreCase).strip();
    }

    private static String spaced(String value, boolean ignoreCase) {
        String composed = isAscii(value) ? value : Normalizer.normalize(value, Normalizer.Form.NFKC);
        String cased = ignoreCase ? composed.toLowerCase(Locale.ROOT) : composed;
        StringBuilder text = new StringBuilder(cased.length());
        for (int i = 0; i < cased.length(); i++) {
            char c = cased.charAt(i);
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                text.append(c);
            } else if (text.length() == 0 || text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
        }
        return text.toString();
    }

    /** True when folding would change nothing, as with most logins and addresses. */
    private static boolean isPlain(String value, boolean ignoreCase) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 127 || ignoreCase && c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String value) {
        return value.chars().allMatch(c -> c < 128);
    }

    /** For approximate filters: as folded, and without the marks on letters, so that „Berzins” finds „Bērziņš”. */
    static String rough(String value) {
        return Normalizer.normalize(folded(value, true), Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
    }

    private static String integer(String value) {
        String digits = value.strip();
        return digits.matches("[0-9]{1,18}") ? "0".repeat(18 - digits.length()) + digits : null;
    }

    static String dn(String value) {
        try {
            // No entry has a longer name, and taking longer ones apart costs more than it is worth.
            return value.length() > LONGEST_NAME ? null : DN.normalize(value);
        } catch (LDAPException e) {
            return null;
        }
    }

    private static String telephone(String value) {
        StringBuilder digits = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != ' ' && c != '-') {
                digits.append(Character.toLowerCase(c));
            }
        }
        return digits.toString();
    }

    private static String uuid(String value) {
        try {
            return value.length() == 36 ? UUID.fromString(value).toString() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String moment(String value) {
        String text = value.strip().replace(',', '.');
        try {
            Instant instant = text.endsWith("Z") && text.length() == 15 ? LocalDateTime.parse(text.substring(0, 14),
                    DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)).toInstant(ZoneOffset.UTC) : OffsetDateTime.parse(text, WITH_OFFSET).toInstant();
            return GENERALIZED.format(instant);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
