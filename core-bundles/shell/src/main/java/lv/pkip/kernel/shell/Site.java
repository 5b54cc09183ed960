package lv.pkip.kernel.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.http.HttpServletResponse;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.OwnProfile;
import lv.pkip.kernel.api.identity.OwnSessions;
import lv.pkip.kernel.api.identity.PasswordReset;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.registry.DeclaresPermission;
import lv.pkip.kernel.api.request.Endpoints;
import lv.pkip.kernel.api.request.Requests;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Drafts;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.shell.account.FactorsDesk;
import lv.pkip.kernel.shell.account.PasswordDesk;
import lv.pkip.kernel.shell.account.ProfileDesk;
import lv.pkip.kernel.shell.account.ResetDesk;
import lv.pkip.kernel.shell.account.SecondStepDesk;
import lv.pkip.kernel.shell.account.SessionsDesk;
import lv.pkip.kernel.shell.account.Steps;
import lv.pkip.kernel.shell.frame.Failures;
import lv.pkip.kernel.shell.frame.Frame;
import lv.pkip.kernel.shell.frame.Kit;
import lv.pkip.kernel.shell.frame.Templates;
import lv.pkip.kernel.shell.frame.Texts;
import lv.pkip.kernel.shell.frame.Theme;
import lv.pkip.kernel.shell.frame.View;
import lv.pkip.kernel.shell.frame.Words;
import lv.pkip.kernel.shell.gate.Access;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Kept;
import lv.pkip.kernel.shell.gate.Refused;
import lv.pkip.kernel.shell.gate.Reply;
import lv.pkip.kernel.shell.gate.Returned;
import lv.pkip.kernel.shell.gate.ReturnPath;
import lv.pkip.kernel.shell.gate.Route;
import lv.pkip.kernel.shell.portal.ApplyDesk;
import lv.pkip.kernel.shell.portal.CatalogueDesk;
import lv.pkip.kernel.shell.portal.OwnCasesDesk;
import lv.pkip.kernel.shell.portal.MandatesDesk;
import lv.pkip.kernel.shell.portal.ResidentDesk;
import lv.pkip.kernel.shell.portal.SignInDesk;
import lv.pkip.kernel.shell.work.CaseDesk;
import lv.pkip.kernel.shell.work.InboxDesk;
import lv.pkip.kernel.shell.work.SavedFilters;
import lv.pkip.kernel.shell.work.ServicesDesk;
import lv.pkip.kernel.shell.work.WatchDesk;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Portal and workplace as a whole: finds the route, checks who may take it, runs it as the one who signed in, and
 * writes the answer or the error page. Comes up when every part of the kernel is there.
 */
@DeclaresPermission("services:read")
@Component(service = {Site.class, Endpoints.class}, configurationPid = Settings.PID)
@Designate(ocd = Settings.class)
public final class Site implements Endpoints {
    private final House house;
    private final Frame frame;
    private final Failures failures;
    private final Route.Table table;
    private final PageDesk pages;
    private final Kept kept;
    private final WidgetDesk widgets;
    private final AtomicReference<Workplace> workplace = new AtomicReference<>();

    @Activate
    public Site(@Reference(name = "actor") CurrentActor actor, @Reference(name = "sign-in") SignIn signIn,
            @Reference(name = "factors") SecondFactors factors, @Reference(name = "reset") PasswordReset reset,
            @Reference(name = "own-sessions") OwnSessions ownSessions, @Reference(name = "profile") OwnProfile profile,
            @Reference(name = "users") Users users, @Reference(name = "persons") Persons persons, @Reference(name = "mandates") Mandates mandates,
            @Reference(name = "municipality") Municipality municipality, @Reference(name = "services") Services services,
            @Reference(name = "cases") Cases cases, @Reference(name = "drafts") Drafts drafts,
            @Reference(name = "attachments") Attachments attachments, @Reference(name = "outbox") Outbox outbox,
            @Reference(name = "audit") Audit audit, @Reference(name = "dispatcher") Dispatcher dispatcher, @Reference(name = "requests") Requests requests,
            @Reference(name = "navigation") Navigation navigation, @Reference(name = "filters") SavedFilters filters, @Reference(name = "returned") Returned returned,
            BundleContext context, Settings settings) {
        this(new House(actor, signIn, new Credentials(factors, reset, ownSessions, profile), users, persons, mandates, municipality, services, cases, drafts, attachments, outbox, audit, dispatcher, requests, navigation, filters, returned,
                ownTexts(), (bundle, path) -> Optional.ofNullable(context.getBundle(bundle)).map(b -> b.getEntry(path)), Clock.systemUTC(),
                new House.MapTiles(settings.tiles(), settings.tilesAttribution(), settings.mapCentre())), settings.widgetMillis());
    }

