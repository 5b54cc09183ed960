package lv.pkip.kernel.auditintake;

import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Component;

/** Tells everybody what a record has to be like: a JSON Schema (2020-12). */
@Component(service = Page.class)
@PagePath(SchemaPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class SchemaPage implements Page {
    static final String PATH = "audit/v1/record.schema.json";
    static final String FILE = "/schemas/record.schema.json";

    @Override
    public Answer handle(Request request) {
        if (!request.path().isEmpty()) {
            return new Problem(404, "problem.not-found");
        }
        return new Content(200, "application/schema+json", Optional.empty(), SchemaPage.class.getResourceAsStream(FILE));
    }
}
