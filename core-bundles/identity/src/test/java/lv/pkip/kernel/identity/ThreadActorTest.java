package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Session;

class ThreadActorTest {
    private final ThreadActor actors = new ThreadActor();
    private final Session anna = held(Optional.empty());

    private static Session held(Optional<Set<String>> to) {
        return new Session("t", "c", Actor.staff("anna", "Anna", Optional.empty()), Set.of("tree-felling:*", "dog-fee:read"), to,
                new Session.Proof(Set.of("pwd"), Instant.EPOCH), Instant.MAX, Optional.empty());
    }

    @Test
    void isHeldToTheScopeOfAToken() {
        actors.as(held(Optional.of(Set.of("tree-felling:read", "users:*"))), () -> {
            assertTrue(actors.may("tree-felling:read"));
            assertFalse(actors.may("tree-felling:process"));
            assertFalse(actors.may("users:manage"));
            return null;
        });
        actors.as(held(Optional.of(Set.of())), () -> {
            assertFalse(actors.may("tree-felling:read"));
            return null;
        });
    }

    @Test
    void isNobodyWhoMayNothingUntilSomebodyActs() {
        assertEquals(Actor.anonymous(), actors.get());
        assertTrue(actors.session().isEmpty());
        assertFalse(actors.may("tree-felling:read"));
        assertThrows(Forbidden.class, () -> actors.require("tree-felling:read"));
    }

    @Test
    void grantsByPrefixAndNothingMore() {
        actors.as(anna, () -> {
            assertTrue(actors.may("tree-felling:process"));
            assertTrue(actors.may("dog-fee:read"));
            assertFalse(actors.may("dog-fee:process"));
            assertFalse(actors.may("tree-felling-archive:read"));
            assertFalse(actors.may("*"));
            assertFalse(actors.may("dog-fee"));
            return null;
        });
    }

    @Test
    void nestsAndGoesBack() {
        actors.as(anna, () -> {
            actors.asSystem("clock", () -> {
                assertEquals(Actor.Kind.SYSTEM, actors.get().kind());
                assertTrue(actors.session().isEmpty());
                assertTrue(actors.may("anything:at-all"));
                return actors.as(anna, () -> {
                    assertFalse(actors.may("anything:at-all"));
                    return null;
                });
            });
            assertEquals("anna", actors.get().id());
            return null;
        });
        assertEquals(Actor.anonymous(), actors.get());
    }

    @Test
    void goesBackAlsoWhenTheWorkFails() {
        assertThrows(IllegalStateException.class, () -> actors.as(anna, () -> actors.asSystem("x", () -> {
            throw new IllegalStateException();
        })));
        assertEquals(Actor.anonymous(), actors.get());
    }

    @Test
    void leavesNothingOnPooledThreads() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            one.submit(() -> actors.as(anna, () -> actors.get())).get();
            assertEquals(Actor.anonymous(), one.submit(actors::get).get());
            assertEquals(Actor.anonymous(), actors.as(anna, () -> {
                try {
                    return one.submit(actors::get).get();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }), "another thread does not inherit");
        } finally {
            one.shutdownNow();
        }
    }
}
