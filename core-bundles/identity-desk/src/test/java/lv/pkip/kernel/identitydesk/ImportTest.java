package lv.pkip.kernel.identitydesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Account;
import org.junit.jupiter.api.Test;

final class ImportTest {
    private final Office office = new Office();

    private static String field(String html, String name) {
        Matcher matcher = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
        assertTrue(matcher.find(), name + " in " + html);
        return matcher.group(1);
    }

    private Page.Answer apply(String plan) throws Exception {
        return office.post("/users/import/apply", "token", field(plan, "token"), "fingerprint", field(plan, "fingerprint"), "reason", "no personāla sistēmas");
    }

    @Test
    void a_dry_run_shows_each_lines_effect_and_changes_nothing() throws Exception {
        long revision = office.registry.directory().revision();
        String plan = Office.html(office.upload("\ufefflogin;givenName;familyName;unit;roles\r\nanna;Anna;Ozola;environment;clerk\r\negita;Egita;Egle;parish;administrator\r\n"
                + "berta;Berta;Bērziņa;environment;\r\n"));
        assertTrue(plan.matches("(?s).*<strong>1</strong> jauni.*<strong>1</strong> mainīti.*<strong>1</strong> bez izmaiņām.*<strong>0</strong> kļūdas.*"), plan);
        assertTrue(plan.contains("<del>Āboliņa</del> → Ozola") && plan.contains("<del>Anna Āboliņa</del> → Anna Ozola"), plan);
        assertTrue(plan.contains("Gaidīs saskaņojumu"), plan);
        assertEquals(revision, office.registry.directory().revision());
    }

    @Test
    void confirming_does_all_of_it_and_gives_the_passwords_out_once() throws Exception {
        String plan = Office.html(office.upload("login,givenName,familyName,email,phone\negita,Egita,Egle,egita@paraugs.example,+371 20000000\nfelikss,Felikss,\"Fors, jaunākais\",,\n"
                + "anna,Anna,Ozola,anna@paraugs.example,\n"));
        String done = Office.html(apply(plan));
        assertTrue(done.contains("Jauni: 2. Mainīti: 1. Bez izmaiņām: 0."), done);
        assertEquals("Felikss Fors, jaunākais", office.account("felikss").profile().displayName());
        assertEquals("+371 20000000", office.account("egita").profile().phone());
        assertEquals("Anna Ozola", office.account("anna").profile().displayName());
        assertEquals(Set.of("clerk"), office.account("anna").roles(), "a column that is not there is left alone");
        String csv = Office.csv(office.post("/users/import/passwords", "token", field(done, "token")));
        assertTrue(csv.contains("egita;Egita Egle;one-time-egita\r\n") && !csv.contains("anna"), csv);
        assertEquals(410, ((Page.Problem) office.post("/users/import/passwords", "token", field(done, "token"))).status());
        assertEquals(List.of("user.import", "user.export"), office.audit.actions());
    }

    @Test
    void the_passwords_are_for_the_one_who_imported_and_not_for_long() throws Exception {
        String done = Office.html(apply(Office.html(office.upload("login;givenName\negita;Egita\n"))));
        office.as("other", "users:manage");
        assertEquals(410, ((Page.Problem) office.post("/users/import/passwords", "token", field(done, "token"))).status());
        office.asAdmin();
        office.clock.forward(java.time.Duration.ofMinutes(31));
        assertEquals(410, ((Page.Problem) office.post("/users/import/passwords", "token", field(done, "token"))).status());
    }

    @Test
    void the_same_file_twice_changes_nothing() throws Exception {
        String file = "login;givenName;familyName;language;from;roles;enabled\negita;Egita;Egle;;01.02.2026.;decider clerk;jā\n";
        apply(Office.html(office.upload(file)));
        long revision = office.registry.directory().revision();
        String again = Office.html(office.upload(file));
        assertTrue(again.contains("Datnē nekas neatšķiras no reģistra") && !again.contains("/users/import/apply"), again);
        assertEquals(revision, office.registry.directory().revision());
    }

    @Test
    void what_was_exported_can_be_imported_and_is_the_same() throws Exception {
        office.registry.change(List.of(office.account("anna").with(new Account.Profile("=cmd", "'+x;\"y\"", "-1 @", "", "+371 2", "ru"))), "");
        String plan = Office.html(office.upload(Office.csv(office.get("/users/export"))));
        assertTrue(plan.contains("<strong>4</strong> bez izmaiņām") && plan.contains("Datnē nekas neatšķiras"), plan);
    }

