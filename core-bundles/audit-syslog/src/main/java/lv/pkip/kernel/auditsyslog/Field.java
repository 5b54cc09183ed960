package lv.pkip.kernel.auditsyslog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a field of a record comes from: {@code audit@32473.subject}, {@code $app-name}, {@code 'a text'}, several of them with
 * {@code |} between, of which the first that says something counts. A PARAM-NAME with a dot in it is written with a space before it.
 */
final class Field {
    private static final Set<String> HEADER = Set.of("$hostname", "$app-name", "$procid", "$msgid", "$severity", "$facility", "$msg");
    private static final String NAME = "[!-~&&[^=\\]\"]]{1,32}";
    private static final Field NONE = new Field(List.of());

    private final List<Choice> choices;

    /** One of those that a field may come from. */
    private record Choice(String element, String name) { }

    /**
     * What was found.
     *
     * @param param where, when it is a parameter that stood there once
     */
    record Found(String value, Optional<Place> param) { }

    /** A parameter of an element. */
    record Place(String element, String param) { }

    private Field(List<Choice> choices) {
        this.choices = choices;
    }

    static Field none() {
        return NONE;
    }

    /** @throws IllegalArgumentException with what is wrong with it */
    static Field read(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        List<Choice> choices = new ArrayList<>();
        for (String each : text.strip().split("\\s+\\|(?:\\s+|$)", -1)) {
            choices.add(choice(each.strip()));
        }
        return new Field(choices);
    }

    private static Choice choice(String text) {
        if (text.startsWith("'")) {
            if (text.length() < 3 || !text.endsWith("'") || text.indexOf('\'', 1) != text.length() - 1) {
                throw new IllegalArgumentException("the text " + text + " is not closed, or empty");
            }
            return new Choice("'", text.substring(1, text.length() - 1));
        }
        if (text.startsWith("$")) {
            if (!HEADER.contains(text)) {
                throw new IllegalArgumentException(text + " is not one of " + String.join(", ", HEADER.stream().sorted().toList()));
            }
            return new Choice("$", text);
        }
        int split = text.indexOf(' ') >= 0 ? text.indexOf(' ') : text.lastIndexOf('.');
        if (split < 0 || !text.substring(0, split).matches(NAME) || !text.substring(split + 1).strip().matches(NAME)) {
            throw new IllegalArgumentException(text + " is neither SD-ID.PARAM, nor a field of the header with $ before it, nor a text in '…'");
        }
        return new Choice(text.substring(0, split), text.substring(split + 1).strip());
    }

    boolean isNone() {
        return choices.isEmpty();
    }

    /** True when no message can leave it empty. */
    boolean isSure() {
        return choices.stream().anyMatch(choice -> choice.element().equals("'"));
    }

    /** Texts that it gives whatever is sent. */
    List<String> texts() {
        return choices.stream().filter(choice -> choice.element().equals("'")).map(Choice::name).toList();
    }

    Optional<Found> in(Message message) {
        for (Choice choice : choices) {
            if (choice.element().equals("'")) {
                return Optional.of(new Found(choice.name(), Optional.empty()));
            }
            if (choice.element().equals("$")) {
                Optional<String> value = header(choice.name(), message).filter(text -> !text.isBlank());
                if (value.isPresent()) {
                    return Optional.of(new Found(value.get(), Optional.empty()));
                }
                continue;
            }
            List<String> values = message.values(choice.element(), choice.name());
            if (!values.isEmpty() && !values.get(0).isBlank()) {
                return Optional.of(new Found(values.get(0), values.size() == 1 ? Optional.of(new Place(choice.element(), choice.name())) : Optional.empty()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> header(String name, Message message) {
        return switch (name) {
            case "$hostname" -> message.hostname();
            case "$app-name" -> message.appName();
            case "$procid" -> message.procid();
            case "$msgid" -> message.msgid();
            case "$severity" -> Optional.of(Integer.toString(message.severity()));
            case "$facility" -> Optional.of(Integer.toString(message.facility()));
            default -> Optional.of(message.text());
        };
    }
}
