package lv.pkip.integration.paymentdesk;

import java.util.List;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** On the start page: how much is owed still, and how much somebody has to look at. */
@Component(service = Widget.class)
@WidgetPlace(id = "payments", title = "nav.payments", order = 70, permission = "payments:read")
public final class PaymentsWidget implements Widget {
    private static final int MANY = 99;
    private final Obligations obligations;

    @Activate
    public PaymentsWidget(@Reference(name = "obligations") Obligations obligations) {
        this.obligations = obligations;
    }

    @Override
    public Content show(String language) {
        int open = obligations.countOpen(MANY + 1);
        int flagged = obligations.countFlagged(MANY + 1);
        return new Figures(List.of(new Figure("payments.state.open", told(open), "/payments?state=open", false),
                new Figure("payments.state.attention", told(flagged), "/payments?state=attention", flagged > 0)));
    }

    private static String told(int count) {
        return count > MANY ? MANY + "+" : String.valueOf(count);
    }
}
