package lv.pkip.kernel.status;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.service.Definition;

/** Puts the letters a definition declares for what happened into the outbox, in the running transaction. */
final class Letters {
    private final Outputs outputs;
    private final Outbox outbox;

    Letters(Outputs outputs, Outbox outbox) {
        this.outputs = outputs;
        this.outbox = outbox;
    }

    static boolean declared(Definition definition, Set<String> events) {
        return definition.notifications().stream().anyMatch(n -> events.contains(n.on()));
    }

    /** Letters for events such as {@code submit} or {@code step:payment} of the version a change makes. */
    void send(Definition definition, CaseRow row, long version, Set<String> events, Map<String, Object> model) {
        for (Definition.Notification letter : definition.notifications()) {
            if (events.contains(letter.on())) {
                address(letter, row).ifPresent(address -> outbox.put(new Outbox.Item(
                        row.id + ":" + letter.on() + ":" + letter.template() + ":" + version, letter.channel(), address,
                        Optional.of(row.number), content(definition, letter, row, model))));
            }
        }
    }

    private static Optional<String> address(Definition.Notification letter, CaseRow row) {
        return letter.channel().equals("email") ? Optional.ofNullable(row.email) : Optional.of(row.applicantKey);
    }

    private Map<String, String> content(Definition definition, Definition.Notification letter, CaseRow row,
            Map<String, Object> model) {
        String text = outputs.text(definition, letter.template(), model, row.language);
        int line = text.indexOf('\n');
        String subject = line < 0 ? text : text.substring(0, line);
        return Map.of("subject", subject.strip(), "text", line < 0 ? "" : text.substring(line + 1).strip(),
                "language", row.language);
    }
}
