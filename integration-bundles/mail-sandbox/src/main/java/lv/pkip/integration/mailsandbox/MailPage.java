package lv.pkip.integration.mailsandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;

/** Shows what the simulator received, newest first, and each mail as its reader would see it. */
@Component(service = Page.class)
@PagePath(MailPage.PATH)
@PageAudience(Audience.PUBLIC)
public final class MailPage implements Page {
    static final String PATH = "sandbox/mail";
    static final int PAGE_SIZE = 20;

    private final SmtpSink sink;

    @Activate
    public MailPage(@Reference(name = "sink") SmtpSink sink) {
        this.sink = sink;
    }

    @Override
    public Answer handle(Request request) {
        if (!request.method().equals("GET")) {
            return new Problem(405, "problem.method");
        }
        return request.path().isEmpty() ? list(number(request.parameter("before").orElse("")).orElse(0L)) : one(request.path());
    }

    private Answer list(long before) {
        List<Mail> found = sink.mailbox().newest(before, PAGE_SIZE + 1);
        List<Mail> shown = found.subList(0, Math.min(PAGE_SIZE, found.size()));
        Map<String, Object> model = new HashMap<>();
        model.put("listening", sink.isListening());
        model.put("port", Integer.toString(sink.port()));
        model.put("mails", shown.stream().map(MailPage::line).toList());
        model.put("newest", before == 0 ? "" : "/" + PATH);
        model.put("next", found.size() > PAGE_SIZE ? "/" + PATH + "?before=" + shown.get(PAGE_SIZE - 1).id() : "");
        return new View("mail", model);
    }

    private Answer one(String path) {
        Optional<Mail> mail = number(path).flatMap(sink.mailbox()::find);
        if (mail.isEmpty()) {
            return new Problem(404, "problem.gone");
        }
        Map<String, Object> model = new HashMap<>(line(mail.get()));
        model.put("messageId", mail.get().messageId());
        model.put("text", mail.get().text());
        model.put("list", "/" + PATH);
        return new View("letter", model);
    }

    private static Map<String, Object> line(Mail mail) {
        return Map.of("href", "/" + PATH + "/" + mail.id(), "received", mail.received(), "from", mail.from(),
                "to", String.join(", ", mail.to()), "subject", mail.subject());
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
