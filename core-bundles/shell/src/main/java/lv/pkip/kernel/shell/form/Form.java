package lv.pkip.kernel.shell.form;

import java.util.List;
import java.util.Optional;

/** A form: its fields in order, and the pages they stand on. */
public record Form(String id, List<Field> fields, List<Page> pages) {

    /** A page of a form; {@code fields} are top-level names. */
    public record Page(String id, List<String> fields) { }

    public Form {
        fields = List.copyOf(fields);
        pages = List.copyOf(pages);
    }

    public Optional<Page> page(String pageId) {
        return pages.stream().filter(p -> p.id().equals(pageId)).findFirst();
    }

    public List<Field> fieldsOf(Page page) {
        return fields.stream().filter(f -> page.fields().contains(f.name())).toList();
    }

    /** The page a field stands on, given its dotted path; the last page for what belongs to the whole form. */
    public Page pageOf(String path) {
        String top = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
        return pages.stream().filter(p -> p.fields().contains(top)).findFirst().orElse(pages.get(pages.size() - 1));
    }

    public Optional<Page> after(Page page) {
        int next = pages.indexOf(page) + 1;
        return next < pages.size() ? Optional.of(pages.get(next)) : Optional.empty();
    }

    public Optional<Page> before(Page page) {
        int previous = pages.indexOf(page) - 1;
        return previous >= 0 ? Optional.of(pages.get(previous)) : Optional.empty();
    }
}
