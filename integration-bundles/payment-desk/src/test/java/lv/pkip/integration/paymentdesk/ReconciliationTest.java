package lv.pkip.integration.paymentdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lv.pkip.integration.paymentdesk.Obligation.State;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.page.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReconciliationTest {
    @TempDir
    Path folder;
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder);
        desk.asStaff("payments:read", "payments:reconcile");
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void a_transfer_with_the_reference_settles_and_moves_the_case() throws Exception {
        Obligation o = desk.owes("KC-2026-1", "12.50");
        Reconciliation.Outcome done = take(Statements.v2(Statements.credit("B1", "12.50", grouped(o), "")));
        assertEquals(1, done.settled());
        assertEquals(State.SETTLED, desk.now(o).state);
        assertEquals("bank", desk.now(o).paidBy);
        assertEquals(1, desk.town.acts("KC-2026-1"));
    }

    @Test
    void the_reference_is_found_in_free_text_too() throws Exception {
        Obligation o = desk.owes("KC-2026-2", "12.50");
        take(Statements.v2(Statements.credit("B1", "12.50", "", "maksa " + o.reference.toLowerCase() + " paldies")));
        assertEquals(State.SETTLED, desk.now(o).state);
    }

    @Test
    void the_exact_case_number_in_the_text_is_enough() throws Exception {
        Obligation o = desk.owes("KC-2026-3", "12.50");
        take(Statements.v2(Statements.credit("B1", "12.50", "", "Par lietu Nr. kc-2026-3, koks")));
        assertEquals(State.SETTLED, desk.now(o).state);
    }

    @Test
    void a_number_that_only_begins_alike_is_another_case() throws Exception {
        Obligation o = desk.owes("KC-2026-3", "12.50");
        Reconciliation.Outcome done = take(Statements.v2(Statements.credit("B1", "12.50", "", "KC-2026-31"),
                Statements.credit("B2", "12.50", "", "XKC-2026-3"), Statements.credit("B3", "12.50", "", "paldies")));
        assertEquals(3, done.left());
        assertEquals(State.OPEN, desk.now(o).state);
    }

    @Test
    void two_case_numbers_in_one_text_are_left_to_a_person_unless_the_amount_tells() throws Exception {
        Obligation one = desk.owes("KC-2026-4", "10.00");
        Obligation other = desk.owes("KC-2026-5", "10.00");
        assertEquals(1, take(Statements.v2(Statements.credit("B1", "10.00", "", "KC-2026-4 KC-2026-5"))).left());
        assertEquals(State.OPEN, desk.now(one).state);
        assertEquals(State.OPEN, desk.now(other).state);
    }

    @Test
    void the_same_file_again_and_the_same_entry_in_another_file_change_nothing() throws Exception {
        Obligation o = desk.owes("KC-2026-6", "12.50");
        String entry = Statements.credit("B1", "12.50", o.reference, "");
        take(Statements.v2(entry));
        assertEquals(1, take(Statements.v2(entry)).known());
        assertEquals(1, take(Statements.v8(Statements.credit8("B1", "12.50", o.reference, "E"))).known());
        assertEquals(1, desk.town.acts("KC-2026-6"));
        assertFalse(desk.now(o).attention());
        assertEquals(1, desk.obligations.lines(o.id).size());
    }

    @Test
    void a_notice_settles_and_the_statement_of_the_day_changes_nothing_more() throws Exception {
        Obligation o = desk.owes("KC-2026-30", "12.50");
        String entry = Statements.credit("B1", "12.50", o.reference, "");
        assertEquals(1, take(Statements.notice(entry)).settled());
        assertEquals(1, take(Statements.v2(entry)).known());
        assertEquals(1, desk.town.acts("KC-2026-30"));
    }

    @Test
    void a_case_number_in_the_field_of_the_reference_is_understood() throws Exception {
        for (String written : List.of("KC-2026-31", "kc202631", "KC 2026 31", "KC/2026/31")) {
            Obligation o = desk.obligations.ofNumber("KC-2026-31").isEmpty() ? desk.owes("KC-2026-31", "12.50") : desk.enters("KC-2026-31", "12.50");
            assertEquals(1, take(Statements.v2(Statements.credit("B-" + written, "12.50", written, ""))).settled(), written);
            assertEquals(State.SETTLED, desk.now(o).state);
        }
        assertEquals(1, take(Statements.v2(Statements.credit("B9", "12.50", "RF00KC202631", ""))).left(), "wrong check digits say nothing");
        assertEquals(1, take(Statements.v2(Statements.credit("B10", "12.50", "INV 77", ""))).left());
    }

    @Test
    void money_that_was_taken_back_unsettles_nothing_and_waits_for_a_person() throws Exception {
        Obligation o = desk.owes("KC-2026-32", "12.50");
        String entry = Statements.credit("B1", "12.50", o.reference, "");
        take(Statements.v2(entry));
        String reversed = entry.replace("CRDT", "DBIT").replace("<Sts>", "<RvslInd>true</RvslInd><Sts>");
        assertEquals(1, take(Statements.v2(entry, reversed)).left());
        assertEquals(0, take(Statements.v2(reversed)).left());
        assertEquals(State.SETTLED, desk.now(o).state);
        assertTrue(desk.now(o).attention());
        BankLine line = desk.reconciliation.toLookAt(Optional.empty(), 10).get(0);
        assertEquals(Effect.TAKEN_BACK, line.effect);
        post("lines/" + line.id + "/handled", Map.of("note", List.of("maksātājs zvanīja")));
        assertFalse(desk.now(o).attention());
    }

    @Test
    void what_came_back_of_a_refund_settles_nothing() throws Exception {
        Obligation o = desk.owes("KC-2026-33", "12.50");
        String back = Statements.credit("B1", "12.50", o.reference, "").replace("<RltdPties>", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RltdPties>");
        assertEquals(1, take(Statements.v2(back)).left());
        assertEquals(State.OPEN, desk.now(o).state);
        assertEquals(Effect.SENT_BACK, desk.reconciliation.toLookAt(Optional.empty(), 10).get(0).effect);
    }

    @Test
    void the_same_file_taken_in_by_many_at_once_settles_once() throws Exception {
        Obligation o = desk.owes("KC-2026-7", "12.50");
        String file = Statements.v2(Statements.credit("B1", "12.50", o.reference, ""));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Reconciliation.Outcome>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> take(file));
            }
            int settled = 0;
            for (Future<Reconciliation.Outcome> call : threads.invokeAll(calls)) {
                settled += call.get().settled();
            }
            assertEquals(1, settled);
        } finally {
            threads.shutdown();
        }
        assertEquals(1, desk.town.acts("KC-2026-7"));
    }

    @Test
    void another_amount_is_left_to_a_person() throws Exception {
        Obligation o = desk.owes("KC-2026-8", "12.50");
        assertEquals(2, take(Statements.v2(Statements.credit("B1", "12.00", o.reference, ""),
                Statements.credit("B2", "13.00", o.reference, ""))).left());
        assertEquals(State.OPEN, desk.now(o).state);
        assertTrue(desk.now(o).attention());
        Page.View list = (Page.View) desk.staff.handle(desk.request("GET", "", Map.of("state", List.of("attention"))));
        assertEquals(1, ((List<?>) list.model().get("obligations")).size());
    }

    @Test
    void a_second_transfer_is_a_duplicate() throws Exception {
        Obligation o = desk.owes("KC-2026-9", "12.50");
        take(Statements.v2(Statements.credit("B1", "12.50", o.reference, ""), Statements.credit("B2", "12.50", o.reference, "")));
        assertEquals(List.of(Effect.SETTLED, Effect.DUPLICATE),
                desk.obligations.lines(o.id).stream().map(l -> l.effect).sorted().toList());
        assertEquals(1, desk.town.acts("KC-2026-9"));
    }

    @Test
    void a_providers_payment_seen_on_the_statement_is_the_same_money() throws Exception {
        Obligation o = desk.owes("KC-2026-10", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "lost");
        desk.attempts.verify(a.id);
        assertEquals(1, take(Statements.v8(Statements.credit8("B1", "12.50", o.reference, a.id))).confirmed());
        assertFalse(desk.now(o).attention());
        assertEquals(1, take(Statements.v8(Statements.credit8("B2", "12.50", o.reference, "other"))).left());
        assertTrue(desk.now(o).attention());
    }

    @Test
    void a_transfer_waits_for_a_case_that_cannot_move_and_settles_when_it_can() throws Exception {
        Obligation o = desk.owes("KC-2026-11", "12.50");
        desk.town.blocked.set(1);
        assertEquals(1, take(Statements.v2(Statements.credit("B1", "12.50", o.reference, ""))).left());
        assertEquals(State.OPEN, desk.now(o).state);
        desk.clock.forward(Duration.ofSeconds(30));
        desk.poller.round();
        assertEquals(State.SETTLED, desk.now(o).state);
        assertFalse(desk.now(o).attention());
    }

    @Test
    void a_person_matches_what_nobody_recognised() throws Exception {
        Obligation o = desk.owes("KC-2026-12", "12.50");
        take(Statements.v2(Statements.credit("B1", "12.50", "", "par koku")));
        BankLine line = desk.reconciliation.toLookAt(Optional.empty(), 10).get(0);
        post("lines/" + line.id + "/match", Map.of("for", List.of("KC-2026-12"), "note", List.of("zvans maksātājam")));
        assertEquals(State.SETTLED, desk.now(o).state);
        assertTrue(desk.audit.actions().contains("payment.match"));
        assertTrue(desk.reconciliation.toLookAt(Optional.empty(), 10).isEmpty());
        assertEquals(new Page.Problem(409, "problem.not-now"), post("lines/" + line.id + "/match",
                Map.of("for", List.of("KC-2026-12"), "note", List.of("vēlreiz"))));
    }

    @Test
    void matching_and_handling_ask_for_a_reason() throws Exception {
        take(Statements.v2(Statements.credit("B1", "12.50", "", "par koku")));
        BankLine line = desk.reconciliation.toLookAt(Optional.empty(), 10).get(0);
        assertEquals(new Page.Redirect("/payments/statements?problem=note"),
                post("lines/" + line.id + "/handled", Map.of("note", List.of(" "))));
        post("lines/" + line.id + "/handled", Map.of("note", List.of("atmaksāts")));
        assertTrue(desk.reconciliation.toLookAt(Optional.empty(), 10).isEmpty());
    }

    @Test
    void the_page_takes_a_file_and_tells_what_became_of_it() throws Exception {
        Obligation o = desk.owes("KC-2026-13", "12.50");
        Page.View view = (Page.View) upload(Statements.v2(Statements.credit("B1", "12.50", o.reference, "")));
        assertEquals(1, ((Map<?, ?>) view.model().get("done")).get("settled"));
        assertEquals("not-xml", ((Page.View) upload("<!DOCTYPE x><x/>")).model().get("problem"));
        assertEquals("no-file", ((Page.View) post("statements", Map.of())).model().get("problem"));
    }

    @Test
    void reading_and_reconciling_are_two_permissions() throws Exception {
        Obligation o = desk.owes("KC-2026-14", "12.50");
        desk.asStaff("payments:read");
        desk.staff.handle(desk.request("GET", "", Map.of()));
        for (String path : List.of("statements", o.id + "/check", o.id + "/refund", "lines/x/match", "lines/x/handled")) {
            assertThrows(Forbidden.class, () -> post(path, Map.of()), path);
        }
        desk.asStaff();
        for (String path : List.of("", "statements", o.id)) {
            assertThrows(Forbidden.class, () -> desk.staff.handle(desk.request("GET", path, Map.of())), path);
        }
    }

    @Test
    void the_list_is_paged_by_keys_and_shows_each_once() {
        for (int i = 1; i <= 7; i++) {
            desk.owes("KC-2026-" + i, "1.00");
            desk.clock.forward(i % 3 == 0 ? Duration.ofSeconds(1) : Duration.ZERO);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Obligations.Slice slice = desk.obligations.list(Optional.of(State.OPEN), false, cursor, 3);
            slice.obligations().forEach(o -> seen.add(o.caseNumber));
            cursor = slice.next();
        } while (cursor.isPresent());
        assertEquals(7, seen.size());
        assertEquals(7, seen.stream().distinct().count());
    }

    @Test
    void a_refund_from_the_page_needs_a_reason_and_happens_once() throws Exception {
        Obligation o = desk.owes("KC-2026-20", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "changed");
        desk.attempts.verify(a.id);
        assertEquals(new Page.Redirect("/payments/" + o.id + "?problem=note"),
                post(o.id + "/refund", Map.of("attempt", List.of(a.id))));
        Map<String, List<String>> form = Map.of("attempt", List.of(a.id), "note", List.of("cita summa"));
        assertEquals(new Page.Redirect("/payments/" + o.id), post(o.id + "/refund", form));
        assertEquals(new Page.Problem(409, "problem.not-now"), post(o.id + "/refund", form));
        assertEquals("12.49", desk.sandbox.provider().query(a.reference).refunded().toPlainString());
    }

    private static String grouped(Obligation o) {
        return CreditorReference.grouped(o.reference).toLowerCase();
    }

    private Reconciliation.Outcome take(String file) throws Exception {
        return desk.reconciliation.take(Camt.read(Statements.stream(file)));
    }

    private Page.Answer post(String path, Map<String, List<String>> parameters) throws Exception {
        return desk.staff.handle(desk.request("POST", path, parameters));
    }

    private Page.Answer upload(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return desk.staff.handle(new Page.Request("POST", "statements", Map.of(), Map.of(), new byte[0], "lv",
                desk.server.baseUrl(), Map.of("statement", new Page.Upload("izraksts.xml", "text/xml", bytes.length,
                        Statements.stream(text))), new Page.Caller("127.0.0.1", Optional.empty())));
    }
}
