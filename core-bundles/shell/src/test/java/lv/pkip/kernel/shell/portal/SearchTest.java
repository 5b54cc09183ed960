package lv.pkip.kernel.shell.portal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SearchTest {
    private static final String TITLE = "Koku ciršanas atļauja";

    @Test
    void wordsAreFoundWithoutTheirSignsAndInOtherEndings() {
        assertTrue(Search.matches("cirsana", TITLE));
        assertTrue(Search.matches("koka ciršanu", TITLE));
        assertTrue(Search.matches("ATĻAUJAS", TITLE));
        assertTrue(Search.matches("", TITLE));
    }

    @Test
    void everyWordAskedForHasToBeThere() {
        assertFalse(Search.matches("koku suns", TITLE));
        assertFalse(Search.matches("šana", TITLE), "words are found from their beginning");
    }
}
