package lv.pkip.kernel.identityldap;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.testkit.MemoryRegistry;

/** A sign-in over a registry in memory: everybody's password is {@code <login>-secret} unless it was made to refuse. */
final class Passwords implements SignIn {
    private final MemoryRegistry registry;
    private final Map<String, Integer> tries = new ConcurrentHashMap<>();
    private final AtomicInteger checked = new AtomicInteger();
    private volatile Optional<SignInRefused.Reason> refusal = Optional.empty();
    private volatile Runnable before = () -> { };

    Passwords(MemoryRegistry registry) {
        this.registry = registry;
    }

    void refuse(SignInRefused.Reason reason) {
        refusal = Optional.ofNullable(reason);
    }

    /** Runs while a password is being checked. */
    void whileChecking(Runnable work) {
        before = work;
    }

    int triesOf(String login) {
        return tries.getOrDefault(login, 0);
    }

    int checked() {
        return checked.get();
    }

    @Override
    public Session check(String login, char[] password, String client) {
        tries.merge(login, 1, Integer::sum);
        before.run();
        checked.incrementAndGet();
        if (refusal.isPresent()) {
            throw new SignInRefused(refusal.get(), Duration.ofSeconds(7));
        }
        if (!new String(password).equals(login + "-secret")) {
            throw new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO);
        }
        return session(login, Optional.empty(), new Session.Proof(Set.of("pwd"), Instant.EPOCH))
                .orElseThrow(() -> new SignInRefused(SignInRefused.Reason.WRONG_CREDENTIALS, Duration.ZERO));
    }

    @Override
    public Optional<Session> delegated(Actor.Kind kind, String subject, Set<String> held, Session.Proof proof) {
        return kind == Actor.Kind.STAFF ? session(subject, Optional.of(held), proof) : Optional.empty();
    }

    private Optional<Session> session(String login, Optional<Set<String>> held, Session.Proof proof) {
        return registry.directory().account(login).filter(Account::enabled).map(account -> new Session("", "",
                Actor.staff(login, account.profile().displayName(), Optional.empty()),
                registry.grants(login).stream().flatMap(grant -> registry.directory().role(grant.role()).stream())
                        .flatMap(role -> role.permissions().stream()).collect(Collectors.toSet()), held, proof, Instant.MAX, Optional.empty()));
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
        throw new UnsupportedOperationException();
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
