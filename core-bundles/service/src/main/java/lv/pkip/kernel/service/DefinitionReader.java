package lv.pkip.kernel.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.service.form.FormDialect;
import lv.pkip.kernel.service.form.FormShape;
import lv.pkip.kernel.service.reading.Json;
import lv.pkip.kernel.service.reading.Problems;
import lv.pkip.kernel.service.rules.RuleBook;

/** Makes a definition out of a service's files, or says everything that is wrong with them. */
public final class DefinitionReader {

    private DefinitionReader() {
    }

    /** The checked definition; empty with problems. */
    public static Optional<Definition> read(ServiceFiles files, String version, Problems problems) {
        Optional<JsonNode> node = Json.parse(files.declaration(), "service.json", problems);
        if (node.isEmpty() || !node.get().isObject()) {
            node.ifPresent(n -> problems.add("service.json", "has to be an object"));
            return Optional.empty();
        }
        Declaration declared = Declaration.read(node.get(), problems);
        Map<String, FormShape> forms = new LinkedHashMap<>();
        files.forms().forEach((id, text) -> FormDialect.check(id, text, problems).ifPresent(shape -> forms.put(id, shape)));
        RuleBook rules = RuleBook.read(files.rules(), problems);
        new DefinitionCheck(declared, files, forms, rules, problems).check();
        return problems.none() ? Optional.of(definition(declared, files, version)) : Optional.empty();
    }

    private static Definition definition(Declaration d, ServiceFiles files, String version) {
        return fingerprinted(new Definition(d.id(), version, "", d.category(), d.unit(), d.assurance(), d.prefix(), d.gapless(),
                d.deadline(), d.form(), d.handler(), d.steps(), d.calculations(), d.notifications(), files.forms(), files.rules(),
                files.texts(), files.templates(), d.settings()));
    }

    /** The same definition with the fingerprint of its content. */
    private static Definition fingerprinted(Definition d) {
        return new Definition(d.id(), d.version(), DefinitionJson.fingerprint(d), d.category(), d.unit(), d.assurance(), d.numberPrefix(),
                d.gapless(), d.deadline(), d.form(), d.handler(), d.steps(), d.calculations(), d.notifications(), d.forms(), d.rules(),
                d.texts(), d.templates(), d.settings());
    }
}
