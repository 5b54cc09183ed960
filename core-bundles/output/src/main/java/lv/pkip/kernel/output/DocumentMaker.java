package lv.pkip.kernel.output;

import java.util.HashMap;
import java.util.Map;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.service.Definition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes documents and letters from the templates of definitions. */
@Component(service = Outputs.class)
public final class DocumentMaker implements Outputs {

    private final Municipality municipality;
    private final Templates templates = new Templates();
    private final Letterhead letterhead = new Letterhead();
    private final Paper paper = new Paper();

    @Activate
    public DocumentMaker(@Reference(name = "municipality") Municipality municipality) {
        this.municipality = municipality;
    }

    @Override
    public byte[] pdf(Definition definition, String template, Map<String, Object> model, String language, String code,
            String verifyUrl) {
        Map<String, Object> more = new HashMap<>(model);
        more.putIfAbsent("municipality", municipality);
        more.put("code", code);
        more.put("qr", code.isEmpty() ? "" : Letterhead.qr(verifyUrl));
        String html = templates.html(definition, template, more, language);
        return paper.set(letterhead.around(html, municipality, language, code, verifyUrl));
    }

    @Override
    public String text(Definition definition, String template, Map<String, Object> model, String language) {
        Map<String, Object> more = new HashMap<>(model);
        more.putIfAbsent("municipality", municipality);
        return templates.text(definition, template, more, language).replaceAll("\n{3,}", "\n\n").strip() + "\n";
    }
}
