package lv.pkip.integration.paymentdesk;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lv.pkip.integration.payment.Callback;
import lv.pkip.integration.payment.PaymentProblem;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where partners' servers report. Anything but success makes a partner call again. */
@Component(service = Page.class)
@PagePath(CallbackPage.PATH)
@PageAudience(Audience.MACHINE)
public final class CallbackPage implements Page {
    static final String PATH = "payment-callback";
    private static final Logger LOG = LoggerFactory.getLogger(CallbackPage.class);
    private final Attempts attempts;

    @Activate
    public CallbackPage(@Reference(name = "attempts") Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public Answer handle(Request request) {
        if (!request.path().matches("[a-z0-9-]{1,40}")) {
            return answer(404, "unknown");
        }
        try {
            attempts.called(request.path(),
                    new Callback(request.method(), request.parameters(), request.headers(), request.body()));
            return answer(200, "ok");
        } catch (PaymentProblem e) {
            LOG.info("Callback of {}: {} {}", request.path(), e.code(), e.getMessage());
            return answer(switch (e.code()) {
                case NOT_GENUINE -> 400;
                case UNKNOWN_REFERENCE -> 404;
                default -> 503;
            }, e.code().name());
        }
    }

    private static Content answer(int status, String text) {
        return new Content(status, "text/plain; charset=UTF-8", Optional.empty(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
