package lv.pkip.kernel.shell.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.shell.gate.Reply;

/** A page being put together: template, title, the way back, and what the template shows. */
public final class View {
    private final String template;
    private final Map<String, Object> model = new LinkedHashMap<>();
    private final List<Crumb> crumbs = new ArrayList<>();
    private int status = 200;

    private View(String template) {
        this.template = template;
        model.put("crumbs", crumbs);
    }

    /** A step of the way back. */
    public record Crumb(String text, String href) { }

    public static View of(String template, String title) {
        return new View(template).with("title", title);
    }

    public View crumb(String text, String href) {
        crumbs.add(new Crumb(text, href));
        return this;
    }

    public View with(String name, Object value) {
        model.put(name, value);
        return this;
    }

    public View status(int code) {
        status = code;
        return this;
    }

    public Reply reply() {
        return new Reply.Html(status, template, model);
    }
}
