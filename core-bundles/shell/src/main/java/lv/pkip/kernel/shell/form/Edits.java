package lv.pkip.kernel.shell.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.service.Answers;

/** Adds to and takes from lists inside answers, by parameter name. */
public final class Edits {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([0-9]{1,4})]");
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\[([0-9]{1,4})]");

    private Edits() { }

    /** An element at the end of the list named {@code trees}. */
    public static Answers add(Answers answers, String list, Object element) {
        return change(answers, list, found -> {
            List<Object> longer = new ArrayList<>(found instanceof List<?> l ? l : List.of());
            longer.add(element);
            return longer;
        });
    }

    /** Without the element named {@code trees[1]}; unchanged when there is none. */
    public static Answers remove(Answers answers, String element) {
        Matcher matcher = ELEMENT.matcher(element);
        if (!matcher.matches()) {
            return answers;
        }
        int index = Integer.parseInt(matcher.group(2));
        return change(answers, matcher.group(1), found -> {
            List<Object> shorter = new ArrayList<>(found instanceof List<?> l ? l : List.of());
            if (index < shorter.size()) {
                shorter.remove(index);
            }
            return shorter;
        });
    }

    /** Value at a parameter name. */
    public static Optional<Object> at(Answers answers, String name) {
        return answers.at(name.replaceAll("\\[([0-9]+)]", ".$1"));
    }

    private static Answers change(Answers answers, String name, UnaryOperator<Object> change) {
        List<String> path = new ArrayList<>();
        Matcher matcher = STEP.matcher(name);
        while (matcher.find()) {
            path.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> tree = (Map<String, Object>) change(answers.asMap(), path, change);
        return Answers.of(tree);
    }

    private static Object change(Object here, List<String> path, UnaryOperator<Object> change) {
        if (path.isEmpty()) {
            return change.apply(here);
        }
        String step = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (here instanceof List<?> list) {
            int index = step.matches("[0-9]{1,4}") ? Integer.parseInt(step) : -1;
            List<Object> copy = new ArrayList<>(list);
            if (index >= 0 && index < copy.size()) {
                copy.set(index, change(copy.get(index), rest, change));
            }
            return copy;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        if (here instanceof Map<?, ?> map) {
            map.forEach((k, v) -> copy.put((String) k, v));
        }
        copy.put(step, change(copy.get(step), rest, change));
        return copy;
    }
}
