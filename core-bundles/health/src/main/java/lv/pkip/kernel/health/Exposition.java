package lv.pkip.kernel.health;

import java.util.Map;

/** Writes the Prometheus text format 0.0.4: a help and a type line per metric, then its samples. */
final class Exposition {

    private final StringBuilder text = new StringBuilder();

    Exposition metric(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    Exposition sample(String name, Map<String, String> labels, Number value) {
        text.append(name);
        if (!labels.isEmpty()) {
            String separator = "{";
            for (Map.Entry<String, String> label : labels.entrySet()) {
                text.append(separator).append(label.getKey()).append("=\"").append(label.getValue().replace("\\", "\\\\")
                        .replace("\"", "\\\"").replace("\n", "\\n")).append('"');
                separator = ",";
            }
            text.append('}');
        }
        text.append(' ').append(value).append('\n');
        return this;
    }

    Exposition gauge(String name, String help, Number value) {
        return metric(name, "gauge", help).sample(name, Map.of(), value);
    }

    void append(Exposition more) {
        text.append(more.text);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
