package lv.pkip.kernel.shell.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.identity.OwnProfile.Profile;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Route;

/** The account's first page: how one is reached, and in which language. */
public final class ProfileDesk {
    private static final String PATH = "/account";
    private final House house;
    private final Desk desk;

    public ProfileDesk(House house) {
        this.house = house;
        this.desk = new Desk(house);
    }

    public List<Route> routes() {
        return List.of(Route.get(PATH, Access.staff(), x -> form(x, read(x), Map.of(), 200)), Route.post(PATH, Access.staff(), this::change));
    }

    private Profile read(Exchange exchange) {
        return house.credentials().profile().read(desk.session(exchange));
    }

    private Reply form(Exchange exchange, Profile shown, Map<String, String> errors, int status) {
        return desk.page(exchange, "profile", "account.title").status(status).with("profile", shown).with("errors", errors)
                .with("languages", List.of(new Language("lv", "Latviešu"), new Language("en", "English"), new Language("ru", "Русский"))).reply();
    }

    /** A language, in itself. */
    public record Language(String code, String name) { }

    private Reply change(Exchange exchange) {
        Profile stored = read(exchange);
        Profile wanted = new Profile(stored.login(), stored.name(), exchange.filled("email").orElse(""), exchange.filled("phone").orElse(""),
                exchange.filled("language").orElse(stored.language()));
        return Desk.secret(exchange, "password", password -> {
            Map<String, String> errors = new LinkedHashMap<>();
            try {
                house.credentials().profile().change(desk.session(exchange), wanted, password);
                exchange.chooseLanguage(wanted.language());
                return Reply.to(PATH + "?done=saved");
            } catch (RegistryProblem problem) {
                errors.put(problem.field(), desk.text(exchange, problem.field().equals("email") ? "error.email" : "account.error." + problem.field()));
                return form(exchange, wanted, errors, 422);
            } catch (SignInRefused refused) {
                errors.put("password", Refusal.of(refused, exchange, house.texts(), "password.wrong").text());
                return form(exchange, wanted, errors, 422);
            }
        });
    }
}
