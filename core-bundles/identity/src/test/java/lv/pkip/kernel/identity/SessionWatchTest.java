package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.Session;

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

    private static Session session(House house) {
        return house.signIn.external(new ExternalIdentity("sandbox", "32000000001", "Anna", "Parauga", Assurance.HIGH), "10.0.0.1");
    }
}
