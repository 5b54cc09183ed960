package lv.pkip.kernel.shell;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.status.Attachments.Attachment;
import lv.pkip.kernel.shell.form.AnswersView;
import lv.pkip.kernel.shell.form.Binding;
import lv.pkip.kernel.shell.form.Edits;
import lv.pkip.kernel.shell.form.Field;
import lv.pkip.kernel.shell.form.Form;
import lv.pkip.kernel.shell.form.FormReader;
import lv.pkip.kernel.shell.form.FormView;
import lv.pkip.kernel.shell.form.Uploads;
import lv.pkip.kernel.shell.form.Wording;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Exchange;

/** Forms of services at work: read once per definition, filled from requests, shown with their errors. */
public final class Forms {
    private static final int KEPT = 200;
    private final House house;
    private final FormReader reader = new FormReader();
    private final Uploads uploads;
    private final Map<String, Form> read = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Form> eldest) {
            return size() > KEPT;
        }
    });

    public Forms(House house) {
        this.house = house;
        this.uploads = new Uploads(house.attachments());
    }

    public Form form(Definition definition, String id) {
        String key = definition.fingerprint() + "/" + id;
        Form form = read.get(key);
        if (form == null) {
            form = reader.read(id, Optional.ofNullable(definition.forms().get(id))
                    .orElseThrow(() -> new IllegalStateException("service " + definition.id() + " has no form " + id)));
            read.put(key, form);
        }
        return form;
    }

    public Wording words(Definition definition, String language) {
        return new Wording(definition, house.texts(), language);
    }

    /** What a posted form came to. {@code edited}: something was added, removed or uploaded, the person stays on the page. */
    public record Filled(Answers answers, List<Finding> findings, Optional<String> anchor, boolean edited) { }

    /** Reads the fields that stood on the page, stores files, carries out the form's own small buttons. */
    public Filled fill(Form form, List<Field> fields, Answers before, Exchange exchange) {
        Answers bound = vouched(form, Binding.read(form.fields(), fields, exchange.parameters(), before));
        Uploads.Stored stored = uploads.store(fields, bound, exchange);
        Answers answers = stored.answers();
        Optional<String> add = exchange.filled("_add").filter(n -> known(fields, n));
        if (add.isPresent()) {
            answers = Edits.add(answers, add.get(), Map.of());
            int last = Edits.at(answers, add.get()).map(v -> ((List<?>) v).size() - 1).orElse(0);
            return new Filled(answers, List.of(), Optional.of(FormView.id(add.get() + "[" + last + "]")), true);
        }
        Optional<String> remove = exchange.filled("_remove").filter(n -> known(fields, n));
        if (remove.isPresent()) {
            return new Filled(Edits.remove(answers, remove.get()), List.of(), anchor(remove.get()), true);
        }
        Optional<String> discard = exchange.filled("_discard").filter(n -> known(fields, n));
        if (discard.isPresent()) {
            return new Filled(uploads.discard(answers, discard.get()), List.of(), anchor(discard.get()), true);
        }
        Optional<String> upload = exchange.filled("_upload").filter(n -> known(fields, n));
        return new Filled(Binding.shown(form.fields(), answers), stored.findings(), upload.flatMap(Forms::anchor), upload.isPresent());
    }

    private static boolean known(List<Field> fields, String name) {
        return fields.stream().anyMatch(f -> name.equals(f.name()) || name.startsWith(f.name() + "[") || name.startsWith(f.name() + "."));
    }

    private static Optional<String> anchor(String name) {
        int bracket = name.lastIndexOf('[');
        return Optional.of(FormView.id(bracket < 0 ? name : name.substring(0, bracket)));
    }

    /** Answers to start with: what the session vouches for, and the schema's presets are shown by the controls. */
    public Answers start(Form form) {
        return Binding.shown(form.fields(), vouched(form, Answers.empty()));
    }

    /** Writes what the session vouches for over whatever was sent. */
    private Answers vouched(Form form, Answers answers) {
        Actor actor = house.actor().get();
        if (actor.kind() != Actor.Kind.RESIDENT) {
            return answers;
        }
        Map<String, String> session = new LinkedHashMap<>();
        session.put("session.name", actor.name());
        Optional<Persons.Person> person = house.persons().byKey(actor.id());
        person.ifPresent(p -> {
            session.put("session.personCode", p.personalCode());
            session.put("session.givenName", p.givenName());
            session.put("session.familyName", p.familyName());
        });
        return Answers.of(vouched(form.fields(), answers.asMap(), session));
    }

    private static Map<String, Object> vouched(List<Field> fields, Map<?, ?> values, Map<String, String> session) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((k, v) -> copy.put((String) k, v));
        for (Field field : fields) {
            field.hints().prefill().map(session::get).ifPresent(v -> copy.put(field.name(), v));
            if (field.kind() == Field.Kind.GROUP && !field.fields().isEmpty()) {
                Map<String, Object> inner = vouched(field.fields(), copy.get(field.name()) instanceof Map<?, ?> m ? m : Map.of(), session);
                if (!inner.isEmpty()) {
                    copy.put(field.name(), inner);
                }
            }
        }
        return copy;
    }

    /** Puts the controls of fields into a page. */
    public View show(View view, Form form, List<Field> fields, Definition definition, Answers answers, List<Finding> findings, String language) {
        FormView shown = new FormView(form, words(definition, language), answers, findings, this::file);
        return view.with("controls", shown.controls(fields)).with("problems", shown.problems(fields)).with("tiles", house.tiles());
    }

    /** Answers of a form as one reads them. */
    public AnswersView.Group readable(Definition definition, String formId, Answers answers, String title, String language) {
        Form form = form(definition, formId);
        return new AnswersView(form, words(definition, language), this::file).group(title, form.fields(), answers);
    }

    public Function<String, Optional<Attachment>> files() {
        return this::file;
    }

    private Optional<Attachment> file(String id) {
        return id.matches("[0-9a-fA-F-]{36}") ? house.attachments().find(id) : Optional.empty();
    }
}
