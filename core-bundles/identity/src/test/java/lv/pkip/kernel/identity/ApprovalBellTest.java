package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Role;
import lv.pkip.kernel.api.workplace.Notifications;

/** Who is told that rights wait, and what was decided. */
class ApprovalBellTest {
    @TempDir Path folder;
    private House house;
    private final Unread unread = new Unread();

    /** What people have not read yet: a line each, and which texts there were. */
    private static final class Unread implements Notifications {
        private final List<String> lines = new ArrayList<>();
        private final Set<String> keys = new HashSet<>();

        @Override
        public void tell(String login, String kind, String key, Map<String, String> values, String href) {
            assertEquals(Set.of("id"), values.keySet(), "nobody is named in what may go out by e-mail");
            lines.add(login + " " + kind + " " + key + " " + href);
            keys.add(key);
        }

        @Override
        public void settle(String kind, String href) {
            lines.removeIf(line -> line.split(" ")[1].equals(kind) && line.endsWith(" " + href));
        }
    }

    @BeforeEach
    void open() {
        house = new House(folder);
        house.bell.appeared(unread);
        house.clerk("anna");
        house.create("second", "chief");
        house.create("third", "chief");
        house.system(() -> house.registry.create(Account.service("robot", "Robot", Set.of("chief"))));
        assertEquals(List.of(), unread.lines, "what the platform does waits for nobody");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void give(String login, String... roles) {
        house.run("chief", () -> house.registry.change(List.of(house.account(login).withRoles(Set.of(roles))), "vajag"));
    }

    private long waiting() {
        return house.approvals.waiting().get(0).id();
    }

    private static String waits(String login, long id) {
        return login + " approval notify.approval.waiting /users-approvals/" + id;
    }

    @Test
    void thoseWhoMayDecideAreToldOnce() {
        give("anna", "clerk", "chief");
        long id = waiting();
        assertEquals(List.of(waits("second", id), waits("third", id)), unread.lines, "not who asked, not who gains, no machine, nobody without the right");
        give("anna", "clerk", "chief");
        assertEquals(2, unread.lines.size(), "the same thing is not asked twice");
    }

    @Test
    void onceDecidedItWaitsForNobodyAndTheOneWhoAskedIsTold() {
        give("anna", "clerk", "chief");
        long id = waiting();
        house.run("second", () -> house.approvals.approve(id, "zinu"));
        assertEquals(List.of("chief approval-decided notify.approval.approved /users-approvals/" + id), unread.lines);
        unread.lines.clear();
        give("third", "clerk");
        give("third", "chief");
        long other = waiting();
        house.run("second", () -> house.approvals.refuse(other, "nē"));
        assertEquals(List.of("chief approval-decided notify.approval.refused /users-approvals/" + other), unread.lines);
    }

    @Test
    void whoTakesTheirOwnRequestBackIsToldNothing() {
        give("anna", "chief");
        house.run("chief", () -> house.approvals.refuse(waiting(), "pārdomāju"));
        assertEquals(List.of(), unread.lines);
    }

    @Test
    void whatWaitsForSomebodyWhoIsGoneWaitsForNobody() {
        give("anna", "chief");
        house.run("second", () -> house.registry.remove("anna", ""));
        assertEquals(List.of("chief approval-decided notify.approval.refused " + "/users-approvals/" + house.approvals.decided(0, 1).get(0).id()), unread.lines);
    }

    @Test
    void membersOfAGroupThatWouldGainAreNotAsked() {
        house.system(() -> house.structure.save(lv.pkip.kernel.api.registry.Group.named("clerks", "Referenti", Set.of("anna", "second"), Set.of()), ""));
        lv.pkip.kernel.api.registry.Group group = house.registry.directory().group("clerks").orElseThrow();
        house.run("chief", () -> house.structure.save(new lv.pkip.kernel.api.registry.Group(group.id(), "clerks", group.number(), "Referenti", group.members(),
                Set.of("chief"), "", group.version()), ""));
        assertEquals(List.of(waits("third", waiting())), unread.lines);
    }

    @Test
    void whoMayNotLookAtApprovalsIsLedWhereTheyMay() {
        house.system(() -> house.structure.save(Role.of("registrar", Set.of("users:manage")), ""));
        house.create("berta", "registrar");
        house.run("berta", () -> house.registry.change(List.of(house.account("anna").withRoles(Set.of("chief"))), ""));
        assertEquals(3, unread.lines.size());
        house.run("third", () -> house.approvals.approve(waiting(), "zinu"));
        assertEquals(List.of("berta approval-decided notify.approval.approved /users"), unread.lines);
    }

    @Test
    void aRefusedDecisionTellsNothing() {
        give("anna", "chief");
        house.run("chief", () -> assertThrows(RegistryProblem.class, () -> house.approvals.approve(waiting(), "")));
        assertEquals(List.of(waits("second", waiting()), waits("third", waiting())), unread.lines);
    }

    @Test
    void withoutAWorkplaceRightsWaitAllTheSame() {
        house.bell.gone(unread);
        give("anna", "chief");
        house.run("second", () -> house.approvals.approve(waiting(), ""));
        assertEquals(List.of(), unread.lines);
        assertTrue(house.book.permissions("anna").contains("users:*"));
    }

    @Test
    void everyTextIsThereInThreeLanguages() throws IOException {
        onceDecidedItWaitsForNobodyAndTheOneWhoAskedIsTold();
        assertEquals(Set.of("notify.approval.waiting", "notify.approval.approved", "notify.approval.refused"), unread.keys);
        for (String language : List.of("lv", "en", "ru")) {
            Properties texts = new Properties();
            try (Reader in = new InputStreamReader(Optional.ofNullable(ApprovalBell.class.getResourceAsStream("/i18n/messages_" + language + ".properties")).orElseThrow(),
                    StandardCharsets.UTF_8)) {
                texts.load(in);
            }
            unread.keys.forEach(key -> assertTrue(texts.getProperty(key, "").contains("{id}"), language + " " + key));
        }
    }
}