    /** @param widgetMillis how long a widget of the start page may take */
    public Site(House house, long widgetMillis) {
        this.house = house;
        Kit kit = new Kit(name -> Optional.ofNullable(Site.class.getResource("/kit/" + name)));
        Words words = new Words(house.texts(), kit.path());
        Templates templates = new Templates(name -> Optional.ofNullable(Site.class.getResource("/templates/" + name + ".peb")), words);
        this.frame = new Frame(templates, house.texts(), kit, house.actor(), house.municipality(), house.navigation(), this::workplace);
        this.failures = new Failures(house.texts());
        this.pages = new PageDesk(house, words);
        this.kept = new Kept(house.clock());
        this.widgets = new WidgetDesk(house, pages, this::workplace, widgetMillis);
        this.table = new Route.Table(routes(kit, templates));
    }

    @Reference(name = "workplace", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, unbind = "gone")
    void appeared(Workplace now) {
        workplace.set(now);
    }

    void gone(Workplace old) {
        workplace.compareAndSet(old, null);
    }

    private Optional<Workplace> workplace() {
        return Optional.ofNullable(workplace.get());
    }

    public static Texts ownTexts() {
        return Texts.read(file -> Optional.ofNullable(Site.class.getResource("/" + file)));
    }

    private List<Route> routes(Kit kit, Templates templates) {
        Forms forms = new Forms(house);
        CaseWords caseWords = new CaseWords(house);
        ActionDesk actions = new ActionDesk(house, forms, caseWords);
        ApplyDesk apply = new ApplyDesk(house, forms, caseWords);
        List<Route> all = new ArrayList<>();
        all.addAll(new CatalogueDesk(house, caseWords).routes());
        all.addAll(new SignInDesk(house).routes());
        all.addAll(new ResidentDesk(house).routes());
        all.addAll(new MandatesDesk(house).routes());
        all.addAll(new SecondStepDesk(house).routes());
        all.addAll(new ResetDesk(house).routes());
        all.addAll(new ProfileDesk(house).routes());
        all.addAll(new PasswordDesk(house).routes());
        all.addAll(new FactorsDesk(house).routes());
        all.addAll(new SessionsDesk(house).routes());
        all.addAll(apply.routes());
        OwnCasesDesk own = new OwnCasesDesk(house, forms, caseWords, actions, apply);
        all.addAll(own.routes());
        all.addAll(widgets.routes());
        all.addAll(new KitDesk(house, kit, templates, frame, () -> Theme.css(colours())).routes());
        all.addAll(new InboxDesk(house, caseWords).routes());
        all.addAll(new CaseDesk(house, forms, caseWords, actions, own).routes());
        all.addAll(new ServicesDesk(house).routes());
        all.addAll(new WatchDesk(house).routes());
        all.add(Route.get("/work/users", Access.staff(), x -> Reply.to("/users"))); // where the list once was
        all.add(Route.get("/kept", Access.signedInOnly(), this::showKept));
        all.add(Route.get("/assets/{hash}/{file}", Access.everyone(), x -> kit.serve(x, x.part("hash"), x.part("file"))));
        all.add(Route.get("/assets/{hash}/images/{file}", Access.everyone(), x -> kit.serve(x, x.part("hash"), "images/" + x.part("file"))));
        all.add(Route.get("/favicon.ico", Access.everyone(), x -> kit.serve(x, "", "favicon.svg")));
        all.add(Route.get("/theme.css", Access.everyone(), x -> fresh("text/css;charset=utf-8", Theme.css(colours()))));
        all.add(Route.get("/scheme/{scheme}", Access.everyone(), Site::chooseScheme));
        all.add(Route.post("/announcements/{id}/dismiss", Access.everyone(), Site::dismiss));
        all.add(Route.get("/robots.txt", Access.everyone(), x -> plain("text/plain;charset=utf-8",
                "User-agent: *\nDisallow: /apply/\nDisallow: /cases\nDisallow: /work\nDisallow: /sign-in\nDisallow: /attachments/\n")));
        return all;
    }

