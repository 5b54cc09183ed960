package lv.pkip.kernel.identityoidc;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Words between spaces, as lists stand in one column and scopes in one parameter. */
final class Words {
    private Words() { }

    static List<String> list(String text) {
        return text == null || text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
    }

    static Set<String> set(String text) {
        return new LinkedHashSet<>(list(text));
    }

    static String of(Collection<String> words) {
        return String.join(" ", words);
    }
}
