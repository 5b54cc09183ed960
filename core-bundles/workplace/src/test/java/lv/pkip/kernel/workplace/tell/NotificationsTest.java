package lv.pkip.kernel.workplace.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.testkit.RecordingOutbox;
import lv.pkip.kernel.workplace.Messages;
import lv.pkip.kernel.workplace.Pages;
import lv.pkip.kernel.workplace.Town;
import org.apache.aries.jpa.template.TransactionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notifications in the page and by e-mail. */
class NotificationsTest {
    private static final String KEY = "home.terms.count"; // any text with a gap will do
    private final Town town = new Town();
    private final Board board = TestBoards.of(town);
    private final Teller teller = new Teller(board, town, Messages.own());
    private final RecordingOutbox outbox = new RecordingOutbox(town.clock);
    private final Post post = new Post(town.jpa, board, town.actor, town, town.registry, outbox, town, town.clock, 7, 180);
    private final NotificationsPage page = new NotificationsPage(board, town.actor);

    @AfterEach
    void close() throws Exception {
        post.stop();
        town.close();
    }

    private void tell(String login, String n) {
        teller.tell(login, "message", KEY, Map.of("n", n), "/work/cases/KC-" + n);
    }

    @Test
    void whatIsToldIsReadInOnesOwnLanguage() {
        tell("anna", "1");
        assertEquals(1, board.unread("anna"));
        assertEquals("– termiņi: 1", board.unread("anna", "lv", 5).get(0).text());
        assertEquals("– сроки: 1", board.unread("anna", "ru", 5).get(0).text());
        assertEquals(0, board.unread("eva"));
    }

    @Test
    void openingOneMarksItReadAndLeadsThere() {
        tell("anna", "1");
        long id = board.unread("anna", "lv", 5).get(0).id();
        assertEquals(new Page.Redirect("/work/cases/KC-1"), page.handle(Town.post("read", "id", String.valueOf(id))));
        assertEquals(0, board.unread("anna"));
        tell("eva", "2");
        long others = board.unread("eva", "lv", 5).get(0).id();
        assertInstanceOf(Page.Problem.class, page.handle(Town.post("read", "id", String.valueOf(others))), "nobody reads another's");
        assertEquals(1, board.unread("eva"));
        assertInstanceOf(Page.Problem.class, page.handle(Town.get("read", "id", String.valueOf(id))), "a link changes nothing");
    }

    @Test
    void longListsArePagedAndAllCanBeRead() {
        for (int i = 0; i < 30; i++) {
            tell("anna", String.valueOf(i));
        }
        String first = Pages.html(page.handle(Town.get("")));
        assertTrue(first.contains("termiņi: 29") && !first.contains("termiņi: 4<"), first);
        String next = first.replaceAll("(?s).*href=\"/work/notifications\\?before=([0-9]+)\".*", "$1");
        String second = Pages.html(page.handle(Town.get("", "before", next)));
        assertTrue(second.contains("termiņi: 4<") && !second.contains("termiņi: 29") && !second.contains("?before="), second);
        page.handle(Town.post("read-all"));
        assertEquals(0, board.unread("anna"));
        assertFalse(Pages.html(page.handle(Town.get(""))).contains("read-all"));
    }

    @Test
    void itCommitsOrVanishesWithWhatCausedIt() {
        assertThrows(IllegalStateException.class, () -> town.jpa.tx(TransactionType.Required, em -> {
            tell("anna", "1");
            throw new IllegalStateException("the case did not change after all");
        }));
        assertEquals(List.of(), board.unread("anna", "lv", 5));
    }

    @Test
    void whoIsNotHereIsToldNothingAndMistakesOfBundlesAreSaid() {
        tell("gone", "1");
        tell("nobody", "1");
        assertEquals(0, board.unread("gone") + board.unread("nobody"));
        assertThrows(IllegalArgumentException.class, () -> teller.tell("anna", "message", "no.such.text", Map.of(), "/work"));
        assertThrows(IllegalArgumentException.class, () -> teller.tell("anna", "message", KEY, Map.of(), "https://evil.example"));
        assertThrows(IllegalArgumentException.class, () -> teller.tell("anna", "Not A Kind", KEY, Map.of(), "/work"));
    }

    @Test
    void aDailyLetterHoldsAllOfYesterdayOnce() {
        tell("anna", "1");
        tell("anna", "2");
        tell("eva", "3");
        assertEquals(0, post.send(), "the day is not over");
        town.clock.forward(Duration.ofHours(20));
        assertEquals(2, post.send());
        assertEquals(0, post.send(), "nothing twice");
        Outbox.Item letter = outbox.items().stream().filter(i -> i.address().equals("anna@town.example")).findFirst().orElseThrow();
        assertTrue(letter.content().get("text").contains("https://town.example/work/cases/KC-1") && letter.content().get("text").contains("KC-2"), letter.content().get("text"));
        assertEquals("Neizlasīti paziņojumi: 2", letter.content().get("subject"));
    }

