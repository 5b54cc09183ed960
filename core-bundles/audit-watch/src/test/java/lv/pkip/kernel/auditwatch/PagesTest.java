package lv.pkip.kernel.auditwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.audit.AuditRecord.Act;
import lv.pkip.kernel.api.audit.AuditRecord.Party;
import lv.pkip.kernel.api.audit.AuditRecord.PartyKind;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.workplace.Widget;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people see of alerts, rules and sources, and what they do with them. */
final class PagesTest {
    private final Town town = new Town("sargs@paraugs.example", "otrs@paraugs.example").watch();

    @AfterEach
    void close() {
        town.close();
    }

    private Town missed(String login, int times) {
        for (int i = 0; i < times; i++) {
            town.missed(login);
        }
        return town.watch();
    }

    private String opened() {
        missed("berta", 6);
        return "/audit-alerts/" + town.only().id();
    }

    @Test
    void an_alert_is_listed_and_shown_with_its_rule_in_words_its_times_and_its_records() throws Exception {
        String alert = opened();
        String list = town.html("/audit-alerts");
        assertTrue(list.contains(alert) && list.contains("Berta Bērziņa (berta)") && list.contains("Daudz neveiksmīgu pieteikšanos ar vienu lietotājvārdu"), list);
        String html = town.html(alert);
        for (String part : List.of("Brīdina, ja vienam darītājam 15 min laikā ir vairāk nekā 5 ierakstu.", "Pieteikšanās", "<rect data-series=\"1\" x=\"0.00\"", "/audit-records/record/1",
                "name=\"text\" value=\"berta\"", "28.11.2026. 12:00", "Atvērts")) {
            assertTrue(html.contains(part), part + " in " + html);
        }
        assertTrue(town.audit.actions().contains("audit-alert.raise") && town.audit.actions().contains("audit-alert.read"));
        assertTrue(town.html("/audit-alerts?state=handled").contains("Šādu brīdinājumu nav"));
        assertFalse(town.html("/audit-alerts?state=all&severity=high").contains(alert));
        assertTrue(town.html("/audit-alerts?state=all&severity=medium&sort=hits&page=0").contains(alert));
        assertEquals(404, Town.status(town.get("/audit-alerts/unknown-alert-unknown")));
        assertEquals(404, Town.status(town.get("/audit-alerts/AAAAAAAAAAAAAAAAAAAA")));
        assertEquals(404, Town.status(town.post("/audit-alerts")));
    }

    @Test
    void tries_with_names_that_nobody_has_are_one_alert_that_says_so() throws Exception {
        for (int i = 0; i < 6; i++) {
            town.stream.add("pkip", town.clock.instant(), Town.record(town.clock.instant(), new Party(PartyKind.ANONYMOUS, "anonymous", Optional.empty()), Act.SIGN_IN, "refused", null, "{}"));
        }
        town.watch();
        String html = town.html("/audit-alerts/" + town.only().id());
        assertTrue(html.contains("<dd>Lietotājvārdi, kādu nav</dd>") && html.contains("name=\"actor\" value=\"anonymous\""), html);
    }

    @Test
    void nothing_waits_says_so_in_words() throws Exception {
        assertTrue(town.html("/audit-alerts").contains("Neviens brīdinājums negaida"));
        assertTrue(town.html("/audit-sources").contains("Neviena sistēma vēl nav sūtījusi"));
    }

    @Test
    void who_watches_is_told_and_letters_hold_a_link_only() {
        town.registry.save(Role.of("watch", Set.of("audit:watch")), "");
        town.registry.create(Account.person("vera", new Account.Profile("Vera", "Vērīgā", "Vera Vērīgā", "vera@paraugs.example", "", "lv"),
                new Account.Employment("", "", "", "", Optional.empty(), Optional.empty()), Set.of("watch")));
        String alert = opened();
        assertEquals(List.of("vera audit-alert notify.alert.medium " + alert), town.told, "and nobody else is");
        assertEquals(2, town.outbox.items().size());
        assertEquals(Set.of("sargs@paraugs.example", "otrs@paraugs.example"), new HashSet<>(town.outbox.items().stream().map(i -> i.address()).toList()));
        String letter = town.outbox.items().get(0).content().get("text");
        assertTrue(letter.contains("https://paraugs.example" + alert), letter);
        assertFalse(letter.contains("berta") || letter.contains("Berta"), letter);
        missed("berta", 5);
        assertEquals(2, town.outbox.items().size(), "an alert that grows is told once");
    }

