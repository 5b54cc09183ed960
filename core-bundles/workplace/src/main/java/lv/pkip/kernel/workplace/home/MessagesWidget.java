package lv.pkip.kernel.workplace.home;

import java.util.Map;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.workplace.Widget;
import lv.pkip.kernel.api.workplace.WidgetPlace;
import lv.pkip.kernel.workplace.tell.Board;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The newest notifications not read yet. */
@Component(service = Widget.class)
@WidgetPlace(id = "messages", title = "home.messages", order = 40)
public final class MessagesWidget implements Widget {
    private static final int SHOWN = 6;
    private final Board board;
    private final CurrentActor actor;

    @Activate
    public MessagesWidget(@Reference(name = "board") Board board, @Reference(name = "actor") CurrentActor actor) {
        this.board = board;
        this.actor = actor;
    }

    @Override
    public Content show(String language) {
        return new View("messages", Map.of("lines", board.unread(actor.get().id(), language, SHOWN)));
    }
}
