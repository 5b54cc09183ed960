package lv.pkip.integration.paymentdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.workplace.Widget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages with the models they are really given. */
final class PagesTest {
    @TempDir
    Path folder;
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void the_residents_page_in_each_of_its_states() throws Exception {
        Obligation o = desk.owes("KC-2026-1", "12.50");
        String fresh = html((Page.View) desk.asks(o.id));
        assertTrue(fresh.contains("provider-sandbox") && fresh.contains("[csrf]") && fresh.contains("LV80 BANK"), fresh);
        Attempt refused = desk.tries(o);
        desk.sandbox.payer(refused.reference, "refuse");
        desk.attempts.verify(refused.id);
        assertTrue(html((Page.View) desk.asks(o.id)).contains("[payment.failed.text]"));
        Attempt late = desk.tries(o);
        desk.sandbox.payer(late.reference, "late");
        desk.attempts.verify(late.id);
        assertTrue(html((Page.View) desk.asks(o.id)).contains("[payment.waiting]"));
        Attempt changed = desk.tries(o);
        desk.sandbox.payer(changed.reference, "changed");
        desk.attempts.verify(changed.id);
        assertTrue(html((Page.View) desk.asks(o.id)).contains("[payment.mismatch]"));
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "lost");
        desk.attempts.verify(a.id);
        String paid = html((Page.View) desk.asks(o.id));
        assertTrue(paid.contains("/receipt") && !paid.contains("<form") && paid.contains("[payment.surplus]"), paid);
        Obligation other = desk.owes("KC-2026-2", "1.00");
        desk.jpa.tx(em -> desk.step.left(other.caseId, other.step));
        assertTrue(html((Page.View) desk.asks(other.id)).contains("[payment.cancelled]"));
        assertTrue(html((Page.View) desk.page.handle(desk.request("GET", other.id, Map.of("problem", List.of("away")))))
                .contains("[payment.problem.away]"));
    }

    @Test
    void the_staffs_pages_with_money_to_look_at() throws Exception {
        Obligation o = desk.owes("KC-2026-3", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "changed");
        desk.attempts.verify(a.id);
        desk.reconciliation.take(Camt.read(Statements.stream(Statements.v2(
                Statements.credit("B1", "1.00", o.reference, ""), Statements.credit("B2", "1.00", "", "&lt;b&gt;nezināms")))));
        desk.asStaff("payments:read", "payments:reconcile");
        assertTrue(html(staff("")).contains("KC-2026-3"));
        String details = html(staff(o.id));
        assertTrue(details.contains("/refund") && details.contains("12,49"), details);
        String statements = html(staff("statements"));
        assertTrue(statements.contains("/match") && statements.contains("&lt;b&gt;"), statements);
        desk.asStaff("payments:read");
        assertFalse(html(staff("statements")).contains("<form"), "reading is not reconciling");
    }

    @Test
    void the_start_page_counts_what_is_open_and_what_is_to_be_looked_at() {
        PaymentsWidget widget = new PaymentsWidget(desk.obligations);
        assertEquals(List.of("0", "0"), figures(widget));
        desk.owes("KC-2026-4", "1.00");
        Obligation o = desk.owes("KC-2026-5", "12.50");
        Attempt a = desk.tries(o);
        desk.sandbox.payer(a.reference, "changed");
        desk.attempts.verify(a.id);
        assertEquals(List.of("2", "1"), figures(widget));
        Widget.Figure attention = ((Widget.Figures) widget.show("lv")).figures().get(1);
        assertTrue(attention.urgent() && attention.href().equals("/payments?state=attention"), attention.toString());
    }

    private static List<String> figures(PaymentsWidget widget) {
        return ((Widget.Figures) widget.show("lv")).figures().stream().map(Widget.Figure::count).toList();
    }

    private Page.View staff(String path) throws Exception {
        return (Page.View) desk.staff.handle(desk.request("GET", path, Map.of()));
    }

    private static String html(Page.View view) throws Exception {
        ClasspathLoader files = new ClasspathLoader();
        files.setPrefix("pages");
        files.setSuffix(".peb");
        PebbleTemplate template = new PebbleEngine.Builder().loader(files).extension(new Said()).strictVariables(true)
                .build().getTemplate(view.template());
        StringWriter out = new StringWriter();
        template.evaluate(out, view.model());
        return out.toString();
    }

    /** The shell's functions, as far as a page sees them. */
    private static final class Said extends AbstractExtension {
        @Override
        public Map<String, Function> getFunctions() {
            return Map.of("t", new Mark("key", "values"), "icon", new Mark("name"), "csrf", new Mark());
        }
    }

    private record Mark(List<String> names) implements Function {
        Mark(String... names) {
            this(List.of(names));
        }

        @Override
        public List<String> getArgumentNames() {
            return names;
        }

        @Override
        public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            return new SafeString("[" + (names.isEmpty() ? "csrf" : Optional.of(args.get(names.get(0))).get()) + "]");
        }
    }
}
