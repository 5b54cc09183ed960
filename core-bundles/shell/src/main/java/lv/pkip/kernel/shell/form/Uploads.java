package lv.pkip.kernel.shell.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.shell.gate.Exchange;

/** Stores the files that came with a form and puts their ids among the answers; a refused file is a finding, not an error page. */
public final class Uploads {
    private final Attachments attachments;

    public Uploads(Attachments attachments) {
        this.attachments = attachments;
    }

    /** Answers with the new files, and what was wrong with the others. */
    public record Stored(Answers answers, List<Finding> findings) { }

    public Stored store(List<Field> fields, Answers answers, Exchange exchange) {
        Answers now = answers;
        List<Finding> findings = new ArrayList<>();
        for (String name : exchange.fileFields()) {
            Optional<Field> field = find(fields, name);
            if (field.isEmpty()) {
                continue; // not a field of this form: left unread
            }
            for (Exchange.File file : exchange.files(name)) {
                int have = Edits.at(now, name).map(v -> v instanceof List<?> l ? l.size() : 0).orElse(0);
                if (have >= field.get().limits().maxItems()) {
                    findings.add(Finding.error(dotted(name), "error.maxItems").with(Map.of("maxItems", String.valueOf(field.get().limits().maxItems()))));
                    break;
                }
                try (InputStream content = file.open()) {
                    Attachments.Attachment stored = attachments.store(file.name(), file.type(), field.get().limits().accept(),
                            field.get().limits().maxBytes(), content);
                    now = Edits.add(now, name, element(field.get(), stored.id()));
                } catch (CaseProblem problem) {
                    findings.add(refusal(problem, dotted(name), field.get()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return new Stored(now, findings);
    }

    private static Finding refusal(CaseProblem problem, String field, Field of) {
        return switch (problem.code()) {
            case TOO_LARGE -> Finding.error(field, "error.fileSize").with(Map.of("maximum",
                    lv.pkip.kernel.shell.frame.Formats.size(of.limits().maxBytes())));
            case WRONG_TYPE -> Finding.error(field, "error.fileType");
            default -> throw problem;
        };
    }

    private static Object element(Field field, String id) {
        if (!field.filesAreObjects()) {
            return id;
        }
        Map<String, Object> element = new LinkedHashMap<>();
        element.put("id", id);
        field.fields().forEach(f -> f.preset().ifPresent(p -> element.put(f.name(), p)));
        return element;
    }

    /** Removes an own file from the answers and from the store. */
    public Answers discard(Answers answers, String element) {
        Edits.at(answers, element).map(FormView::fileId).ifPresent(attachments::discard);
        return Edits.remove(answers, element);
    }

    /** The file field of a parameter name, {@code trees[0].photos}. */
    static Optional<Field> find(List<Field> fields, String name) {
        List<Field> here = fields;
        Optional<Field> found = Optional.empty();
        for (String step : name.replaceAll("\\[[0-9]+]", "").split("\\.")) {
            found = here.stream().filter(f -> f.name().equals(step)).findFirst();
            if (found.isEmpty()) {
                return found;
            }
            here = found.get().fields();
        }
        return found.filter(f -> f.kind() == Field.Kind.FILES);
    }

    private static String dotted(String parameter) {
        return parameter.replaceAll("\\[([0-9]+)]", ".$1");
    }
}
