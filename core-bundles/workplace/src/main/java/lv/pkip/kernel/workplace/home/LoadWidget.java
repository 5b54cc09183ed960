package lv.pkip.kernel.workplace.home;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How much of what stands where: open cases by service and phase. */
@Component(service = Widget.class)
@WidgetPlace(id = "load", title = "home.load", order = 60)
public final class LoadWidget implements Widget {
    private static final List<Phase> OPEN = Arrays.stream(Phase.values()).filter(p -> !p.closed()).toList();
    private final Cases cases;
    private final Services services;

    @Activate
    public LoadWidget(@Reference(name = "cases") Cases cases, @Reference(name = "services") Services services) {
        this.cases = cases;
        this.services = services;
    }

    @Override
    public Content show(String language) {
        Map<String, Map<Phase, Long>> counts = new TreeMap<>(cases.counts());
        return new Bars("home.service", OPEN.stream().map(p -> "phase." + p.word()).toList(),
                counts.entrySet().stream().map(e -> bar(e.getKey(), e.getValue(), language)).toList());
    }

    private Bar bar(String service, Map<Phase, Long> phases, String language) {
        String base = "/work/cases?scope=all&service=" + service;
        return new Bar(services.find(service).map(s -> s.text(language, "title")).orElse(service), "/work/cases?scope=open&service=" + service,
                OPEN.stream().map(p -> new Piece(phases.getOrDefault(p, 0L), base + "&phase=" + p.word())).toList());
    }
}
