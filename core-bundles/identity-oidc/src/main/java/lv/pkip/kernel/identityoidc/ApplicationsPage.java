package lv.pkip.kernel.identityoidc;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.ApplicationProblem;
import lv.pkip.kernel.api.application.ApplicationProblem.Code;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.navigation.NavigationEntry;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.api.page.PagePermission;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The register of applications in the workplace. */
@Component(service = Page.class)
@PagePath(ApplicationsPage.PATH)
@PageAudience(Audience.STAFF)
@PagePermission("applications:manage")
@DeclaresPermission(value = "applications:manage", privileged = true)
@NavigationEntry(area = "work", text = "applications.nav", order = 85, icon = "settings")
public final class ApplicationsPage implements Page {
    static final String PATH = "applications";
    private static final Problem NOT_FOUND = new Problem(404, "oidc.problem.client");

    private final Applications applications;

    @Activate
    public ApplicationsPage(@Reference(name = "applications") Applications applications) {
        this.applications = applications;
    }

    /** A box or line to choose. */
    public record Choice(String id, String text, boolean chosen) { }

    @Override
    public Answer handle(Request request) {
        String[] path = request.path().split("/");
        boolean post = request.method().equals("POST");
        if (request.path().isEmpty()) {
            return list();
        }
        if (path[0].equals("new") && path.length == 1) {
            return post ? register(request) : form(blank(), false, request, "", "");
        }
        if (path[0].equals("keys") && path.length == 2 && path[1].equals("rotate") && post) {
            applications.rotateKeys();
            return new Redirect("/" + PATH);
        }
        Optional<Application> found = applications.find(path[0]);
        if (found.isEmpty() || path.length > 2) {
            return NOT_FOUND;
        }
        if (path.length == 1) {
            return post ? change(request, found.get()) : form(found.get(), true, request, "", "");
        }
        return post ? act(found.get(), path[1]) : new Redirect(href(found.get()));
    }

    private Answer list() {
        List<Map<String, Object>> rows = applications.all().stream().map(a -> Map.<String, Object>of("id", a.id(), "name", a.name(), "own", a.own(),
                "people", a.people().stream().map(Enum::name).sorted().toList(), "enabled", a.enabled())).toList();
        return new View("applications", Map.of("applications", rows, "keys", applications.keys()));
    }

    private Answer act(Application application, String what) {
        switch (what) {
            case "secret" -> {
                if (application.key().proof() == Proof.SECRET) {
                    return secret(application, applications.rotateSecret(application.id()));
                }
            }
            case "disable" -> applications.enable(application.id(), false);
            case "enable" -> applications.enable(application.id(), true);
            default -> {
                return NOT_FOUND;
            }
        }
        return new Redirect(href(application));
    }

    private static View secret(Application application, String secret) {
        return new View("application-secret", Map.of("id", application.id(), "name", application.name(), "secret", secret));
    }

    private Answer register(Request request) {
        Application wanted = read(request, blank());
        try {
            Applications.Registered made = applications.register(wanted);
            return made.secret().isEmpty() ? new Redirect(href(made.application()) + "?saved=1") : secret(made.application(), made.secret());
        } catch (ApplicationProblem problem) {
            return form(wanted, false, request, problem.field(), error(problem));
        }
    }

    private Answer change(Request request, Application stored) {
        Application wanted = read(request, stored);
        try {
            Application changed = applications.change(wanted);
            boolean first = changed.key().proof() == Proof.SECRET && stored.key().proof() != Proof.SECRET;
            return first ? secret(changed, applications.rotateSecret(changed.id())) : new Redirect(href(changed) + "?saved=1");
        } catch (ApplicationProblem problem) {
            return form(wanted, true, request, problem.field(), error(problem));
        }
    }

    private static String error(ApplicationProblem problem) {
        return problem.code() == Code.TAKEN ? "taken" : problem.code() == Code.STALE ? "stale" : problem.field();
    }

    private static String href(Application application) {
        return "/" + PATH + "/" + application.id();
    }

    private static Application blank() {
        return new Application("", "", true, Set.of(Actor.Kind.STAFF), Set.of(Flow.AUTHORIZATION_CODE), Set.of(Scopes.OPENID, "profile", "email"),
                Application.Places.NONE, Application.Key.SECRET, Application.Options.USUAL, true, 0);
    }

    private static Application read(Request request, Application stored) {
        String version = request.parameter("version").filter(v -> v.matches("[0-9]{1,15}")).orElse("0");
        return new Application(stored.id().isEmpty() ? text(request, "id") : stored.id(), text(request, "name"), request.parameter("own").isPresent(),
                chosen(request, "people", Actor.Kind.values()), chosen(request, "flow", Flow.values()),
                Set.copyOf(request.parameters().getOrDefault("scope", List.of())),
                new Application.Places(lines(request, "redirects"), lines(request, "afterLogout"), text(request, "backChannel")),
                new Application.Key(chosen(request, "proof", Proof.values()).stream().findFirst().orElse(Proof.SECRET), text(request, "keys"), text(request, "certificate")),
                new Application.Options(text(request, "algorithm"), request.parameter("introspects").isPresent(), request.parameter("pushedOnly").isPresent()),
                stored.enabled(), Long.parseLong(version));
    }

    private static String text(Request request, String name) {
        return request.parameter(name).map(String::strip).orElse("");
    }

    private static List<String> lines(Request request, String name) {
        return text(request, name).lines().map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
    }

    private static <E extends Enum<E>> Set<E> chosen(Request request, String name, E[] all) {
        List<String> given = request.parameters().getOrDefault(name, List.of());
        return Arrays.stream(all).filter(one -> given.contains(one.name())).collect(Collectors.toSet());
    }

    private View form(Application a, boolean stored, Request request, String field, String error) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("stored", stored);
        model.put("path", stored ? href(a) : "/" + PATH + "/new");
        model.put("saved", request.parameter("saved").isPresent());
        model.put("field", field);
        model.put("error", error);
        model.put("version", a.version());
        model.put("id", a.id());
        model.put("name", a.name());
        model.put("own", a.own());
        model.put("enabled", a.enabled());
        model.put("people", choices(Stream.of(Actor.Kind.STAFF, Actor.Kind.RESIDENT), a.people()));
        model.put("flows", choices(Arrays.stream(Flow.values()), a.flows()));
        model.put("proofs", choices(Stream.of(Proof.SECRET, Proof.PRIVATE_KEY, Proof.CERTIFICATE, Proof.NONE), Set.of(a.key().proof())));
        model.put("scopes", applications.scopes().stream().map(s -> new Choice(s.name(), s.text(request.language()), a.scopes().contains(s.name()))).toList());
        model.put("algorithms", Stream.of("ES256", "RS256").map(name -> new Choice(name, name, a.options().algorithm().equals(name))).toList());
        model.put("redirects", String.join("\n", a.places().redirects()));
        model.put("afterLogout", String.join("\n", a.places().afterLogout()));
        model.put("backChannel", a.places().backChannel());
        model.put("keys", a.key().keys());
        model.put("certificate", a.key().certificate());
        model.put("introspects", a.options().introspects());
        model.put("pushedOnly", a.options().pushedOnly());
        model.put("secret", a.key().proof() == Proof.SECRET);
        View view = new View("application", model);
        return error.isEmpty() ? view : view.again();
    }

    private static <E extends Enum<E>> List<Choice> choices(Stream<E> all, Set<E> chosen) {
        return all.map(one -> new Choice(one.name(), one.name(), chosen.contains(one))).toList();
    }
}
