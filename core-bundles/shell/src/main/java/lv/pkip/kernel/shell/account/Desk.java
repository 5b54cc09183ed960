package lv.pkip.kernel.shell.account;

import java.util.Arrays;
import java.util.function.Function;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.ReturnPath;

/** What the pages of one's own account have in common. */
record Desk(House house) {

    View page(Exchange exchange, String template, String title) {
        return View.of("account/" + template, text(exchange, title)).with("tab", tab(exchange.path())).with("to", to(exchange))
                .with("due", session(exchange).due().isPresent());
    }

    private static String tab(String path) {
        String[] parts = path.split("/");
        return parts.length > 2 ? parts[2] : "profile";
    }

    Session session(Exchange exchange) {
        return exchange.session().orElseThrow();
    }

    String text(Exchange exchange, String key) {
        return house.texts().get(exchange.language(), key);
    }

    static String to(Exchange exchange) {
        return exchange.parameter("to").flatMap(ReturnPath::check).orElse("");
    }

    /** Gives what was typed as a password to somebody, and wipes it afterwards. */
    static Reply secret(Exchange exchange, String field, Function<char[], Reply> work) {
        char[] typed = exchange.parameter(field).orElse("").toCharArray();
        try {
            return work.apply(typed);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }
}
