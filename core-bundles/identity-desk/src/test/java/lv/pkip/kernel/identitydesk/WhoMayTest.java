package lv.pkip.kernel.identitydesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.registry.Registry;
import org.junit.jupiter.api.Test;

/** Each address with each permission: who may open it, who may act, and that nothing is done for others. */
final class WhoMayTest {
    private static final List<String> LOOKING = List.of("/users", "/users/export", "/users/account/anna", "/users/account/anna/history", "/users/units", "/users/units/environment",
            "/users/positions", "/users/positions/head", "/users/groups", "/users/groups/auditors", "/users/roles", "/users/roles/clerk", "/users/roles/matrix",
            "/users/roles/matrix/export", "/users/access", "/users/access/export?by=role&what=clerk", "/substitutions?all=1");
    private static final List<String> FORMS = List.of("/users/new", "/users/account/anna/edit", "/users/account/anna/move", "/users/account/anna/leave", "/users/account/anna/remove",
            "/users/units/new", "/users/units/environment/edit", "/users/positions/new", "/users/groups/new", "/users/roles/new", "/users/roles/clerk/edit");
    private static final List<String> ACTS = List.of("/users/new", "/users/account/anna/edit", "/users/account/anna/move", "/users/account/anna/leave", "/users/account/anna/remove",
            "/users/account/anna/reset", "/users/account/anna/close", "/users/account/anna/reopen", "/users/account/anna/set-code",
            "/users/units/new", "/users/units/environment/edit", "/users/units/environment/remove",
            "/users/positions/new", "/users/positions/head", "/users/positions/head/remove", "/users/groups/new", "/users/groups/auditors",
            "/users/groups/auditors/members", "/users/groups/auditors/remove", "/users/roles/new", "/users/roles/clerk/edit", "/users/roles/clerk/remove",
            "/users/import", "/users/import/apply", "/users/import/passwords");
    private final Office office = new Office();

    @Test
    void looking_needs_users_read() throws Exception {
        for (String address : LOOKING) {
            office.as("eva", "users:approve", "users:review", "tree-felling:*");
            assertThrows(Forbidden.class, () -> office.get(address), address);
            office.as("eva", "users:read");
            assertFalse(office.get(address) instanceof Page.Problem, address);
        }
    }

    @Test
    void forms_and_acts_need_users_manage_and_without_it_nothing_is_done() throws Exception {
        long revision = office.registry.directory().revision();
        office.as("eva", "users:read", "users:approve", "users:review");
        for (String address : FORMS) {
            assertThrows(Forbidden.class, () -> office.get(address), address);
        }
        for (String address : ACTS) {
            assertThrows(Forbidden.class, () -> office.post(address, "reason", "x", "add-reason", "x", "act", "add", "member", "eva", "again", "anna", "step", "save",
                    "login", "eva", "givenName", "Eva", "id", "eva", "name", "eva", "title", "Eva", "name-lv", "Eva"), address);
        }
        assertThrows(Forbidden.class, () -> office.get("/users/import"));
        assertThrows(Forbidden.class, () -> office.upload("login\nanna\n"));
        assertEquals(revision, office.registry.directory().revision());
        office.asAdmin();
        for (String address : FORMS) {
            assertTrue(office.get(address) instanceof Page.View, address);
        }
    }

    @Test
    void users_manage_alone_shows_no_personal_code() throws Exception {
        office.as("eva", "users:read", "users:manage");
        assertThrows(Forbidden.class, () -> office.post("/users/account/anna/code", "purpose", "employment"));
        assertThrows(Forbidden.class, () -> office.post("/users/account/anna/set-code", "personalCode", ""));
    }

    @Test
    void approving_needs_users_approve() throws Exception {
        long id = office.approvals.ask(Registry.Subject.ACCOUNT, "anna", Set.of("administrator"), "admin", "").id();
        office.as("eva", "users:read", "users:manage", "users:review");
        for (String address : List.of("/users-approvals", "/users-approvals/decided", "/users-approvals/" + id)) {
            assertThrows(Forbidden.class, () -> office.get(address), address);
        }
        assertThrows(Forbidden.class, () -> office.post("/users-approvals/" + id, "act", "approve", "reason", "x"));
        assertEquals(1, office.approvals.waiting().size());
    }

