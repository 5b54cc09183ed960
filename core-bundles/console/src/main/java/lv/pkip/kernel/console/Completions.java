package lv.pkip.kernel.console;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completing from a list that is made at the moment; what cannot be listed completes to nothing. */
final class Completions {

    private Completions() { }

    static int complete(Supplier<Collection<String>> words, Session session, CommandLine line, List<String> candidates) {
        try {
            return new StringsCompleter(new TreeSet<>(words.get())).complete(session, line, candidates);
        } catch (RuntimeException e) {
            return -1;
        }
    }
}
