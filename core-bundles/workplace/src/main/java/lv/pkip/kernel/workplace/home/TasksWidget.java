package lv.pkip.kernel.workplace.home;

import java.util.Map;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Cases assigned to oneself, the most pressing first. */
@Component(service = Widget.class)
@WidgetPlace(id = "tasks", title = "home.tasks", order = 20, wide = true)
public final class TasksWidget implements Widget {
    private final CaseLines lines;

    @Activate
    public TasksWidget(@Reference(name = "cases") Cases cases, @Reference(name = "services") Services services) {
        this.lines = new CaseLines(cases, services);
    }

    @Override
    public Content show(String language) {
        return new View("case-lines", Map.of("lines", lines.of(Cases.Filter.Scope.MINE, language), "nothing", "home.no-tasks",
                "all", "/work/cases?scope=mine"));
    }
}