    @Test
    void a_flood_of_alerts_is_shown_and_is_no_flood_of_letters() {
        for (int i = 0; i < 60; i++) {
            String login = "user-" + i;
            for (int k = 0; k < 6; k++) {
                town.missed(login);
            }
        }
        assertTrue(town.watch().found().size() >= 60);
        assertEquals(2 * Bell.LETTERS_AN_HOUR, town.outbox.items().size());
        assertTrue(town.outbox.items().get(2 * Bell.LETTERS_AN_HOUR - 1).content().get("text").contains("vēstuļu vairs nebūs"));
        town.later(Duration.ofHours(1));
        missed("late", 6);
        assertEquals(2 * Bell.LETTERS_AN_HOUR + 2, town.outbox.items().size());
    }

    @Test
    void a_note_is_needed_to_settle_and_as_much_again_opens_it_anew() throws Exception {
        String alert = opened();
        assertEquals(422, Town.status(town.post(alert, "deed", "handled", "note", "")));
        assertEquals(422, Town.status(town.post(alert, "deed", "", "note", "viss labi")));
        assertEquals(422, Town.status(town.post(alert, "deed", "open", "note", "viss labi")));
        assertEquals(422, Town.status(town.post(alert, "deed", "handled", "note", "persona 320000-00017")), "no personal code in a note");
        assertEquals(List.of("opened"), town.alerts.notes(town.only().id()).stream().map(Alerts.Note::deed).toList());
        assertEquals(alert + "?said=settled", Town.location(town.post(alert, "deed", "acknowledged", "note", "Aizmirsta parole <b>?</b>")));
        assertEquals(List.of("failed-sign-ins berta acknowledged 6"), town.found());
        String html = town.html(alert);
        assertTrue(html.contains("Aizmirsta parole &lt;b&gt;?&lt;/b&gt;"), html);
        assertTrue(town.told.contains("settled audit-alert " + alert));
        missed("berta", 5);
        assertEquals(List.of("failed-sign-ins berta acknowledged 6"), town.found(), "counting began anew");
        missed("berta", 1);
        assertEquals(List.of("failed-sign-ins berta open 12"), town.found());
        for (String deed : List.of("false-alarm", "handled", "escalated", "note")) {
            town.post(alert, "deed", deed, "note", "piezīme");
        }
        assertEquals(List.of("opened", "acknowledged", "reopened", "false-alarm", "handled", "escalated", "note"),
                town.alerts.notes(town.only().id()).stream().map(Alerts.Note::deed).toList());
        assertEquals(List.of("failed-sign-ins berta escalated 12"), town.found());
        assertEquals(5, town.audit.actions().stream().filter("audit-alert.change"::equals).count());
    }

    @Test
    void what_was_closed_long_ago_is_another_alert() throws Exception {
        String alert = opened();
        town.post(alert, "deed", "handled", "note", "izskatīts");
        town.later(Duration.ofDays(31));
        missed("berta", 6);
        assertEquals(List.of("failed-sign-ins berta handled 6", "failed-sign-ins berta open 6"), town.found());
        town.later(Duration.ofDays(731)).watch();
        town.later(Duration.ofHours(2)).watch();
        assertEquals(List.of("failed-sign-ins berta open 6"), town.found(), "in the end it is gone; one that waits is not");
        assertTrue(town.audit.actions().contains("audit-alert.delete"));
    }

    @Test
    void only_who_may_sees_settles_and_changes() throws Exception {
        String alert = opened();
        missed("juris", 0).did("erp", town.clock.instant(), Town.staff("x"), Act.READ, "ok", null).watch();
        town.as("clerk", "audit:read", "users:*");
        for (String address : List.of("/audit-alerts", alert, "/audit-alerts/rules", "/audit-alerts/rules/many-persons", "/audit-sources", "/audit-sources/erp")) {
            assertThrows(Forbidden.class, () -> town.get(address), address);
        }
        assertThrows(Forbidden.class, () -> town.post("/audit-alerts/export"));
        assertThrows(Forbidden.class, () -> new AlertsWidget(town.alerts).show("lv"));
        town.as("watcher", "audit:watch");
        assertFalse(town.html(alert).contains("name=\"deed\""));
        assertThrows(Forbidden.class, () -> town.post(alert, "deed", "handled", "note", "izskatīts"));
        assertThrows(Forbidden.class, () -> town.post("/audit-alerts/rules/many-persons", "do", "ask", "more", "1", "minutes", "5"));
        assertThrows(Forbidden.class, () -> town.post("/audit-alerts/rules/many-persons", "do", "save", "more", "1", "minutes", "5"));
        assertThrows(Forbidden.class, () -> town.post("/audit-sources/erp", "hours", "5"));
        assertEquals(List.of("failed-sign-ins berta open 6"), town.as("auditor", "audit:watch").found());
        assertEquals(40, town.rules.find("many-persons").orElseThrow().spec().more());
    }

