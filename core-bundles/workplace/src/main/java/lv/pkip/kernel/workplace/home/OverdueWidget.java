package lv.pkip.kernel.workplace.home;

import java.util.Map;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Cases whose term is over. */
@Component(service = Widget.class)
@WidgetPlace(id = "overdue", title = "home.overdue-cases", order = 30, wide = false)
public final class OverdueWidget implements Widget {
    private final CaseLines lines;

    @Activate
    public OverdueWidget(@Reference(name = "cases") Cases cases, @Reference(name = "services") Services services) {
        this.lines = new CaseLines(cases, services);
    }

    @Override
    public Content show(String language) {
        return new View("case-lines", Map.of("lines", lines.of(Cases.Filter.Scope.OVERDUE, language), "nothing", "home.no-overdue",
                "all", "/work/cases?scope=overdue"));
    }
}
