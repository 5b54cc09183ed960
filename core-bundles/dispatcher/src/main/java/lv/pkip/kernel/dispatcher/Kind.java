package lv.pkip.kernel.dispatcher;

import java.util.List;

import lv.pkip.kernel.api.delivery.Channel;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.MandateSource;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.service.CaseHandler;
import lv.pkip.kernel.api.service.StepType;
import lv.pkip.kernel.api.workplace.Widget;

/** A sort of service that bundles bring, and the service property that holds its id. */
record Kind(Class<?> type, String property) {
    static final List<Kind> ALL = List.of(
            new Kind(CaseHandler.class, "pkip.eservice"),
            new Kind(Page.class, "pkip.page.path"),
            new Kind(Channel.class, "pkip.channel.id"),
            new Kind(StepType.class, "pkip.step.type.id"),
            new Kind(IdentityProvider.class, "pkip.identity.provider.id"),
            new Kind(Widget.class, "pkip.widget.id"),
            new Kind(MandateSource.class, "pkip.mandate.source.id"));

    String filter() {
        return "(&(objectClass=" + type.getName() + ")(" + property + "=*))";
    }
}