    @Test
    void every_faulty_line_says_its_number_and_how_to_mend_it_and_nothing_can_be_applied() throws Exception {
        String plan = Office.html(office.upload("login;givenName;email;unit;position;roles;from;to;language;enabled;kind\n"
                + "Egita E;E;;;;;;;;;\n" + "\n" + "f1;F;nav;;;;;;;;\n" + "f2;F;;nowhere;;;;;;;\n" + "f3;F;;;boss;;;;;;\n" + "f4;F;;;;god;;;;;\n"
                + "f5;F;;;;;1.4.2026;1.3.2026;;;\n" + "f6;F;;;;;rīt;;;;\n" + "f7;F;;;;;;;de;;\n" + "f8;F;;;;;;;;varbūt;\n" + "f8;F;;;;;;;;;\n"
                + "f9;;;;;;;;;;\n" + "anna;Anna;;;;;;;;;service\n" + "g1;G;;;;;;;;;;x;y\n" + "ok;Labs;;;;;;;;;\n"));
        assertTrue(plan.contains("<strong>13</strong> kļūdas"), plan);
        assertTrue(plan.matches("(?s).*>2</td>.*Egita E.*Lietotājvārdā drīkst būt.*>4</td>.*f1.*e-pasta adresi.*>14</td>.*anna.*>15</td>.*g1.*"), plan);
        for (String mend : List.of("Šādas struktūrvienības nav", "Šāda amata nav", "Šādas lomas nav", "Beigu diena ir agrāka", "dd.mm.gggg.", "Valoda var būt", "Rakstiet 1 vai 0",
                "datnē jau bija", "Aizpildiet šo lauku", "esošam kontam to nemaina", "Šūnu ir vairāk")) {
            assertTrue(plan.contains(mend), mend + " in " + plan);
        }
        assertFalse(plan.contains("/users/import/apply"), plan);
    }

    @Test
    void a_file_that_cannot_be_read_is_told_so() throws Exception {
        for (String[] one : new String[][] {{"", "Izvēlieties datni"}, {"vards;uzvards\nA;B\n", "nezināms kolonnas nosaukums"}, {"givenName\nA\n", "nav kolonnas login"},
                {"login;login\na;b\n", "ir divreiz"}, {"login\n", "nav nevienas rindas"}, {"login;givenName\nanna;\"A\n", "neaizvērtas pēdiņas"},
                {"login" + ";".repeat(100) + "\n", "daudz kolonnu"}, {"login\n" + "anna\n".repeat(ImportPlan.MOST_LINES + 1), "daudz rindu"},
                {"login\n" + "a".repeat(ImportPlan.MOST_BYTES), "lielāka par 2 MB"}}) {
            String html = Office.html(office.upload(one[0]));
            assertTrue(html.contains(one[1]), one[1] + " in " + html);
        }
        assertTrue(Office.html(office.upload("login;givenName\negita;Ēģita\n".getBytes(Charset.forName("windows-1257")))).contains("nav UTF-8"));
    }

    @Test
    void heads_in_any_language_are_understood() throws Exception {
        apply(Office.html(office.upload("Lietotājvārds;Vārds;Uzvārds;Struktūrvienība;Atvērts\negita;Egita;Egle;parish;nē\n")));
        assertEquals("Egita Egle parish false", office.account("egita").profile().displayName() + " " + office.account("egita").employment().unit() + " "
                + office.account("egita").enabled());
    }

    @Test
    void when_something_changed_since_the_dry_run_the_new_one_is_shown_first() throws Exception {
        String plan = Office.html(office.upload("login;familyName\nanna;Ozola\n"));
        office.registry.change(List.of(office.account("anna").withRoles(Set.of("decider"))), "meanwhile");
        String second = Office.html(apply(plan));
        assertTrue(second.contains("Pa šo laiku kaut kas ir mainījies"), second);
        assertEquals("Āboliņa", office.account("anna").profile().familyName());
        assertTrue(Office.html(apply(second)).contains("Mainīti: 1"));
        assertEquals(Set.of("decider"), office.account("anna").roles());
    }

    @Test
    void when_the_registry_refuses_one_line_nothing_is_done() throws Exception {
        office.registry.remove("carlis", "left");
        String plan = Office.html(office.upload("login;givenName;familyName\ncarlis;Kārlis;Jaunais\nanna;Anna;Ozola\n"));
        String refused = Office.html(apply(plan));
        assertTrue(refused.contains("nekas nav mainīts") && refused.contains("reiz ir bijis"), refused);
        assertEquals("Āboliņa", office.account("anna").profile().familyName());
    }

    @Test
    void nobody_elses_file_can_be_confirmed_and_a_reason_is_needed() throws Exception {
        String plan = Office.html(office.upload("login;givenName\negita;Egita\n"));
        assertTrue(Office.html(office.post("/users/import/apply", "token", field(plan, "token"), "fingerprint", field(plan, "fingerprint"))).contains("href=\"#reason\""));
        office.as("other", "users:manage");
        assertTrue(Office.html(apply(plan)).contains("vairs nav atmiņā"));
        assertTrue(office.registry.directory().account("egita").isEmpty());
    }
}
