package lv.pkip.kernel.workplace.home;

import java.util.List;
import java.util.Locale;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Cases.Filter.Scope;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many cases wait for oneself and for everybody. */
@Component(service = Widget.class)
@WidgetPlace(id = "cases", title = "home.cases", order = 10, wide = true)
public final class FiguresWidget implements Widget {
    private static final int MANY = 50;
    private final Cases cases;

    @Activate
    public FiguresWidget(@Reference(name = "cases") Cases cases) {
        this.cases = cases;
    }

    @Override
    public Content show(String language) {
        return new Figures(List.of(figure("home.mine", Scope.MINE, false), figure("home.unassigned", Scope.UNASSIGNED, false),
                figure("home.unread", Scope.UNREAD, false), figure("home.overdue", Scope.OVERDUE, true)));
    }

    /** A list of one's own is short; beyond fifty the exact number helps nobody. */
    private Figure figure(String key, Scope scope, boolean urgent) {
        int count = cases.count(Cases.Filter.of(scope), MANY + 1);
        return new Figure(key, count > MANY ? MANY + "+" : String.valueOf(count),
                "/work/cases?scope=" + scope.name().toLowerCase(Locale.ROOT), urgent && count > 0);
    }
}
