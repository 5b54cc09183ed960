package lv.pkip.kernel.shell.gate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people typed into a form whose session had ended meanwhile: kept for a quarter of an hour in this node's memory,
 * and given back after they signed in again. Only forms this house made for that very person are kept, as the seal in the
 * form tells; everything is bounded, so that nobody can fill the memory.
 */
public final class Kept {
    /** Name of the hidden field that says whose form it is. */
    public static final String OWNER = "_owner";
    private static final String COOKIE = "PKIP-KEPT";
    private static final Duration TIME = Duration.ofMinutes(15);
    private static final int MOST = 100;
    private static final int MOST_CHARACTERS = 100_000;

    private final Clock clock;
    private final Map<String, Form> forms = new LinkedHashMap<>();

    public Kept(Clock clock) {
        this.clock = clock;
    }

    /** A kept form. */
    public record Form(String path, Map<String, List<String>> values, String actor, Instant until) { }

    /** The value of the hidden field: readable by nobody else's eyes anyway, and not to be made by anybody else. */
    public static String owner(Seal seal, String csrf, String actor) {
        return actor + "!" + seal.sign("owner", csrf + "!" + actor);
    }

    /** Keeps a posted form when it is genuine; true when it was kept. */
    public boolean keep(Exchange exchange) {
        Map<String, List<String>> values = exchange.parameters();
        String owner = exchange.parameter(OWNER).orElse("");
        int mark = owner.lastIndexOf('!');
        if (mark < 1) {
            return false;
        }
        String actor = owner.substring(0, mark);
        if (!Seal.same(owner(exchange.seal(), exchange.parameter(Exchange.TOKEN).orElse(""), actor), owner)) {
            return false;
        }
        Map<String, List<String>> typed = new LinkedHashMap<>(values);
        typed.keySet().removeAll(List.of(OWNER, Exchange.TOKEN));
        int size = typed.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().stream().mapToInt(String::length).sum()).sum();
        if (size > MOST_CHARACTERS) {
            return false;
        }
        String key = Seal.random();
        synchronized (forms) {
            Instant now = clock.instant();
            forms.values().removeIf(f -> f.until().isBefore(now));
            if (forms.size() >= MOST) {
                forms.remove(forms.keySet().iterator().next());
            }
            forms.put(key, new Form(exchange.path(), typed, actor, now.plus(TIME)));
        }
        exchange.setCookie(COOKIE, key, TIME.toSeconds());
        return true;
    }

    /** Gives the form back, once, to the one it was made for. */
    public Optional<Form> take(Exchange exchange, String actor) {
        String key = exchange.cookie(COOKIE).orElse("");
        exchange.setCookie(COOKIE, "", 0);
        synchronized (forms) {
            Form form = forms.remove(key);
            return Optional.ofNullable(form).filter(f -> f.actor().equals(actor) && !f.until().isBefore(clock.instant()));
        }
    }
}