    @Test
    void aLetterSpeaksTheLanguageOfTheAccount() {
        Account eva = town.registry.directory().account("eva").orElseThrow();
        Account.Profile p = eva.profile();
        town.registry.change(List.of(eva.with(new Account.Profile(p.givenName(), p.familyName(), p.displayName(), p.email(), p.phone(), "ru"))), "");
        tell("anna", "1");
        tell("eva", "2");
        tell("eva", "3");
        town.clock.forward(Duration.ofHours(20));
        assertEquals(2, post.send());
        Outbox.Item latvian = letterTo("anna@town.example");
        Outbox.Item russian = letterTo("eva@town.example");
        assertEquals(List.of("lv", "ru"), List.of(latvian.content().get("language"), russian.content().get("language")));
        assertTrue(latvian.content().get("text").contains("– termiņi: 1"), latvian.content().get("text"));
        assertEquals("Непрочитанные уведомления: 2", russian.content().get("subject"));
        String text = russian.content().get("text");
        assertTrue(text.contains("– сроки: 2") && text.contains("– сроки: 3") && !text.matches("(?s).*[āčēģīķļņšūž].*"), text);
        page.handle(Town.post("mail", "mail", "once"));
        town.eva();
        page.handle(Town.post("mail", "mail", "once"));
        tell("eva", "4");
        assertEquals(1, post.send());
        assertEquals("– сроки: 4", outbox.items().get(2).content().get("subject"), "one that comes at once too");
    }

    private Outbox.Item letterTo(String address) {
        return outbox.items().stream().filter(i -> i.address().equals(address)).findFirst().orElseThrow();
    }

    @Test
    void whatWasReadMeanwhileIsNotSent() {
        tell("anna", "1");
        board.readAll("anna");
        town.clock.forward(Duration.ofHours(20));
        assertEquals(0, post.send());
        tell("anna", "2");
        town.clock.forward(Duration.ofDays(1));
        post.send();
        assertFalse(outbox.items().get(0).content().get("text").contains("KC-1"));
    }

    @Test
    void whatSomebodySettledIsReadForAllAndGoesIntoNoLetter() {
        for (String login : List.of("anna", "eva")) {
            teller.tell(login, "approval", KEY, Map.of("n", "1"), "/users-approvals/1");
            teller.tell(login, "approval", KEY, Map.of("n", "12"), "/users-approvals/12");
            teller.tell(login, "message", KEY, Map.of("n", "0"), "/users-approvals/1");
            assertEquals(3, board.unread(login));
        }
        teller.settle("approval", "/users-approvals/1");
        for (String login : List.of("anna", "eva")) {
            assertEquals(2, board.unread(login), "also in the count of every page");
            assertEquals(List.of("– termiņi: 0", "– termiņi: 12"), board.unread(login, "lv", 5).stream().map(Board.Line::text).toList());
            assertEquals(3, board.list(login, "lv", 0, 10).size(), "it stays in the list");
        }
        town.clock.forward(Duration.ofHours(20));
        assertEquals(2, post.send());
        outbox.items().forEach(letter -> assertFalse(letter.content().get("text").contains("termiņi: 1\n"), letter.content().get("text")));
    }

    @Test
    void everybodyChoosesHowToBeWrittenTo() {
        assertTrue(Pages.html(page.handle(Town.get(""))).contains("value=\"daily\" checked"));
        page.handle(Town.post("mail", "mail", "once"));
        assertTrue(Pages.html(page.handle(Town.get(""))).contains("value=\"once\" checked"));
        tell("anna", "1");
        tell("anna", "2");
        assertEquals(2, post.send(), "each at once");
        page.handle(Town.post("mail", "mail", "never"));
        tell("anna", "3");
        town.clock.forward(Duration.ofDays(2));
        assertEquals(0, post.send());
        assertInstanceOf(Page.Problem.class, page.handle(Town.post("mail", "mail", "hourly")));
        assertTrue(town.audit.actions().contains("notification.wish"));
    }

    @Test
    void oldOnesAreForgotten() {
        tell("anna", "1");
        town.clock.forward(Duration.ofDays(181));
        tell("anna", "2");
        assertEquals(1, board.expire(town.clock.instant().minus(Duration.ofDays(180))));
        assertEquals(1, board.list("anna", "lv", 0, 10).size());
    }
}