    @Test
    void a_rule_is_tried_and_changed_after_the_change_was_shown() throws Exception {
        String rule = "/audit-alerts/rules/many-persons";
        assertTrue(town.html("/audit-alerts/rules").contains("Viens darbinieks skata daudzu personu datus"));
        String tried = Town.html(town.post(rule, "do", "try", "on", "1", "severity", "high", "more", "2", "minutes", "60"));
        assertTrue(tried.contains("brīdinājumus: 0"), tried);
        for (int i = 0; i < 5; i++) {
            town.looks("berta", "p" + i);
        }
        assertTrue(Town.html(town.post(rule, "do", "try", "on", "1", "severity", "high", "more", "2", "minutes", "60")).contains("brīdinājumus: 1; ieraksti tajos: 3"));
        for (String[] wrong : List.of(new String[] {"more", "0"}, new String[] {"more", "301"}, new String[] {"minutes", "99999"}, new String[] {"except", "320000-00017"}, new String[] {"source",
                "32000000017"})) {
            assertEquals(422, Town.status(town.post(rule, "do", "ask", "more", wrong[0].equals("more") ? wrong[1] : "2", "minutes", wrong[0].equals("minutes") ? wrong[1] : "60", "except",
                    wrong[0].equals("except") ? wrong[1] : "", "source", wrong[0].equals("source") ? wrong[1] : "")), wrong[1]);
        }
        String sure = Town.html(town.post(rule, "do", "ask", "severity", "high", "more", "3", "minutes", "60"));
        assertTrue(sure.contains("Izslēgts noteikums neko neatrod") && sure.contains("<td data-label=\"Bija\">40</td><td data-label=\"Būs\">3</td>"), sure);
        assertEquals(40, town.rules.find("many-persons").orElseThrow().spec().more(), "asking changes nothing");
        assertEquals(rule + "?said=rule-changed", Town.location(town.post(rule, "do", "save", "on", "1", "severity", "low", "more", "3", "minutes", "60", "except", "registrar, erp-user")));
        Rule now = town.rules.find("many-persons").orElseThrow();
        assertEquals(List.of(3, List.of("registrar", "erp-user"), Severity.LOW, true), List.of(now.spec().more(), now.spec().except(), now.severity(), now.on()));
        assertTrue(town.html(rule).contains("Pēdējo reizi mainīja"));
        assertTrue(Town.html(town.post(rule, "do", "ask", "on", "1", "severity", "low", "more", "3", "minutes", "60", "except", "registrar, erp-user")).contains("Nekas nav mainīts"));
        String hours = "/audit-alerts/rules/out-of-hours";
        assertEquals(422, Town.status(town.post(hours, "do", "ask", "more", "3", "minutes", "60", "opens", "19:00", "closes", "07:00")));
        assertEquals(422, Town.status(town.post(hours, "do", "ask", "more", "3", "minutes", "60", "opens", "25:00", "closes", "26:00")));
        for (Rule each : town.rules.all()) {
            assertTrue(town.html("/audit-alerts/rules/" + each.id()).contains("<h1>"), each.id());
        }
        assertEquals(404, Town.status(town.get("/audit-alerts/rules/unknown")));
        assertEquals(404, Town.status(town.post("/audit-alerts/rules")));
    }

