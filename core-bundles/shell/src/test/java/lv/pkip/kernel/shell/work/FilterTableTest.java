package lv.pkip.kernel.shell.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lv.pkip.kernel.testkit.TestJpa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilterTableTest {
    private TestJpa jpa;
    private FilterTable filters;

    @BeforeEach
    void open() {
        jpa = TestJpa.open("shell");
        filters = new FilterTable(jpa);
    }

    @AfterEach
    void close() {
        jpa.close();
    }

    private List<String> titles(String login) {
        return filters.of(login).stream().map(SavedFilters.Saved::title).toList();
    }

    @Test
    void ownOnesAndSharedOnesAreSeenInLatvianOrder() {
        filters.save("anna", "Žagari", "/work/cases?scope=all", false);
        filters.save("anna", "Āboli", "/work/cases?scope=open", false);
        filters.save("eva", "Bērzi", "/work/cases?scope=team", true);
        filters.save("eva", "Manējie", "/work/cases?scope=mine", false);
        assertEquals(List.of("Āboli", "Bērzi", "Žagari"), titles("anna"));
        assertEquals(List.of(true, false, true), filters.of("anna").stream().map(SavedFilters.Saved::own).toList());
    }

    @Test
    void theSameNameIsReplaced() {
        filters.save("anna", "Koki", "/work/cases?scope=all", false);
        filters.save("anna", "Koki", "/work/cases?scope=open", true);
        assertEquals(List.of(new SavedFilters.Saved(filters.of("anna").get(0).id(), "Koki", "/work/cases?scope=open", true, true)), filters.of("anna"));
    }

    @Test
    void onlyTheOwnerDeletes() {
        filters.save("anna", "Koki", "/work/cases?scope=all", true);
        long id = filters.of("anna").get(0).id();
        filters.delete("eva", id);
        assertEquals(List.of("Koki"), titles("anna"));
        filters.delete("anna", id);
        assertEquals(List.of(), titles("anna"));
    }
}
