package lv.pkip.kernel.identitydesk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

import lv.pkip.kernel.api.page.Page.Answer;
import lv.pkip.kernel.api.page.Page.Request;
import lv.pkip.kernel.api.registry.Directory;
import lv.pkip.kernel.api.registry.RegistryProblem;

/**
 * What the pages of structure have in common: lists that are only looked at, a form for a new one, and one of them with what is
 * done to it. Looking needs {@code users:read}, forms and everything posted {@code users:manage}.
 */
final class Frame<T> {
    private final Desk desk;
    private final String field;
    private final BiFunction<Directory, String, Optional<T>> known;

    /** @param field what the registry calls one of them when it is unknown */
    Frame(Desk desk, String field, BiFunction<Directory, String, Optional<T>> known) {
        this.desk = desk;
        this.field = field;
        this.known = known;
    }

    /** What is done to one of them; {@code what} is the last word of the address, empty for its own page. Looked at are its page and its form only. */
    @FunctionalInterface
    interface One<T> {
        Answer answer(Ask ask, T one, String what);
    }

    /** @param lists by the rest of their address */
    Answer answer(Request request, Map<String, Function<Ask, Answer>> lists, Function<Ask, Answer> fresh, One<T> one) throws Exception {
        return desk.open(request, Desk.READ, ask -> {
            List<String> path = ask.path();
            if (ask.post()) {
                desk.current().require(Desk.MANAGE);
            }
            Function<Ask, Answer> list = lists.get(String.join("/", path));
            if (list != null) {
                return ask.post() ? Desk.NOT_FOUND : list.apply(ask);
            }
            if (path.equals(List.of("new"))) {
                desk.current().require(Desk.MANAGE);
                return fresh.apply(ask);
            }
            T found = known.apply(desk.directory(), path.get(0)).orElseThrow(() -> new RegistryProblem(RegistryProblem.Code.UNKNOWN, field));
            String what = path.size() == 1 ? "" : path.get(1);
            if (what.equals("edit")) {
                desk.current().require(Desk.MANAGE);
            }
            boolean shown = what.isEmpty() || what.equals("edit");
            return path.size() > 2 || !shown && !ask.post() ? Desk.NOT_FOUND : one.answer(ask, found, what);
        });
    }
}
