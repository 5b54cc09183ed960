package lv.pkip.kernel.identityoidc;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.application.Applications.Scope;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where a person enters the code that a device shows, and allows the device to act for them or not. */
@Component(service = Page.class)
@PagePath(DevicePage.PATH)
@PageAudience(Audience.PUBLIC)
public final class DevicePage implements Page {
    static final String PATH = "oauth2/device";
    private static final int MOST_TRIES = 10;
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Devices devices;
    private final Clients clients;
    private final Scopes scopes;
    private final People people;
    private final CurrentActor current;
    private final Pace tries;

    @Activate
    public DevicePage(@Reference(name = "devices") Devices devices, @Reference(name = "clients") Clients clients, @Reference(name = "scopes") Scopes scopes,
            @Reference(name = "people") People people, @Reference(name = "current") CurrentActor current) {
        this(devices, clients, scopes, people, current, Clock.systemUTC());
    }

    DevicePage(Devices devices, Clients clients, Scopes scopes, People people, CurrentActor current, Clock clock) {
        this.devices = devices;
        this.clients = clients;
        this.scopes = scopes;
        this.people = people;
        this.current = current;
        this.tries = new Pace(MOST_TRIES, FORGOTTEN, clock);
    }

    @Override
    public Answer handle(Request request) {
        String code = request.parameter("user_code").filter(c -> c.matches("[A-Za-z0-9 -]{1,20}")).orElse("");
        Optional<Session> session = current.session();
        if (session.isEmpty()) {
            String to = "/" + PATH + (code.isEmpty() ? "" : "?user_code=" + Door.encoded(code));
            return new Redirect("/sign-in?to=" + Door.encoded(to));
        }
        if (request.method().equals("GET")) {
            return new View("device", Map.of("code", code, "problem", ""));
        }
        return entered(request, session.get(), code);
    }

    private Answer entered(Request request, Session session, String code) {
        if (tries.isSpent(session.actor().id())) {
            return new Problem(429, "oidc.problem.tries");
        }
        Optional<Devices.Waiting> found = devices.waiting(code);
        Optional<Client> client = found.flatMap(device -> clients.usable(device.client()))
                .filter(c -> c.application().people().contains(session.actor().kind()));
        if (found.isEmpty() || client.isEmpty()) {
            tries.count(session.actor().id());
            return new View("device", Map.of("code", code, "problem", "unknown")).again();
        }
        Optional<String> decision = request.parameter("decision");
        if (decision.isEmpty()) {
            return ask(client.get(), found.get(), code, request.language());
        }
        boolean allow = decision.get().equals("allow");
        boolean done = devices.decide(found.get(), allow ? Optional.of(Grants.of(client.get(), session, found.get().scopes(),
                people.sub(client.get(), session.actor().kind(), session.actor().id()))) : Optional.empty());
        return new View("device-done", Map.of("allowed", allow && done, "application", client.get().application().name()));
    }

    private View ask(Client client, Devices.Waiting device, String code, String language) {
        Map<String, Scope> known = scopes.all();
        List<String> told = device.scopes().stream().filter(known::containsKey).map(name -> known.get(name).text(language)).toList();
        return new View("device-ask", Map.of("application", client.application().name(), "code", code, "scopes", told, "person", current.get().name()));
    }
}
