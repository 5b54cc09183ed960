package lv.pkip.kernel.api.service;

import java.util.Map;
import java.util.Objects;

/**
 * Something to say about a field before an application is taken.
 *
 * @param field    dotted path, {@code trees.0.diameter}; empty string for the whole form
 * @param key      key of the text in the service's messages, or a platform key such as {@code error.required}
 * @param args     values for placeholders in the text, {@code {minimum}}
 * @param severity what it means for submitting
 */
public record Finding(String field, String key, Map<String, String> args, Severity severity) {

    /** Consequence of a finding. */
    public enum Severity {
        /** To be mended before submitting. */
        ERROR,
        /** No application is needed or possible; the text says why. Submitting is refused. */
        STOP,
        /** Good to know; submitting is possible. */
        NOTICE
    }

    public Finding {
        Objects.requireNonNull(field);
        Objects.requireNonNull(key);
        args = Map.copyOf(args);
        Objects.requireNonNull(severity);
    }

    public static Finding error(String field, String key) {
        return new Finding(field, key, Map.of(), Severity.ERROR);
    }

    public static Finding stop(String field, String key) {
        return new Finding(field, key, Map.of(), Severity.STOP);
    }

    public static Finding notice(String field, String key) {
        return new Finding(field, key, Map.of(), Severity.NOTICE);
    }

    public Finding with(Map<String, String> args) {
        return new Finding(field, key, args, severity);
    }
}
