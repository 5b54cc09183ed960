package lv.pkip.kernel.identitydesk;

/**
 * Something one can choose in a form or filter.
 *
 * @param note said smaller beside it, may be empty
 */
public record Choice(String value, String text, String note, boolean chosen) {
    Choice(String value, String text, boolean chosen) {
        this(value, text, "", chosen);
    }
}
