package lv.pkip.kernel.auditproof;

import java.util.List;

/** Something that is to be proved is not written as it has to be; the code says in what way, the line where, and nothing of its content. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final long line;

    public Malformed(String code) {
        this(code, 0);
    }

    private Malformed(String code, long line) {
        super(line == 0 ? code : code + " in line " + line);
        this.code = code;
        this.line = line;
    }

    /** As it is, of a line counted from 1. */
    public Malformed inLine(long number) {
        return new Malformed(code, number);
    }

    public String code() {
        return code;
    }

    /** Counted from 1; 0 where there are no lines. */
    public long line() {
        return line;
    }

    /** All that is said with these codes, so that texts can be held against it. */
    static final List<String> CODES = List.of("utf8", "surrogate", "json", "json-limits", "json-number", "json-type", "json-field", "base64", "length",
            "note", "note-signature", "note-size", "key", "checkpoint", "header", "record", "record-fields", "footer", "line-length", "gzip", "incomplete", "after-footer",
            "unsigned", "signature", "empty");
}