    /** Edited in the workplace, else as configured. */
    private Map<String, String> colours() {
        Map<String, String> colours = new HashMap<>(house.municipality().properties());
        workplace().flatMap(w -> Frame.asked(w::look, Optional.empty())).ifPresent(look -> look.colours().forEach((name, colour) -> colours.put("theme." + name, colour)));
        return colours;
    }

    private static Reply chooseScheme(Exchange exchange) {
        String scheme = exchange.part("scheme");
        if (!Frame.SCHEMES.contains(scheme)) {
            throw Refused.notFound();
        }
        exchange.setCookie(Frame.SCHEME_COOKIE, scheme, 31_536_000);
        return Reply.to(exchange.parameter("to").flatMap(ReturnPath::check).orElse("/"));
    }

    private static Reply dismiss(Exchange exchange) {
        String notice = exchange.part("id");
        if (!notice.matches("[0-9]{1,15}")) {
            throw Refused.notFound();
        }
        Frame.dismiss(exchange, notice);
        return Reply.to(exchange.parameter("to").flatMap(ReturnPath::check).orElse("/"));
    }

    /** Asked for anew with each page: who has published another look wants to see it. */
    private static Reply fresh(String type, String text) {
        return new Reply.Bytes(200, type, Optional.empty(), "no-cache", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply plain(String type, String text) {
        return new Reply.Bytes(200, type, Optional.empty(), "public, max-age=300", text.getBytes(StandardCharsets.UTF_8));
    }

    @Deactivate
    void stop() throws Exception {
        widgets.close();
        pages.close();
    }

    @Override
    public List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        routes().forEach(route -> all.add(new Endpoint(route.method(), route.path(), "shell", route.access().who(), route.access().permission())));
        all.addAll(pages.endpoints());
        return all;
    }

    /** All routes, for the tests that try each of them. */
    List<Route> routes() {
        return table.routes();
    }

    /** The live session of a token; asked by the gate, never for what other systems call. */
    public Optional<Session> session(String token) {
        return house.signIn().resolve(token);
    }

    public boolean isMachine(String path) {
        return pages.isMachine(path);
    }

    /** A reply with its page already made, so that nothing can fail after the first byte went out. */
    private record Ready(Reply reply, byte[] page) { }

    public void answer(Exchange exchange) throws IOException {
        long begun = System.nanoTime();
        try {
            exchange.session().map(s -> house.actor().as(s, () -> finish(exchange))).orElseGet(() -> finish(exchange));
        } catch (UncheckedIOException gone) {
            throw gone.getCause(); // the one who asked went away
        } finally {
            house.requests().answered(exchange.method(), exchange.route(), exchange.response().getStatus(), System.nanoTime() - begun);
        }
    }

    private Reply finish(Exchange exchange) {
        Ready ready = work(exchange);
        try {
            write(exchange, ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ready.reply();
    }

    private Ready work(Exchange exchange) {
        try {
            exchange.passage().failure().ifPresent(f -> {
                throw f;
            });
            return ready(exchange, handle(exchange));
        } catch (Exception failure) {
            return failed(exchange, failure);
        }
    }

    private Ready failed(Exchange exchange, Exception failure) {
        if (failure instanceof Access.SignInNeeded needed && exchange.isPost() && !exchange.wantsJson() && keep(exchange)) {
            return new Ready(failures.toSignIn(needed, "/kept"), new byte[0]);
        }
        if (failure instanceof CaseProblem weak && weak.needed().isPresent() && !exchange.wantsJson()
                && house.actor().get().kind() == Actor.Kind.RESIDENT) {
            String back = !exchange.isPost() ? exchange.pathAndQuery() : keep(exchange) ? "/kept" : "/";
            return new Ready(Reply.to(ResidentDesk.stepUp(weak.needed().get(), back)), new byte[0]);
        }
        Reply reply = failures.reply(exchange, failure);
        return new Ready(reply, reply instanceof Reply.Html html ? problemPage(exchange, html) : new byte[0]);
    }

    /** With the menu where only this page was refused; without it where something is broken, which may be the menu. */
    private byte[] problemPage(Exchange exchange, Reply.Html page) {
        return page.status() < 500 && exchange.passage().failure().isEmpty() ? frame.render(exchange, page) : frame.renderBare(exchange, page);
    }

    private boolean keep(Exchange exchange) {
        try {
            return exchange.readTextOfAnybody() && kept.keep(exchange);
        } catch (Refused unreadable) {
            return false;
        }
    }

    /** A form as it was typed, to be sent again by the one who typed it. */
    private Reply showKept(Exchange exchange) {
        Optional<Kept.Form> form = kept.take(exchange, house.actor().get().id());
        if (form.isEmpty()) {
            return Reply.to("/");
        }
        return View.of("kept", house.texts().get(exchange.language(), "kept.title")).with("form", form.get()).with("typed", form.get().values()
                .entrySet().stream().filter(e -> !e.getKey().startsWith("_")).flatMap(e -> e.getValue().stream()).filter(v -> !v.isBlank()).toList()).reply();
    }

    private Ready ready(Exchange exchange, Reply reply) {
        return new Ready(reply, reply instanceof Reply.Html html ? frame.render(exchange, html) : new byte[0]);
    }

    private Reply handle(Exchange exchange) throws Exception {
        String path = exchange.path();
        Optional<Session.Due> due = exchange.session().flatMap(Session::due).filter(d -> !Steps.isOpen(d, path));
        if (due.isPresent()) {
            return Reply.to(Steps.instead(due.get(), exchange.isPost(), exchange.pathAndQuery()));
        }
        Optional<Route.Found> found = table.find(exchange.method(), path);
        if (found.isEmpty()) {
            return pages.answer(exchange);
        }
        Route route = found.get().route();
        exchange.at(found.get());
        route.access().check(house.actor());
        if (exchange.isPost()) {
            exchange.readForm(route.files());
            if (!route.foreign()) {
                exchange.checkFormToken();
            }
        }
        if (path.equals("/") && house.actor().get().kind() == Actor.Kind.STAFF && exchange.parameter("portal").isEmpty()) {
            return Reply.to("/work");
        }
        return route.handler().handle(exchange);
    }

    private static void write(Exchange exchange, Ready ready) throws IOException {
        HttpServletResponse response = exchange.response();
        Reply reply = ready.reply();
        if (reply instanceof Reply.SeeOther to) {
            response.setStatus(303);
            response.setHeader("Location", Location.clean(to.location()));
        } else if (reply instanceof Reply.Html html) {
            send(response, html.status(), "text/html;charset=utf-8", Optional.empty(), ready.page());
        } else if (reply instanceof Reply.Bytes bytes) {
            if (!bytes.cache().isEmpty()) {
                response.setHeader("Cache-Control", bytes.cache());
            }
            send(response, bytes.status(), bytes.type(), bytes.fileName(), bytes.content());
        } else if (reply instanceof Reply.Written written) {
            describe(response, 200, written.type(), Optional.of(written.fileName()));
            written.body().to(response.getOutputStream());
        } else if (reply instanceof Reply.Flow flow) {
            try (AutoCloseable after = flow.after(); java.io.InputStream content = flow.content()) {
                describe(response, flow.status(), flow.type(), flow.fileName());
                flow.headers().forEach((name, value) -> Location.header(response, name, value));
                content.transferTo(response.getOutputStream());
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("what was to be closed after sending did not close", e);
            }
        }
    }

    private static void send(HttpServletResponse response, int status, String type, Optional<String> fileName, byte[] content) throws IOException {
        describe(response, status, type, fileName);
        response.setContentLength(content.length);
        OutputStream out = response.getOutputStream();
        out.write(content);
    }

    private static void describe(HttpServletResponse response, int status, String type, Optional<String> fileName) {
        response.setStatus(status);
        response.setContentType(Location.header(type));
        // Files of people are never opened in our own origin.
        fileName.ifPresent(name -> response.setHeader("Content-Disposition", "attachment; filename*=UTF-8''"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")));
    }
}
