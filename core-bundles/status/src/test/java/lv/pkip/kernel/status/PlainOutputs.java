package lv.pkip.kernel.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.service.Definition;

/** Outputs that print what they were given. */
final class PlainOutputs implements Outputs {
    final List<Map<String, Object>> models = new ArrayList<>();
    final List<String> verifyUrls = new ArrayList<>();
    volatile boolean fail;

    @Override
    public synchronized byte[] pdf(Definition definition, String template, Map<String, Object> model, String language,
            String code, String verifyUrl) {
        if (fail) {
            throw new IllegalStateException("no paper");
        }
        models.add(model);
        verifyUrls.add(verifyUrl);
        return ("%PDF-1.7\n" + template + " " + language + " " + (code.isEmpty() ? "DRAFT" : code))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized String text(Definition definition, String template, Map<String, Object> model, String language) {
        if (fail) {
            throw new IllegalStateException("no ink");
        }
        models.add(model);
        return "Subject of " + template + "\n\nDear " + ((Map<?, ?>) model.get("case")).get("applicantName") + ",\n" + language;
    }
}
