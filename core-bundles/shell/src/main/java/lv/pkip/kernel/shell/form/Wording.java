package lv.pkip.kernel.shell.form;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.frame.Texts;

/** Texts of one service in one language, the platform's own behind them. */
public final class Wording {
    private final Definition definition;
    private final Texts texts;
    private final String language;

    public Wording(Definition definition, Texts texts, String language) {
        this.definition = definition;
        this.texts = texts;
        this.language = language;
    }

    public String language() {
        return language;
    }

    public Definition definition() {
        return definition;
    }

    /** A text of the service. */
    public String of(String key) {
        return definition.hasText(language, key) ? definition.text(language, key) : texts.get(language, key);
    }

    public Optional<String> maybe(String key) {
        return definition.hasText(language, key) ? Optional.of(definition.text(language, key)) : Optional.empty();
    }

    /** A text of the platform. */
    public String platform(String key, Map<String, ?> arguments) {
        return texts.get(language, key, arguments);
    }

    /** What a finding says: the field's own word for it, else the service's, else the platform's. */
    public String of(Finding finding, String form) {
        String plain = finding.field().replaceAll("\\.[0-9]+(?=\\.|$)", "");
        Map<String, Object> arguments = new LinkedHashMap<>();
        finding.args().forEach((name, value) -> arguments.put(name, shown(value)));
        String own = form + (plain.isEmpty() ? "" : "." + plain) + "." + finding.key();
        String text = maybe(own).orElseGet(() -> of(finding.key()));
        return Texts.fill(text, arguments);
    }

    /** The same for a list of errors, where the field's name is needed unless the text is the field's own. */
    public String listed(Finding finding, String form) {
        String plain = finding.field().replaceAll("\\.[0-9]+(?=\\.|$)", "");
        Optional<String> label = maybe(form + "." + plain).filter(l -> finding.key().startsWith("error.") && !definition.hasText(language, finding.key())
                && maybe(form + "." + plain + "." + finding.key()).isEmpty());
        return label.map(l -> (l.endsWith("?") ? l + " " : l + ": ") + of(finding, form)).orElseGet(() -> of(finding, form));
    }

    /** Numbers and dates in findings are written as everywhere else. */
    private static String shown(String value) {
        return value.matches("-?[0-9]{1,15}(\\.[0-9]{1,9})?") ? Formats.number(new BigDecimal(value)) : Formats.isoDay(value);
    }

    /** Shown instead of a raw value of a choice. */
    public String option(String form, String path, String value) {
        return maybe(form + "." + path + ".enum." + value).orElse(value);
    }
}
