package lv.pkip.kernel.workplace.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.workplace.Workplace;
import lv.pkip.kernel.workplace.Pages;
import lv.pkip.kernel.workplace.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private final Town town = new Town();
    private final Announcements announcements = new Announcements(town.jpa, town.actor, town.audit, town.clock);
    private final AnnouncementsPage page = new AnnouncementsPage(announcements, town.actor, town.people, town.clock);

    @BeforeEach
    void manager() {
        town.anna("announcements:manage");
    }

    @AfterEach
    void close() {
        town.close();
    }

    private Page.Answer make(String text, String level, String audience, String from, String to) {
        return page.handle(Town.post("", "lv", text, "en", "", "ru", "", "level", level, "audience", audience, "from", from, "to", to, "dismissible", "1"));
    }

    private List<String> seen(String area, String language) {
        return announcements.now(area, language).stream().map(Workplace.Notice::text).toList();
    }

    @Test
    void itIsShownInItsTimeToWhomItIsFor() {
        assertInstanceOf(Page.Redirect.class, make("Darbi naktī", "info", "work", "2026-03-10T11:00", "2026-03-10T14:00"));
        assertInstanceOf(Page.Redirect.class, make("Sistēma nedarbosies", "stop", "all", "2026-03-10T13:00", "2026-03-12T00:00"));
        assertEquals(List.of("Darbi naktī"), seen("work", "lv"), "12:00 in Riga");
        assertEquals(List.of(), seen("portal", "lv"));
        town.clock.forward(Duration.ofMinutes(90));
        assertEquals(List.of("Sistēma nedarbosies", "Darbi naktī"), seen("work", "ru"), "the gravest first; Latvian where there is no Russian");
        assertEquals(List.of("Sistēma nedarbosies"), seen("portal", "lv"));
        town.clock.forward(Duration.ofHours(2));
        assertEquals(List.of("Sistēma nedarbosies"), seen("work", "lv"));
    }

    @Test
    void itCanBeEndedEarly() {
        make("Darbi naktī", "warning", "all", "2026-03-10T11:00", "2026-03-20T14:00");
        long id = announcements.now("work", "lv").get(0).id();
        String list = Pages.html(page.handle(Town.get("")));
        assertTrue(list.contains("/work/announcements/" + id + "/end") && list.contains("[announcements.state.live]"), list);
        assertEquals(new Page.Redirect("/work/announcements?done=ended"), page.handle(Town.post(id + "/end")));
        assertEquals(List.of(), seen("work", "lv"));
        assertInstanceOf(Page.Problem.class, page.handle(Town.post("999/end")));
        assertInstanceOf(Page.Problem.class, page.handle(Town.get(id + "/end")), "a link changes nothing");
        assertEquals(List.of("announcement.make", "announcement.end"), town.audit.actions());
    }

    @Test
    void mistakesAreToldAndWhatWasTypedStays() {
        String shown = Pages.html(make("", "loud", "cats", "x", "2026-03-01T10:00"));
        Stream.of("lv", "level", "audience", "from", "to").forEach(p -> assertTrue(shown.contains("[announcements.problem." + p + "]"), p + " " + shown));
        String again = Pages.html(make("<b>Teksts</b>", "info", "work", "2026-03-12T10:00", "2026-03-11T10:00"));
        assertTrue(again.contains("&lt;b&gt;Teksts") && again.contains("[announcements.problem.to]"), again);
        assertTrue(Pages.html(make("x".repeat(501), "info", "work", "2026-03-10T10:00", "2026-03-11T10:00")).contains("[announcements.problem.lv]"));
        assertEquals(List.of(), announcements.list(0, 10));
    }

    @Test
    void theListIsPaged() {
        for (int i = 0; i < 27; i++) {
            make("Nr. " + i, "info", "work", "2026-03-10T10:00", "2026-03-11T10:00");
        }
        String first = Pages.html(page.handle(Town.get("")));
        assertTrue(first.contains("Nr. 26") && !first.contains("Nr. 1<"), first);
        String before = first.replaceAll("(?s).*\\?before=([0-9]+)\".*", "$1");
        assertTrue(Pages.html(page.handle(Town.get("", "before", before))).contains("Nr. 1<"));
    }

    @Test
    void nobodyElseAnnounces() {
        town.anna("navigation:manage");
        assertThrows(Forbidden.class, () -> page.handle(Town.get("")));
        assertThrows(Forbidden.class, () -> make("x", "info", "work", "2026-03-10T10:00", "2026-03-11T10:00"));
    }
}
