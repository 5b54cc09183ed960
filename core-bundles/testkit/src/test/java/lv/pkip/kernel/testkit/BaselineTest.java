package lv.pkip.kernel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.api.audit.Audit;

class BaselineTest {
    private static final String RELEASED = "# released\npackage p 1.2.0\n  public interface p.A\n  !public interface p.B\n  public abstract void p.A.one()\n";

    private static Baseline now(String version, String... lines) {
        return new Baseline(new TreeMap<>(java.util.Map.of("p", new Baseline.Exported(version, new TreeSet<>(List.of(lines))))));
    }

    private static String said(Baseline baseline) {
        return baseline.problems(RELEASED).stream().collect(Collectors.joining("\n"));
    }

    @Test
    void the_kernel_api_is_what_the_file_says() {
        Baseline.of(Audit.class).check(Path.of("../api/baseline.txt"));
    }

    @Test
    void describes_what_others_can_see_and_nothing_else() {
        String text = Baseline.of(Audit.class).text();
        assertTrue(text.contains("\npackage lv.pkip.kernel.api.status 1."), text);
        assertTrue(text.contains("  !public abstract interface lv.pkip.kernel.api.service.CaseHandler"), text);
        assertTrue(text.contains("  public abstract void lv.pkip.kernel.api.audit.Audit.record(lv.pkip.kernel.api.audit.Audit$Event)"), text);
        assertTrue(!text.contains("private"), text);
    }

    @Test
    void unchanged_needs_nothing() {
        assertEquals("", said(now("1.2.0", "public interface p.A", "!public interface p.B", "public abstract void p.A.one()")));
    }

    @Test
    void an_addition_needs_a_minor_version() {
        String[] lines = {"public interface p.A", "!public interface p.B", "public abstract void p.A.one()", "public abstract void p.A.two()"};
        assertEquals("p needs version 1.3.0 or higher, because:\n+ public abstract void p.A.two()", said(now("1.2.0", lines)));
        assertEquals("", said(now("1.3.0", lines)));
    }

    @Test
    void taking_away_needs_a_major_version() {
        String[] lines = {"public interface p.A", "!public interface p.B"};
        assertEquals("p needs version 2.0.0 or higher, because:\n- public abstract void p.A.one()", said(now("1.9.0", lines)));
        assertEquals("", said(now("2.0.0", lines)));
    }

    @Test
    void more_to_implement_needs_a_major_version() {
        String[] lines = {"public interface p.A", "!public interface p.B", "public abstract void p.A.one()", "!public abstract void p.B.two()"};
        assertEquals("p needs version 2.0.0 or higher, because:\n+ !public abstract void p.B.two()", said(now("1.3.0", lines)));
    }

    @Test
    void a_package_that_is_gone_and_a_file_that_says_neither_are_told() {
        assertTrue(new Baseline(new TreeMap<>()).problems(RELEASED).get(0).startsWith("p is gone"));
        assertEquals(1, now("1.0.0").problems("package p 1.0.0\n").size());
        assertEquals(2, now("1.2.0", "public class p.New").problems("# not released yet\npackage p 1.2.0\n").size());
    }
}
