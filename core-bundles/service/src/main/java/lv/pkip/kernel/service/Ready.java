package lv.pkip.kernel.service;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.service.form.FormDialect;
import lv.pkip.kernel.service.form.FormValidator;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.RuleBook;

/**
 * Rule books and form validators made ready once per definition. Keyed by fingerprint and limited in number; they hold
 * nothing of any bundle, so a bundle that goes leaves nothing behind.
 */
public final class Ready {
    private static final int MOST = 64;

    private record Kept(RuleBook rules, Map<String, FormValidator> forms) { }

    private final Map<String, Kept> kept = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    });

    private Kept of(Definition definition) {
        Kept known = kept.get(definition.fingerprint());
        if (known == null) {
            known = make(definition);
            kept.put(definition.fingerprint(), known);
        }
        return known;
    }

    private static Kept make(Definition definition) {
        Problems problems = new Problems();
        Map<String, FormValidator> forms = new LinkedHashMap<>();
        RuleBook rules = RuleBook.read(definition.rules(), problems);
        definition.forms().forEach((id, text) -> FormDialect.check(id, text, problems).ifPresent(s -> forms.put(id, new FormValidator(s))));
        if (!problems.none()) {
            // Definitions are checked before they are offered or archived.
            throw new IllegalStateException("definition " + definition.fingerprint() + " of " + definition.id() + " is not sound: "
                    + String.join("; ", problems.list()));
        }
        return new Kept(rules, forms);
    }

    public RuleBook rules(Definition definition) {
        return of(definition).rules();
    }

    public List<Finding> validate(Definition definition, String form, Answers answers) {
        FormValidator validator = Optional.ofNullable(of(definition).forms().get(form)).orElseThrow(() ->
                new IllegalArgumentException("the service " + definition.id() + " has no form " + form));
        return validator.validate(form, answers, key -> definition.hasText("lv", key));
    }
}
