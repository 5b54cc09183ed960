package lv.pkip.kernel.identityscim;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.AccessTokens;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.SignInRefused;

/** Sign-in and tokens that know who the test says; the third wrong secret in a row is refused for a while. */
final class Doors implements SignIn, AccessTokens {
    private final Map<String, Session> known = new HashMap<>();
    private int wrong;

    /** @param credentials {@code login:secret}, or a token */
    void know(String credentials, Actor actor, Optional<Session.Due> due, String... permissions) {
        known.put(credentials, new Session("", "", actor, Set.of(permissions), Optional.empty(), new Session.Proof(Set.of("pwd"), Instant.EPOCH), Instant.MAX, due));
    }

    @Override
    public Session check(String login, char[] password, String client) {
        Session session = known.get(login + ":" + new String(password));
        if (session == null) {
            wrong++;
            throw new SignInRefused(wrong > 2 ? SignInRefused.Reason.THROTTLED : SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ofSeconds(wrong > 2 ? 30 : 0));
        }
        wrong = 0;
        return session;
    }

    @Override
    public Optional<Session> resolve(String token, Optional<X509Certificate> certificate) {
        return Optional.ofNullable(known.get(token));
    }

    @Override
    public Session password(String login, char[] password, String client) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Session external(ExternalIdentity identity, String client) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Session> resolve(String token) {
        return Optional.empty();
    }

    @Override
    public Optional<Session> delegated(Actor.Kind kind, String subject, Set<String> held, Session.Proof proof) {
        return Optional.empty();
    }

    @Override
    public void changePassword(Session session, char[] old, char[] fresh) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void signOut(String token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<Actor.Kind, Long> live() {
        return Map.of();
    }
}
