package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SessionWatch;

/** Other parts hear that sessions ended, whichever way, and cannot keep anybody signed in. */
class SessionWatchTest {
    @TempDir
    Path folder;

    @Test
    void hearsOfSigningOutAndOfAllSessionsThatEndedTogether() throws Exception {
        try (House house = new House(folder)) {
            List<String> heard = new ArrayList<>();
            house.sessions.watched(heard::addAll);
            Session one = session(house);
            Session two = session(house);
            Session three = session(house);
            house.signIn.signOut(one.token());
            assertEquals(List.of(Token.hash(one.token())), heard);
            heard.clear();
            house.sessions.endAll(two.actor().id(), three.token());
            assertEquals(List.of(Token.hash(two.token())), heard);
            heard.clear();
            assertTrue(house.sessions.endStored(three.actor().id(), Token.hash(three.token())));
            assertEquals(List.of(Token.hash(three.token())), heard);
        }
    }

    @Test
    void whoeverFailsToListenKeepsNobodySignedIn() throws Exception {
        try (House house = new House(folder)) {
            house.sessions.watched(ended -> {
                throw new IllegalStateException("deaf");
            });
            Session session = session(house);
            house.signIn.signOut(session.token());
            assertTrue(house.signIn.resolve(session.token()).isEmpty());
        }
    }

    @Test
    void hearsOfWhatRanOutOnceWhicheverNodeClearsItAway() throws Exception {
        try (House house = new House(folder)) {
            List<String> heard = new ArrayList<>();
            SessionWatch watch = new Listening(heard);
            Sessions another = house.anotherNode();
            try {
                house.sessions.watched(watch);
                another.watched(watch);
                Session one = session(house);
                house.clock.forward(Duration.ofMinutes(19));
                Session two = session(house);
                house.sessions.sweep();
                assertEquals(List.of(), heard, "nothing ran out yet");
                house.clock.forward(Duration.ofMinutes(2));
                another.sweep();
                house.sessions.sweep();
                assertEquals(List.of("ran out " + Token.hash(one.token())), heard);
                house.clock.forward(Duration.ofHours(4));
                house.sessions.sweep();
                another.sweep();
                assertEquals("ran out " + Token.hash(two.token()), heard.get(1));
                assertEquals(2, heard.size());
            } finally {
                another.stop();
            }
        }
    }

    @Test
    void hearsOfMoreThanOneTransactionTakes() throws Exception {
        try (House house = new House(folder)) {
            List<String> heard = new ArrayList<>();
            house.sessions.watched(new Listening(heard));
            for (int i = 0; i < 205; i++) {
                session(house);
            }
            house.clock.forward(Duration.ofHours(5));
            house.sessions.sweep();
            assertEquals(205, heard.stream().distinct().count());
            house.sessions.sweep();
            assertEquals(205, heard.size());
        }
    }

    @Test
    void whatNobodyCouldNoteIsToldAgainAndNobodyIsSignedInMeanwhile() throws Exception {
        try (House house = new House(folder)) {
            List<String> heard = new ArrayList<>();
            SessionWatch deaf = new SessionWatch() {
                @Override
                public void ended(List<String> sessions) {
                    throw new IllegalStateException("deaf");
                }
            };
            house.sessions.watched(deaf);
            Session session = session(house);
            house.clock.forward(Duration.ofHours(5));
            house.sessions.sweep();
            assertTrue(house.signIn.resolve(session.token()).isEmpty());
            house.sessions.unwatched(deaf);
            house.sessions.watched(new Listening(heard));
            house.sessions.sweep();
            assertEquals(List.of("ran out " + Token.hash(session.token())), heard);
        }
    }

    @Test
    void hearsThatASessionGoesOnUnderAnotherToken() throws Exception {
        try (House house = new House(folder)) {
            List<String> heard = new ArrayList<>();
            Session session = session(house);
            house.sessions.watched(new Listening(heard));
            Session fresh = house.sessions.replace(session.token(), Set.of("otp"));
            assertEquals(List.of("moved " + Token.hash(session.token()) + " " + Token.hash(fresh.token())), heard);
        }
    }

    @Test
    void hearsOfWhatAnAdministratorEnded() throws Exception {
        try (House house = new House(folder)) {
            house.clerk("referents", "Zaļš ozols aug pļavā");
            List<String> heard = new ArrayList<>();
            Session session = house.enter("referents", "Zaļš ozols aug pļavā");
            house.sessions.watched(new Listening(heard));
            assertThrows(Forbidden.class, () -> house.ownSessions.endAll("referents"), "not everybody may");
            assertEquals(List.of(), heard);
            house.system(() -> {
                house.ownSessions.endAll("referents");
                return "";
            });
            assertTrue(heard.contains("ended " + Token.hash(session.token())), heard::toString);
            assertEquals("all of referents but ", heard.get(heard.size() - 1));
            heard.clear();
            Session here = house.enter("referents", "Zaļš ozols aug pļavā");
            house.signIn.changePassword(here, "Zaļš ozols aug pļavā".toCharArray(), "Balts bērzs šalc silā".toCharArray());
            assertEquals(List.of("all of referents but " + Token.hash(here.token())), heard, "a new password, where it was set");
        }
    }

    /** Writes down what it hears. */
    private record Listening(List<String> heard) implements SessionWatch {
        @Override
        public void ended(List<String> sessions) {
            sessions.forEach(one -> heard.add("ended " + one));
        }

        @Override
        public void endedAll(String subject, String spared) {
            heard.add("all of " + subject + " but " + spared);
        }

        @Override
        public void ranOut(List<String> sessions) {
            sessions.forEach(one -> heard.add("ran out " + one));
        }

        @Override
        public void moved(String before, String now) {
            heard.add("moved " + before + " " + now);
        }
    }

    private static Session session(House house) {
        return house.signIn.external(new ExternalIdentity("sandbox", "32000000001", "Anna", "Parauga", Assurance.HIGH), "10.0.0.1");
    }
}
