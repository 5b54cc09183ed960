package lv.pkip.kernel.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.OwnProfile;
import lv.pkip.kernel.api.identity.OwnSessions;
import lv.pkip.kernel.api.identity.PasswordReset;
import lv.pkip.kernel.api.identity.SecondFactors;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** Second factors, resets, sessions and profile in memory, as pages see them: one right password, one right code, one right passkey. */
final class MemoryCredentials implements SecondFactors, PasswordReset, OwnSessions, OwnProfile {
    static final String CODE = "123456";
    static final String SECRET = "JBSWY3DPEHPK3PXP";
    static final String PASSKEY = "{\"right\":true}";
    static final String TOKEN = "t".repeat(43);
    private final Doubles.MemorySessions sessions;
    boolean passkeys = true;
    State state = new State(Optional.empty(), List.of(), 0, false, true);
    Profile profile = new Profile("anna", "Anna Ozola", "anna@daugavpils.example", "", "lv");
    final List<String> asked = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final Map<String, String> origins = new HashMap<>();
    String chosen = "";

    MemoryCredentials(Doubles.MemorySessions sessions) {
        this.sessions = sessions;
    }

    private static SignInRefused wrong() {
        return new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
    }

    private void check(char[] password) {
        if (state.asksPassword() && !new String(password).equals(Doubles.MemorySessions.PASSWORD)) {
            throw wrong();
        }
    }

    private Session replace(Session old) {
        sessions.sessions.remove(old.token());
        return sessions.sessions.get(sessions.open(old.actor(), Set.of("bench:*"), false));
    }

    @Override
    public State state(Session session) {
        return state;
    }

    @Override
    public State state(String login) {
        return state;
    }

    @Override
    public Enrolment beginCode(Session session, char[] password) {
        check(password);
        return new Enrolment(SECRET, "otpauth://totp/x:anna?secret=" + SECRET, "M0 0h7v1h-7z", 33);
    }

    @Override
    public Settled confirmCode(Session session, String code) {
        if (!code.equals(CODE)) {
            throw wrong();
        }
        state = new State(Optional.of(Instant.EPOCH), state.passkeys(), 2, state.demanded(), true);
        return new Settled(replace(session), List.of("abcdef-ghjkm", "nopqrs-tuvwx"));
    }

    @Override
    public void removeCode(Session session, char[] password) {
        check(password);
        state = new State(Optional.empty(), state.passkeys(), 0, state.demanded(), true);
    }

    @Override
    public List<String> recoveryCodes(Session session, char[] password) {
        check(password);
        return List.of("jauni1-kodi1");
    }

    @Override
    public boolean passkeysPossible() {
        return passkeys;
    }

    @Override
    public String beginPasskey(Session session, char[] password) {
        check(password);
        return "{\"challenge\":\"<create>\"}";
    }

    @Override
    public Settled addPasskey(Session session, String name, String response) {
        if (!response.equals(PASSKEY)) {
            throw wrong();
        }
        state = new State(state.code(), List.of(new Passkey("k1", name, Instant.EPOCH, Optional.empty())), 10, state.demanded(), true);
        return new Settled(replace(session), List.of());
    }

    @Override
    public void removePasskey(Session session, String id, char[] password) {
        check(password);
        state = new State(state.code(), state.passkeys().stream().filter(p -> !p.id().equals(id)).toList(), 0, state.demanded(), true);
    }

    @Override
    public Session byCode(Session session, String code, String client) {
        if (code.equals("000000")) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, Duration.ofMinutes(2));
        }
        if (!code.equals(CODE)) {
            throw wrong();
        }
        return replace(session);
    }

    @Override
    public String challenge(Session session) {
        return "{\"challenge\":\"<second>\"}";
    }

    @Override
    public Session byPasskey(Session session, String response, String client) {
        return byCode(session, response.equals(PASSKEY) ? CODE : "", client);
    }

    @Override
    public String challenge(String browser) {
        return "{\"challenge\":\"" + browser + "\"}";
    }

    @Override
    public Session signIn(String browser, String response, String client) {
        if (!response.equals(browser)) {
            throw wrong();
        }
        return sessions.sessions.get(sessions.open(lv.pkip.kernel.api.identity.Actor.staff("anna", "Anna Ozola", Optional.empty()), Set.of("bench:*"), false));
    }

    @Override
    public void remove(String login) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void request(String who, String client) {
        if (who.equals("slow")) {
            throw new SignInRefused(SignInRefused.Reason.THROTTLED, Duration.ofMinutes(1));
        }
        asked.add(who);
    }

    @Override
    public String link(String login) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isGood(String token) {
        return token.equals(TOKEN) && chosen.isEmpty();
    }

    @Override
    public void set(String token, char[] fresh, String client) {
        if (!isGood(token)) {
            throw wrong();
        }
        if (fresh.length < 12) {
            throw new SignInRefused(SignInRefused.Reason.WEAK_PASSWORD, Duration.ZERO);
        }
        chosen = new String(fresh);
    }

    @Override
    public void begun(Session session, String client, String userAgent) {
        origins.put(session.actor().id(), client + " " + userAgent);
    }

    @Override
    public List<Entry> list(Session session) {
        return List.of(new Entry("s1", Instant.EPOCH, Instant.EPOCH, "Firefox, Linux", "10.0.0.x", Set.of("pwd"), true),
                new Entry("s2", Instant.EPOCH, Instant.EPOCH, "", "", Set.of("pwd"), false));
    }

    @Override
    public void end(Session session, String id) {
        ended.add(id);
    }

    @Override
    public void endAll(Session session) {
        ended.add("all");
        sessions.sessions.remove(session.token());
    }

    @Override
    public void endAll(String login) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Profile read(Session session) {
        return profile;
    }

    @Override
    public void change(Session session, Profile wanted, char[] password) {
        if (!wanted.email().contains("@")) {
            throw new RegistryProblem(RegistryProblem.Code.INVALID, "email");
        }
        if (wanted.phone().contains("x")) {
            throw new RegistryProblem(RegistryProblem.Code.INVALID, "phone");
        }
        if (!wanted.email().equals(profile.email())) {
            check(password);
        }
        profile = wanted;
    }
}
