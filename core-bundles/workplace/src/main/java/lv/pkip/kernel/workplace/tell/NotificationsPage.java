package lv.pkip.kernel.workplace.tell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** One's own notifications: list, reading, and how they come by e-mail. */
@Component(service = Page.class)
@PagePath(NotificationsPage.PATH)
@PageAudience(Audience.STAFF)
public final class NotificationsPage implements Page {
    static final String PATH = "work/notifications";
    private static final int PAGE = 25;
    private final Board board;
    private final CurrentActor actor;

    @Activate
    public NotificationsPage(@Reference(name = "board") Board board, @Reference(name = "actor") CurrentActor actor) {
        this.board = board;
        this.actor = actor;
    }

    @Override
    public Answer handle(Request request) {
        String login = actor.get().id();
        boolean post = request.method().equals("POST");
        switch (request.path()) {
            case "" -> {
                return list(request, login);
            }
            case "read" -> {
                Optional<String> href = post ? request.parameter("id").filter(i -> i.matches("[0-9]{1,15}")).flatMap(i -> board.read(login, Long.parseLong(i)))
                        : Optional.empty();
                return href.<Answer>map(Redirect::new).orElse(new Problem(404, "problem.unknown"));
            }
            case "read-all" -> {
                if (post) {
                    board.readAll(login);
                    return new Redirect("/" + PATH + "?done=read");
                }
            }
            case "mail" -> {
                Optional<Board.Mail> wish = request.parameter("mail").flatMap(w -> List.of(Board.Mail.values()).stream().filter(m -> m.word().equals(w)).findFirst());
                if (post && wish.isPresent()) {
                    board.wish(login, wish.get());
                    return new Redirect("/" + PATH + "?done=saved");
                }
            }
            default -> { }
        }
        return new Problem(404, "problem.unknown");
    }

    private View list(Request request, String login) {
        long before = request.parameter("before").filter(b -> b.matches("[0-9]{1,15}")).map(Long::parseLong).orElse(0L);
        List<Board.Line> lines = board.list(login, request.language(), before, PAGE + 1);
        boolean more = lines.size() > PAGE;
        List<Board.Line> shown = more ? lines.subList(0, PAGE) : lines;
        return new View("notifications", Map.of("lines", shown, "unread", board.unread(login), "mail", board.mail(login).word(),
                "mails", List.of("once", "daily", "never"), "next", more ? "/" + PATH + "?before=" + shown.get(PAGE - 1).id() : ""));
    }
}
