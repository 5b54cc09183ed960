package lv.pkip.kernel.workplace;

import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.look.Looks;
import lv.pkip.kernel.workplace.menu.Bars;
import lv.pkip.kernel.workplace.tell.Announcements;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The one door through which the frame of every page asks for what stands around it. */
@Component(service = Workplace.class)
public final class WorkplaceDesk implements Workplace {
    private final CurrentActor actor;
    private final Bars bars;
    private final Announcements announcements;
    private final Looks looks;
    private final Arrangements arrangements;

    @Activate
    public WorkplaceDesk(@Reference(name = "actor") CurrentActor actor, @Reference(name = "bars") Bars bars,
            @Reference(name = "announcements") Announcements announcements, @Reference(name = "looks") Looks looks,
            @Reference(name = "arrangements") Arrangements arrangements) {
        this.actor = actor;
        this.bars = bars;
        this.announcements = announcements;
        this.looks = looks;
        this.arrangements = arrangements;
    }

    @Override
    public Bar bar(String language) {
        return actor.get().kind() == Actor.Kind.STAFF ? bars.bar(language) : new Bar(List.of(), List.of(), 0);
    }

    @Override
    public List<Notice> announcements(String area, String language) {
        return announcements.now(area, language);
    }

    @Override
    public Optional<Look> look() {
        return looks.published();
    }

    @Override
    public List<Placed> home() {
        return arrangements.of(actor.get().id(), Arrangements.HOME);
    }

    @Override
    public void arrange(List<Placed> placed) {
        arrangements.keep(actor.get().id(), Arrangements.HOME, placed);
    }
}
