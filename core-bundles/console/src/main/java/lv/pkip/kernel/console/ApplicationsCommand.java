package lv.pkip.kernel.console;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Application.Flow;
import lv.pkip.kernel.api.application.Application.Key;
import lv.pkip.kernel.api.application.Application.Options;
import lv.pkip.kernel.api.application.Application.Places;
import lv.pkip.kernel.api.application.Application.Proof;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** {@code pkip:applications}: systems that sign people in by this house, for administrators and for scripts. */
@Service
@Command(scope = "pkip", name = "applications", description = "Lists applications; shows, creates, disables, gives new secrets and signing keys",
        detailedDescription = "pkip:applications list | show ID | create ID --name N --redirect URL --logout URL --scopes a,b --flows code,refresh,client,device "
                + "--people staff,residents --foreign --public --introspects | secret ID | disable ID | enable ID | keys | rotate. "
                + "create and secret print a secret that cannot be shown again.")
public final class ApplicationsCommand implements Action {

    @Argument(index = 0, name = "action", description = "list, show, create, secret, disable, enable, keys or rotate")
    @Completion(value = StringsCompleter.class, values = {"list", "show", "create", "secret", "disable", "enable", "keys", "rotate"})
    String action = "list";

    @Argument(index = 1, name = "id", description = "Identifier of the application")
    String id;

    @Argument(index = 2, name = "options", multiValued = true, description = "Options may also stand here")
    List<String> late;

    @Option(name = "--name", description = "Name shown to people")
    String name;
    @Option(name = "--redirect", description = "Addresses to return to, separated by commas", valueToShowInHelp = "")
    String redirect = "";
    @Option(name = "--logout", description = "Addresses after signing out, separated by commas", valueToShowInHelp = "")
    String logout = "";
    @Option(name = "--backchannel", description = "Address that is told about signing out", valueToShowInHelp = "")
    String backchannel = "";
    @Option(name = "--scopes", description = "Scopes, separated by commas")
    String scopes = "openid,profile,email";
    @Option(name = "--flows", description = "code, refresh, client or device, separated by commas")
    String flows = "code";
    @Option(name = "--people", description = "staff or residents, separated by commas")
    String people = "staff";
    @Option(name = "--foreign", description = "Not the municipality's own: people are asked for consent")
    boolean foreign;
    @Option(name = "--public", description = "Cannot keep a secret")
    boolean open;
    @Option(name = "--introspects", description = "May check tokens of other applications")
    boolean introspects;
    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    CurrentActor current;
    @Reference
    BundleContext context;

    @Override
    public Object execute() {
        id = LateOptions.take(this, id, late);
        ServiceReference<Applications> found = context.getServiceReference(Applications.class);
        Applications applications = found == null ? null : context.getService(found);
        if (applications == null) {
            throw new IllegalStateException("applications are not installed: feature pkip-identity-oidc");
        }
        try {
            return current.asSystem(Caller.name(), () -> act(applications));
        } finally {
            context.ungetService(found);
        }
    }

    Object act(Applications applications) {
        switch (action) {
            case "list" -> list(applications);
            case "show" -> show(known(applications));
            case "create" -> {
                Applications.Registered made = applications.register(wanted());
                new Sheet("id", "secret").row(made.application().id(), made.secret()).print(json, System.out, "");
            }
            case "secret" -> new Sheet("id", "secret").row(id(), applications.rotateSecret(id())).print(json, System.out, "");
            case "disable" -> enable(applications, false);
            case "enable" -> enable(applications, true);
            case "keys" -> keys(applications);
            case "rotate" -> {
                applications.rotateKeys();
                keys(applications);
            }
            default -> throw new IllegalArgumentException("action is list, show, create, secret, disable, enable, keys or rotate");
        }
        return null;
    }

    private void list(Applications applications) {
        Sheet sheet = new Sheet("id", "name", "own", "people", "flows", "enabled");
        applications.all().forEach(a -> sheet.row(a.id(), a.name(), a.own(), words(a.people()), words(a.flows()), a.enabled()));
        sheet.print(json, System.out, "There are no applications.");
    }

    private void show(Application a) {
        Sheet sheet = new Sheet("what", "value");
        sheet.row("id", a.id()).row("name", a.name()).row("own", a.own()).row("enabled", a.enabled()).row("people", words(a.people())).row("flows", words(a.flows()))
                .row("scopes", a.scopes().stream().sorted().collect(Collectors.joining(","))).row("redirects", String.join(",", a.places().redirects()))
                .row("after logout", String.join(",", a.places().afterLogout())).row("back channel", a.places().backChannel())
                .row("proof", a.key().proof().name().toLowerCase(Locale.ROOT)).row("algorithm", a.options().algorithm()).row("introspects", a.options().introspects());
        sheet.print(json, System.out, "");
    }

    private void keys(Applications applications) {
        Sheet sheet = new Sheet("key", "algorithm", "from", "signs");
        applications.keys().forEach(k -> sheet.row(k.id(), k.algorithm(), k.from(), k.current()));
        sheet.print(json, System.out, "There are no keys.");
    }

    private void enable(Applications applications, boolean enabled) {
        known(applications);
        applications.enable(id(), enabled);
        new Sheet("id", "enabled").row(id(), enabled).print(json, System.out, "");
    }

    private Application wanted() {
        Set<Flow> ways = chosen(flows, word -> switch (word) {
            case "code" -> Flow.AUTHORIZATION_CODE;
            case "refresh" -> Flow.REFRESH_TOKEN;
            case "client" -> Flow.CLIENT_CREDENTIALS;
            case "device" -> Flow.DEVICE_CODE;
            default -> throw new IllegalArgumentException("flows are code, refresh, client and device");
        });
        boolean forPeople = ways.contains(Flow.AUTHORIZATION_CODE) || ways.contains(Flow.DEVICE_CODE);
        Set<Actor.Kind> who = chosen(people, word -> switch (word) {
            case "staff" -> Actor.Kind.STAFF;
            case "residents" -> Actor.Kind.RESIDENT;
            default -> throw new IllegalArgumentException("people are staff and residents");
        });
        return new Application(id(), name == null ? id() : name, !foreign, forPeople ? who : Set.of(), ways, chosen(scopes, Function.identity()),
                new Places(LateOptions.words(redirect), LateOptions.words(logout), backchannel), new Key(open ? Proof.NONE : Proof.SECRET, "", ""), new Options("ES256", introspects, false), true, 0);
    }

    private static <T> Set<T> chosen(String text, Function<String, T> one) {
        return LateOptions.words(text).stream().map(one).collect(Collectors.toSet());
    }

    private static String words(Collection<? extends Enum<?>> some) {
        return some.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).sorted().collect(Collectors.joining(","));
    }

    private Application known(Applications applications) {
        return applications.find(id()).orElseThrow(() -> new IllegalArgumentException("there is no application " + id));
    }

    private String id() {
        return LateOptions.needed(id, "application");
    }
}
