package lv.pkip.kernel.shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.UUID;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.IdentityProvider;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.CaseProblem;
import lv.pkip.kernel.api.status.Drafts;
import lv.pkip.kernel.fixture.ServiceFixture;
import lv.pkip.kernel.shell.work.SavedFilters;

/** The other parts of the kernel, in memory, as pages see them. */
final class Doubles {
    private Doubles() { }

    /** Services read from folders by the kernel's own reader. */
    static final class FolderServices implements Services {
        final Map<String, ServiceFixture> byId = new TreeMap<>();
        /** Services that were uninstalled; what was submitted under them stays known. */
        final Set<String> gone = new HashSet<>();
        final Map<String, String> overlays = new HashMap<>();
        final List<OverlayChange> changes = new ArrayList<>();

        void install(Path folder) {
            ServiceFixture fixture = ServiceFixture.read(folder);
            byId.put(fixture.definition().id(), fixture);
        }

        @Override
        public List<Definition> installed() {
            return all().filter(d -> !gone.contains(d.id())).toList();
        }

        private Stream<Definition> all() {
            return byId.values().stream().map(ServiceFixture::definition);
        }

        @Override
        public Optional<Definition> find(String id) {
            return installed().stream().filter(d -> d.id().equals(id)).findFirst();
        }

        @Override
        public Optional<Definition> byFingerprint(String fingerprint) {
            return all().filter(d -> d.fingerprint().equals(fingerprint)).findFirst();
        }

        @Override
        public Optional<Definition> offered(String id, String fingerprint, Instant since) {
            return byFingerprint(fingerprint).filter(d -> d.id().equals(id));
        }

        @Override
        public void archive(Definition definition) { }

        @Override
        public Rules rules(Definition definition) {
            return byId.get(definition.id()).rules();
        }

        @Override
        public List<Finding> validate(Definition definition, String form, Answers answers) {
            return byId.get(definition.id()).validate(form, answers);
        }

        @Override
        public List<Rejected> rejected() {
            return List.of(new Rejected("lv.example.broken", "1.0.0", List.of("form/application.json: <b>no type</b>")));
        }

        @Override
        public String dmn(Definition definition, String ruleSet, LocalDate on) {
            return "<definitions/>";
        }

        @Override
        public Optional<String> overlay(String service) {
            return Optional.ofNullable(overlays.get(service));
        }

        @Override
        public List<String> checkOverlay(String service, String json) {
            return json.startsWith("{") ? List.of() : List.of("not an object");
        }

        @Override
        public void applyOverlay(String service, String json, String reason) {
            overlays.put(service, json);
            changes.add(new OverlayChange(Instant.EPOCH, "admin", reason, json));
        }

        @Override
        public List<OverlayChange> overlayHistory(String service) {
            return changes;
        }
    }

    /** Drafts of everybody, found by their owner only. */
    static final class MemoryDrafts implements Drafts {
        private final CurrentActor actor;
        private final Map<String, Draft> drafts = new LinkedHashMap<>();
        private final Map<String, String> owners = new HashMap<>();

        MemoryDrafts(CurrentActor actor) {
            this.actor = actor;
        }

        @Override
        public Draft start(String service, String definition, String language) {
            Draft draft = new Draft(UUID.randomUUID().toString(), service, definition, Answers.empty(), "", language, Instant.now());
            drafts.put(draft.id(), draft);
            owners.put(draft.id(), actor.get().id());
            return draft;
        }

        @Override
        public Draft save(String id, Answers answers, String page) {
            Draft old = find(id).orElseThrow();
            Draft draft = new Draft(id, old.service(), old.definition(), answers, page, old.language(), Instant.now());
            drafts.put(id, draft);
            return draft;
        }

        @Override
        public Optional<Draft> find(String id) {
            return Optional.ofNullable(drafts.get(id)).filter(d -> owners.get(id).equals(actor.get().id()));
        }

        @Override
        public List<Draft> own() {
            return drafts.values().stream().filter(d -> owners.get(d.id()).equals(actor.get().id())).toList();
        }

        @Override
        public void delete(String id) {
            drafts.remove(id);
        }
    }

    /** Files by id; each belongs to its uploader. */
    static final class MemoryFiles implements Attachments {
        private final CurrentActor actor;
        private final Map<String, Attachment> files = new LinkedHashMap<>();
        private final Map<String, byte[]> contents = new HashMap<>();
        private final Map<String, String> owners = new HashMap<>();
        final Map<String, List<Attachment>> ofCases = new HashMap<>();

