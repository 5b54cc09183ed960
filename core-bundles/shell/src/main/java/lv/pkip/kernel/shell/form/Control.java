package lv.pkip.kernel.shell.form;

import java.util.List;

/**
 * A field ready to be shown: everything a template needs, in words and plain values.
 *
 * @param kind        name of the template {@code control/<kind>}
 * @param id          of the element an error links to
 * @param name        of the parameter
 * @param optional    may be left blank; said to the person
 * @param describedBy ids of help, hint and error, for {@code aria-describedby}
 * @param condition   when it is shown, as JSON for the browser; empty: always
 * @param shown       whether it is shown now
 * @param controls    of a group, or the two of a point
 */
public record Control(String kind, String id, String name, String label, String help, String hint, String error,
        String value, boolean optional, boolean checked, boolean readOnly, String describedBy, String condition, boolean shown,
        Marks marks, List<Option> options, List<Control> controls, List<Item> items, boolean more) {

    /** Attributes of an input. */
    public record Marks(String type, String autocomplete, String inputMode, int maxLength, String unit, String accept,
            boolean row, boolean multiple) { }

    /** One choice. */
    public record Option(String id, String value, String label, boolean checked) { }

    /** An element of a repeated group or one file; {@code idName} is the hidden parameter that keeps the file. */
    public record Item(String id, String name, String title, String idName, String fileId, String fileName, String fileSize,
            List<Control> controls) { }
}
