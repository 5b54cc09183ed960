package lv.pkip.kernel.workplace.tell;

import java.util.HashMap;
import java.util.Map;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.workplace.Notifications;
import lv.pkip.kernel.workplace.Messages;
import lv.pkip.kernel.workplace.Paths;

/** The notifications as one bundle sees them: it speaks with that bundle's texts. */
final class Teller implements Notifications {
    private static final int LONGEST = 500;
    private final Board board;
    private final Users users;
    private final Messages messages;

    Teller(Board board, Users users, Messages messages) {
        this.board = board;
        this.users = users;
        this.messages = messages;
    }

    @Override
    public void tell(String login, String kind, String key, Map<String, String> values, String href) {
        if (!kind.matches("[a-z]([a-z-]{0,28}[a-z])?")) {
            throw new IllegalArgumentException("a kind is a word of letters and hyphens");
        }
        if (!messages.has(key)) {
            throw new IllegalArgumentException("the bundle has no text " + key);
        }
        String path = Paths.check(href).orElseThrow(() -> new IllegalArgumentException("a notification leads to a path on this site"));
        if (users.find(login).filter(Users.User::active).isEmpty()) {
            return; // nobody of this house, or not any more
        }
        Map<String, String> texts = new HashMap<>();
        for (String language : Messages.LANGUAGES) {
            String text = messages.get(language, key, values);
            texts.put(language, text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text);
        }
        board.say(new Board.Said(login, kind, texts, path));
    }

    @Override
    public void settle(String kind, String href) {
        board.settle(kind, href);
    }
}
