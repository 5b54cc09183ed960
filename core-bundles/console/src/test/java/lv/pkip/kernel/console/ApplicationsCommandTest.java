package lv.pkip.kernel.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lv.pkip.kernel.api.application.Application;
import lv.pkip.kernel.api.application.Applications;
import lv.pkip.kernel.api.identity.Actor;
import org.junit.jupiter.api.Test;

class ApplicationsCommandTest {

    /** A register in memory. */
    private static final class Book implements Applications {
        final Map<String, Application> all = new TreeMap<>();

        @Override
        public List<Application> all() {
            return new ArrayList<>(all.values());
        }

        @Override
        public Optional<Application> find(String id) {
            return Optional.ofNullable(all.get(id));
        }

        @Override
        public Registered register(Application application) {
            all.put(application.id(), application);
            return new Registered(application, application.key().proof() == Application.Proof.SECRET ? "the-secret" : "");
        }

        @Override
        public Application change(Application application) {
            throw new AssertionError("the console changes nothing");
        }

        @Override
        public String rotateSecret(String id) {
            return "another-secret";
        }

        @Override
        public void enable(String id, boolean enabled) {
            all.computeIfPresent(id, (key, a) -> a.enabled(enabled));
        }

        @Override
        public List<Scope> scopes() {
            return List.of();
        }

        @Override
        public List<SigningKey> keys() {
            return List.of(new SigningKey("key-1", "ES256", Instant.EPOCH, true));
        }

        @Override
        public void rotateKeys() {
            all.clear();
        }
    }

    private final Book book = new Book();

    private String printed(ApplicationsCommand command) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            command.act(book);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static ApplicationsCommand command(String action, String id) {
        ApplicationsCommand command = new ApplicationsCommand();
        command.action = action;
        command.id = id;
        return command;
    }

    @Test
    void createsAnApplicationAndShowsItsSecretOnce() throws Exception {
        ApplicationsCommand create = command("create", "shop");
        create.redirect = "https://shop.example/a, https://shop.example/b";
        create.flows = "code,refresh";
        create.people = "residents";
        create.scopes = "openid,email";
        create.foreign = true;
        create.json = true;
        assertEquals("the-secret", new ObjectMapper().readTree(printed(create)).get(0).get("secret").asText());
        Application made = book.all.get("shop");
        assertEquals(List.of("https://shop.example/a", "https://shop.example/b"), made.places().redirects());
        assertEquals(Set.of(Application.Flow.AUTHORIZATION_CODE, Application.Flow.REFRESH_TOKEN), made.flows());
        assertEquals(Set.of(Actor.Kind.RESIDENT), made.people());
        assertFalse(made.own());
        assertTrue(printed(command("list", null)).contains("shop"));
        assertTrue(printed(command("show", "shop")).contains("https://shop.example/a"));
        assertFalse(printed(command("show", "shop")).contains("the-secret"));
        assertTrue(printed(command("secret", "shop")).contains("another-secret"));
    }

    @Test
    void oneThatActsForItselfIsForNobody() {
        ApplicationsCommand create = command("create", "robot");
        create.flows = "client";
        create.scopes = "dog-fee:read";
        printed(create);
        assertEquals(Set.of(), book.all.get("robot").people());
    }

    @Test
    void disablesAndEnables() {
        printed(command("create", "shop"));
        printed(command("disable", "shop"));
        assertFalse(book.all.get("shop").enabled());
        printed(command("enable", "shop"));
        assertTrue(book.all.get("shop").enabled());
        assertThrows(IllegalArgumentException.class, () -> printed(command("disable", "nobody")));
    }

    @Test
    void showsAndChangesSigningKeys() {
        assertTrue(printed(command("keys", null)).contains("key-1"));
        assertTrue(printed(command("rotate", null)).contains("key-1"));
    }

    @Test
    void saysWhatIsWrong() {
        assertThrows(IllegalArgumentException.class, () -> printed(command("create", null)));
        ApplicationsCommand flows = command("create", "shop");
        flows.flows = "password";
        assertThrows(IllegalArgumentException.class, () -> printed(flows));
        assertThrows(IllegalArgumentException.class, () -> printed(command("remove", "shop")));
    }
}
