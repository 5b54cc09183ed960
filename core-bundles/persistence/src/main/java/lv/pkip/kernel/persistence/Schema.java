package lv.pkip.kernel.persistence;

import java.util.ArrayList;
import java.util.List;

/** One clause of a bundle's {@code PKIP-Schema} header: a persistence unit and the change log that makes its tables. */
record Schema(String unit, String changeLog) {
    static final String HEADER = "PKIP-Schema";

    Schema {
        if (!unit.matches("[a-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException(HEADER + ": no name of a unit: " + unit);
        }
        if (!changeLog.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9._-]+)*/[A-Za-z0-9_-]+\\.xml") || changeLog.contains("..")) {
            throw new IllegalArgumentException(HEADER + ": no path of a change log in a folder of the bundle: " + changeLog);
        }
    }

    /** Reads {@code <unit>=<folder>/<file>.xml}, several separated by commas. */
    static List<Schema> parse(String header) {
        List<Schema> schemas = new ArrayList<>();
        for (String clause : header.split(",")) {
            String[] parts = clause.trim().split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(HEADER + ": <unit>=<path> expected, not " + clause);
            }
            schemas.add(new Schema(parts[0].trim(), parts[1].trim()));
        }
        return schemas;
    }

    /** Folder of the change log; everything in it belongs to the schema. */
    String folder() {
        return changeLog.substring(0, changeLog.lastIndexOf('/'));
    }
}