    @Test
    void reviewing_needs_users_review() throws Exception {
        office.as("chief", "users:review");
        office.post("/users-reviews", "unit", "", "due", "2026-04-01");
        office.as("eva", "users:read", "users:manage", "users:approve");
        for (String address : List.of("/users-reviews", "/users-reviews/1", "/users-reviews/1/next", "/users-reviews/1/export")) {
            assertThrows(Forbidden.class, () -> office.get(address), address);
        }
        assertThrows(Forbidden.class, () -> office.post("/users-reviews", "unit", "", "due", "2026-04-01"));
        assertThrows(Forbidden.class, () -> office.post("/users-reviews/1/next", "act", "withdraw", "login", "anna", "role", "clerk", "reason", "x"));
        assertTrue(office.reviews.lines(1).stream().allMatch(line -> line.kept().isEmpty()) && office.reviews.all().size() == 1);
    }

    @Test
    void who_may_only_look_sees_no_button_that_changes() throws Exception {
        office.as("eva", "users:read");
        for (String address : LOOKING.stream().filter(a -> !a.contains("export") && !a.startsWith("/substitutions")).toList()) {
            assertFalse(office.html(address).contains("method=\"post\""), address);
        }
    }

    @Test
    void what_is_no_address_is_not_found() throws Exception {
        for (String address : List.of("/users/nothing", "/users/account", "/users/account/anna/nothing", "/users/account/anna/edit/more", "/users/units/environment/nothing",
                "/users/positions/head/nothing", "/users/groups/auditors/nothing", "/users/roles/clerk/nothing", "/users/access/nothing", "/users/import/nothing",
                "/users-approvals/x", "/users-reviews/x", "/substitutions/1", "/users/account/anna/close", "/users/import/apply", "/users/groups/auditors/members")) {
            assertEquals(404, ((Page.Problem) office.get(address)).status(), address);
        }
        assertEquals(404, ((Page.Problem) office.post("/users/nothing")).status());
    }

    @Test
    void every_page_says_for_whom_it_is() throws Exception {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("Page.java")).toList()) {
                String text = Files.readString(file);
                assertTrue(text.contains("@PageAudience(Audience.STAFF)"), file.toString());
                assertTrue(text.contains("@PagePermission(\"users:") || file.endsWith("SubstitutionsPage.java"), file.toString());
                assertTrue(text.contains("return desk.open(request, ") || text.contains("return frame.answer(request, "), file.toString());
                found.add(file.getFileName().toString());
            }
        }
        assertEquals(office.pages.size(), found.size(), found::toString);
    }

    @Test
    void every_text_that_code_and_pages_name_is_there_in_three_languages() throws IOException {
        Words words = new Words();
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".peb")).toList()) {
                Pattern.compile("(?<![a-z])t\\('([a-zA-Z.-]+)'([,)])").matcher(Files.readString(file)).results().map(m -> m.group(1))
                        .filter(key -> !words.has(key) && !key.startsWith("frame.")).forEach(missing::add);
            }
        }
        AccountFields.NAMES.forEach(name -> Stream.of("field." + name, "import.column." + name).filter(key -> !words.has(key)).forEach(missing::add));
        for (var code : lv.pkip.kernel.api.registry.RegistryProblem.Code.values()) {
            Stream.of("problem." + code.name().toLowerCase(java.util.Locale.ROOT)).filter(key -> !words.has(key)).forEach(missing::add);
        }
        assertEquals(List.of(), missing);
        for (String key : List.of("nav.users", "permission.users.read", "tab.accounts")) {
            assertNotEquals(words.text("lv", key), words.text("en", key));
            assertNotEquals(words.text("en", key), words.text("ru", key, Map.of()));
        }
    }
}
