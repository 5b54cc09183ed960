package lv.pkip.kernel.workplace.menu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.workplace.Pages;
import lv.pkip.kernel.workplace.Town;
import lv.pkip.kernel.workplace.tell.TestBoards;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Search over everything one can reach. */
class GoTest {
    private final Town town = new Town();
    private final List<Cases.Filter> asked = new ArrayList<>();
    private final Favourites favourites = new Favourites(town.jpa, town.audit);
    private final Bars bars = new Bars(town.actor, town.registry, town, town.publications, town.arrangements, favourites, TestBoards.of(town));
    private final GoPage page = new GoPage(bars, favourites, only(Services.class, "installed", List.of()), new OneCase(asked).cases(), town, town.actor);

    /** An interface of which one method answers. */
    static <T> T only(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
            if (called.getName().equals(method)) {
                return answer;
            }
            throw new UnsupportedOperationException(called.getName());
        }));
    }

    /** A case book of one case, which notes what it was asked for. */
    private record OneCase(List<Cases.Filter> asked) {
        Cases cases() {
            Cases.Summary summary = new Cases.Summary("1", "KC-2026-118", "tree-felling", "f", Phase.RECEIVED, "received", Instant.EPOCH, LocalDate.EPOCH,
                    false, false, "environment", Optional.empty(), "Paula", false);
            return (Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class}, (proxy, called, arguments) -> {
                asked.add((Cases.Filter) arguments[0]);
                return new Cases.Page(List.of(summary), Optional.empty());
            });
        }
    }

    @AfterEach
    void close() {
        town.close();
    }

    private String found(String typed) throws Exception {
        return Pages.html(page.handle(Town.get("", "q", typed)));
    }

    @Test
    void entriesAreFoundByTheBeginningsOfWordsWithoutMarks() throws Exception {
        town.anna("audit:read");
        assertTrue(found("audit pier").contains("/work/audit"));
        assertTrue(found("sakums").contains("href=\"/work\""));
        assertFalse(found("udit").contains("/work/audit"), "the middle of a word is no beginning");
        assertTrue(found("qqq").contains("[go.nothing]"));
        town.anna();
        assertFalse(found("audit").contains("/work/audit"), "nobody finds what they may not open");
    }

    @Test
    void hiddenEntriesAreFoundAllTheSame() throws Exception {
        town.anna("navigation:manage");
        town.publications.publish("navigation", NavigationConfig.EMPTY.with("", List.of(new NavigationConfig.Placement("", "menu.inbox", Optional.empty(), Optional.empty(), Optional.of(false)))).json(), "", 0);
        assertTrue(found("lietas").contains("/work/cases"));
    }

    @Test
    void casesAreLookedUpByNumberOnly() throws Exception {
        assertTrue(found("kc-2026-118").contains("/work/cases/KC-2026-118"));
        assertEquals(Optional.of("KC-2026-118"), asked.get(0).text());
        found("Ozola");
        found("");
        assertEquals(1, asked.size(), "no list of cases is read for every letter typed");
    }

    @Test
    void peopleAreFoundByWhoMaySeeThem() throws Exception {
        assertFalse(found("eva").contains("/users/account/eva"));
        town.anna("users:read");
        assertTrue(found("berzina").contains("/users/account/eva"));
    }

    @Test
    void theScriptGetsTheSameAsData() throws Exception {
        Page.Content content = (Page.Content) page.handle(Town.get("", "q", "liet", "json", "1"));
        String json = new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("{\"found\":[{\"text\":\"Lietas\",\"href\":\"/work/cases\",\"kind\":\"lapa\"}]}", json);
        assertEquals("application/json;charset=utf-8", content.type());
    }
}