        MemoryFiles(CurrentActor actor) {
            this.actor = actor;
        }

        @Override
        public Attachment store(String name, String type, List<String> accepted, long maxBytes, InputStream content) {
            try {
                byte[] bytes = content.readAllBytes();
                if (bytes.length > maxBytes) {
                    throw new CaseProblem(CaseProblem.Code.TOO_LARGE, "too large");
                }
                if (!accepted.isEmpty() && !accepted.contains(type)) {
                    throw new CaseProblem(CaseProblem.Code.WRONG_TYPE, "type");
                }
                Attachment file = new Attachment(UUID.randomUUID().toString(), "attachment", name, type, bytes.length, "00", Instant.now(), Optional.empty());
                files.put(file.id(), file);
                contents.put(file.id(), bytes);
                owners.put(file.id(), actor.get().id());
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<Attachment> find(String id) {
            return Optional.ofNullable(files.get(id)).filter(f -> owners.get(id).equals(actor.get().id()) || actor.get().kind() == Actor.Kind.STAFF);
        }

        @Override
        public InputStream open(String id) {
            return new ByteArrayInputStream(contents.get(id));
        }

        @Override
        public List<Attachment> ofCase(String number) {
            return ofCases.getOrDefault(number, List.of());
        }

        @Override
        public void discard(String id) {
            if (find(id).isPresent()) {
                files.remove(id);
            }
        }

        int count() {
            return files.size();
        }
    }

    /** Sessions by token, one known clerk password. */
    static final class MemorySessions implements SignIn {
        static final String PASSWORD = "pareiza parole 1";
        private static final Session.Proof PROOF = new Session.Proof(Set.of("pwd"), Instant.EPOCH);
        final Map<String, Session> sessions = new HashMap<>();
        final List<String> clients = new ArrayList<>();
        RuntimeException away;

        String open(Actor actor, Set<String> permissions, boolean mustChange) {
            return open(actor, permissions, mustChange ? Optional.of(Session.Due.PASSWORD_CHANGE) : Optional.empty());
        }

        String open(Actor actor, Set<String> permissions, Optional<Session.Due> due) {
            String token = UUID.randomUUID().toString().replace("-", "") + "0123456789a";
            sessions.put(token, new Session(token, "csrf-of-" + token, actor, permissions, Optional.empty(), PROOF,
                    Instant.now().plusSeconds(3600), due));
            return token;
        }

        void actBy(String token, Optional<Mandate> mandate, Optional<Session.Due> due) {
            Session s = sessions.get(token);
            Actor own = Actor.resident(s.actor().id(), s.actor().name(), s.actor().assurance());
            sessions.put(token, new Session(token, s.csrf(), mandate.map(m -> own.actingFor(m.represented())).orElse(own), s.permissions(), s.held(),
                    s.proof(), s.expires(), due, mandate));
        }

        @Override
        public Session password(String login, char[] password, String client) {
            clients.add(client);
            if (login.equals("slow")) {
                throw new SignInRefused(SignInRefused.Reason.THROTTLED, Duration.ofMinutes(3));
            }
            if (!new String(password).equals(PASSWORD)) {
                throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
            }
            if (login.equals("second")) {
                return sessions.get(open(Actor.staff(login, login, Optional.empty()), Set.of(), Optional.of(Session.Due.SECOND_FACTOR)));
            }
            return sessions.get(open(Actor.staff(login, login, Optional.empty()), Set.of("bench:*"), login.equals("fresh")));
        }

        @Override
        public Session external(ExternalIdentity identity, String client) {
            return sessions.get(open(Actor.resident("p-" + identity.personalCode().hashCode(), identity.givenName() + " " + identity.familyName(), identity.assurance()), Set.of(), false));
        }

        @Override
        public Optional<Session> resolve(String token) {
            if (away != null) {
                throw away;
            }
            return Optional.ofNullable(sessions.get(token));
        }

        @Override
        public Session check(String login, char[] password, String client) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Session> delegated(Actor.Kind kind, String subject, Set<String> held, Session.Proof proof) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changePassword(Session session, char[] old, char[] fresh) {
            if (fresh.length < 12) {
                throw new SignInRefused(SignInRefused.Reason.WEAK_PASSWORD, Duration.ZERO);
            }
            sessions.put(session.token(), Session.of(session.token(), session.csrf(), session.actor(), session.permissions(), PROOF, session.expires()));
        }

        @Override
        public void signOut(String token) {
            sessions.remove(token);
        }

        @Override
        public Map<Actor.Kind, Long> live() {
            throw new UnsupportedOperationException();
        }
    }

    /** Mandates by person key, chosen in the session. */
    static final class MemoryMandates implements Mandates {
        final Map<String, List<Mandate>> all = new HashMap<>();
        private final CurrentActor actor;
        private final MemorySessions sessions;

        MemoryMandates(CurrentActor actor, MemorySessions sessions) {
            this.actor = actor;
            this.sessions = sessions;
        }

        @Override
        public List<Mandate> own() {
            return all.getOrDefault(actor.get().id(), List.of());
        }

        @Override
        public void choose(Optional<String> id) {
            Optional<Mandate> mandate = id.map(wanted -> own().stream().filter(m -> m.id().equals(wanted)).findFirst().orElseThrow(() -> new Forbidden("mandate:act")));
            sessions.actBy(actor.session().orElseThrow().token(), mandate, Optional.empty());
        }

        @Override
        public Session by(Optional<String> id) {
            throw new AssertionError("pages act by what the session chose");
        }
    }

    /** Staff accounts without any checks. */
    static final class MemoryUsers implements Users {
        final Map<String, User> users = new TreeMap<>();

        @Override
        public Optional<User> find(String login) {
            return Optional.ofNullable(users.get(login));
        }

        @Override
        public List<User> all() {
            return List.copyOf(users.values());
        }

        @Override
        public List<User> holding(String permission) {
            return all();
        }
    }

    /** Named views of the inbox. */
    static final class MemoryFilters implements SavedFilters {
        final Map<String, Saved> saved = new TreeMap<>();

        @Override
        public List<Saved> of(String login) {
            return List.copyOf(saved.values());
        }

        @Override
        public void save(String login, String title, String address, boolean shared) {
            saved.put(login + title, new Saved(saved.size() + 1L, title, address, shared, true));
        }

        @Override
        public void delete(String login, long id) {
            saved.values().removeIf(s -> s.id() == id);
        }
    }

    /** One resident, whoever asks. */
    static final class OnePerson implements Persons {
        @Override
        public Optional<Person> byKey(String key) {
            return Optional.of(new Person(key, "32000000001", "Paula", "Paraudziņa"));
        }

        @Override
        public Person byPersonalCode(String personalCode, String givenName, String familyName) {
            return new Person("p", personalCode, givenName, familyName);
        }

        @Override
        public Optional<String> keyOf(String personalCode) {
            return Optional.of("p");
        }

        @Override
        public List<Person> search(String text, int limit) {
            return List.of();
        }
    }

    /** A made-up town. */
    static final class Town implements Municipality {
        final Map<String, String> properties = new HashMap<>();
        String baseUrl = "http://localhost";

        @Override
        public String id() {
            return "daugavpils";
        }

        @Override
        public String name(String language) {
            return "Daugavpils valstspilsētas pašvaldība";
        }

        @Override
        public String registrationNumber() {
            return "00000000000";
        }

        @Override
        public String address() {
            return "Parauga iela 1, Daugavpils, LV-5400";
        }

        @Override
        public String email() {
            return "pasts@daugavpils.example";
        }

        @Override
        public String phone() {
            return "+371 00000000";
        }

        @Override
        public String baseUrl() {
            return baseUrl;
        }

        @Override
        public Map<String, String> properties() {
            return properties;
        }

        @Override
        public List<Unit> units() {
            return List.of(new Unit("environment", Map.of("lv", "Vides nodaļa", "en", "Environment", "ru", "Отдел среды")),
                    new Unit("finance", Map.of("lv", "Finanšu nodaļa")));
        }
    }

    /** A provider whose answer is in the parameters. */
    static final class PlainProvider implements IdentityProvider {
        private final String start;
        String stateParameter = "state";
        Assurance surest = Assurance.HIGH;
        Assurance given = Assurance.HIGH;
        Assurance wanted;

        PlainProvider(String start) {
            this.start = start;
        }

        @Override
        public String label(String language) {
            return "Parauga pieteikšanās";
        }

        @Override
        public String start(String state, String returnUrl, Assurance wanted, String language) {
            this.wanted = wanted;
            return start + "?state=" + state;
        }

        @Override
        public ExternalIdentity finish(Map<String, String> parameters, String returnUrl) {
            if (!"yes".equals(parameters.get("ok"))) {
                throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
            }
            return new ExternalIdentity("plain", "32000000001", "Paula", "Paraudziņa", given);
        }

        @Override
        public String stateParameter() {
            return stateParameter;
        }

        @Override
        public Assurance surest() {
            return surest;
        }
    }
}
