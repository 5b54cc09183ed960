package lv.pkip.kernel.console.install;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads manifest headers such as {@code Import-Package}: packages with a version and whether they may be absent. */
final class Clauses {
    private static final Pattern VERSION = Pattern.compile(";\\s*version\\s*=\\s*(?:\"([^\"]*)\"|([^;\"]+))");

    /** One package of a header; the version is a range in imports and a version in exports. */
    record Clause(String name, String version, boolean optional) { }

    private Clauses() {
    }

    static List<Clause> of(String header) {
        List<Clause> clauses = new ArrayList<>();
        for (String text : split(header)) {
            Matcher version = VERSION.matcher(text);
            String found = !version.find() ? "0" : version.group(1) != null ? version.group(1) : version.group(2).trim();
            boolean optional = text.replace(" ", "").replace("\"", "").contains("resolution:=optional");
            for (String part : text.split(";")) {
                if (part.contains("=")) {
                    break;
                }
                clauses.add(new Clause(part.trim(), found, optional));
            }
        }
        return clauses;
    }

    /** At commas outside of quotes: a range has a comma in it. */
    private static List<String> split(String header) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : header.toCharArray()) {
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts.stream().map(String::trim).filter(text -> !text.isEmpty()).toList();
    }
}