    @Test
    void sources_are_shown_with_rates_delays_and_what_was_not_understood() throws Exception {
        for (int i = 0; i < 10; i++) {
            town.did("erp", town.clock.instant().minusSeconds(90), Town.staff("x"), i < 6 ? Act.UNREADABLE : Act.READ, "ok", null).looks("berta", "p");
        }
        town.watch();
        Sources.Source erp = town.sources.all().get(0);
        assertEquals(List.of("erp", 10L, 10L, 6L, 60L, 90L, 90L), List.of(erp.name(), erp.lastHour(), erp.lastDay(), erp.unreadableDay(), erp.badShare(), erp.usual(), erp.longest()));
        assertEquals(10L, erp.hours().get(23));
        String html = town.html("/audit-sources");
        assertTrue(html.contains("<rect data-series=\"1\" x=\"115\" y=\"0.0\" width=\"4\" height=\"24.0\"/>") && html.contains("nesalasāma") && html.contains("vēl mācās"), html);
        assertTrue(town.html("/audit-sources/erp").contains("data-label=\"Nesaprasti\""));
        Result health = new SourcesHealth(town.sources, town.watcher).execute();
        assertEquals(Result.Status.WARN, health.getStatus());
        assertTrue(health.toString().contains("erp: 60 %"), health.toString());
        town.later(Duration.ofHours(3));
        assertEquals(Result.Status.OK, new SourcesHealth(town.sources, town.watcher).execute().getStatus());
        assertEquals(422, Town.status(town.post("/audit-sources/erp", "hours", "0")));
        assertEquals(422, Town.status(town.post("/audit-sources/erp", "hours", "721")));
        assertEquals("/audit-sources/erp?said=source-changed", Town.location(town.post("/audit-sources/erp", "hours", "2")));
        assertTrue(town.html("/audit-sources/erp").contains("2 h (noteikts)"));
        town.watch().later(Duration.ofMinutes(121)).watch();
        town.later(Duration.ofMinutes(2)).watch();
        assertTrue(town.found().contains("silent-source erp open 1"), town.found().toString());
        Result silent = new SourcesHealth(town.sources, town.watcher).execute();
        assertTrue(silent.getStatus() == Result.Status.WARN && silent.toString().contains("erp is silent since"), silent.toString());
        assertTrue(town.html("/audit-sources").contains("klusē"));
        town.later(Duration.ofHours(Sources.KEPT_HOURS + 30)).watch();
        assertEquals(0, town.count("HourRow"), "hours are not kept for ever");
        assertEquals(404, Town.status(town.get("/audit-sources/unknown")));
    }

    @Test
    void hostile_texts_are_shown_escaped_and_the_file_holds_no_formula() throws Exception {
        town.only("failed-sign-ins", 1, 15);
        for (String login : List.of("<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0")) {
            town.did("erp", town.clock.instant(), Town.staff(login), Act.SIGN_IN, "refused", null).did("erp", town.clock.instant(), Town.staff(login), Act.SIGN_IN, "refused", null);
        }
        town.watch();
        assertFalse(town.html("/audit-alerts").contains("<img src=x"));
        assertTrue(town.html("/audit-alerts").contains("&lt;img src=x"));
        for (String id : town.alerts.list(new Alerts.Wanted(Optional.empty(), Optional.empty(), Alerts.Wanted.Order.LAST), 0, 9).stream().map(Alerts.Alert::id).toList()) {
            assertFalse(town.html("/audit-alerts/" + id).contains("<img src=x"));
        }
        String csv = new String(Town.bytes(town.post("/audit-alerts/export", "state", "all")), StandardCharsets.UTF_8);
        assertEquals(3, csv.lines().count());
        assertTrue(csv.contains(";'=cmd"), csv);
        assertTrue(town.audit.actions().contains("audit-alert.export"));
    }

    @Test
    void the_start_page_counts_what_waits() {
        missed("berta", 6);
        Widget.Figures figures = (Widget.Figures) new AlertsWidget(town.alerts).show("lv");
        assertEquals(List.of("0", "1", "0"), figures.figures().stream().map(Widget.Figure::count).toList());
    }

    @Test
    void texts_are_whole_in_three_languages() {
        Words words = new Words();
        Set<String> lv = words.all().get("lv").keySet();
        assertEquals(lv, words.all().get("en").keySet());
        assertEquals(lv, words.all().get("ru").keySet());
        for (Rule rule : town.rules.all()) {
            for (String language : List.of("lv", "en", "ru")) {
                Told told = new Told(words, language);
                String all = told.sentence(rule.spec()) + String.join(" ", told.facts(rule.spec()).stream().map(f -> words.text(language, f.key()) + f.value()).toList()) + told.text("rule." + rule.id());
                assertFalse(all.matches("(?s).*(told\\.|rule\\.|act\\.|fact\\.|kind\\.|\\{).*"), all);
            }
        }
    }
}
