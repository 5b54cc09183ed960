package lv.pkip.kernel.console;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;

/** Takes options that stand behind the arguments, where people write them; Karaf itself looks for them only in front. */
final class LateOptions {

    private LateOptions() { }

    /**
     * The same for a command whose second argument names something.
     *
     * @return what it names; null when there is an option in its place
     */
    static String take(Action command, String named, List<String> words) {
        List<String> behind = new ArrayList<>(words == null ? List.of() : words);
        boolean option = named != null && named.startsWith("-");
        if (option) {
            behind.add(0, named);
        }
        take(command, behind);
        return option ? null : named;
    }

    /** What has to be named. */
    static String needed(String named, String what) {
        if (named == null) {
            throw new IllegalArgumentException("name the " + what);
        }
        return named;
    }

    /** Words between commas, each once, in the order they stand in. */
    static List<String> words(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(word -> !word.isEmpty()).distinct().toList();
    }

    /** Sets the options of a command from what stands behind its arguments. */
    static void take(Action command, List<String> words) {
        Iterator<String> rest = words == null ? List.<String>of().iterator() : words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            Field field = Arrays.stream(command.getClass().getDeclaredFields()).filter(f -> isNamed(f, word)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no place for '" + word + "'; --help tells what there is"));
            set(command, field, word, rest);
        }
    }

    private static boolean isNamed(Field field, String word) {
        Option option = field.getAnnotation(Option.class);
        return option != null && (option.name().equals(word) || Arrays.asList(option.aliases()).contains(word));
    }

    private static void set(Action command, Field field, String word, Iterator<String> rest) {
        try {
            if (field.getType() == boolean.class) {
                field.setBoolean(command, true);
            } else if (rest.hasNext()) {
                field.set(command, rest.next());
            } else {
                throw new IllegalArgumentException(word + " needs a value");
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
