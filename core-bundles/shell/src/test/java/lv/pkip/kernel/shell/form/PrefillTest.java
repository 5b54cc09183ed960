package lv.pkip.kernel.shell.form;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Answers;
import org.junit.jupiter.api.Test;

class PrefillTest {
    private static final Form ACT = new FormReader().read("act", """
            { "type": "object", "properties": {
                "date": { "type": "string", "format": "date" },
                "trees": { "type": "array", "x-pkip-widget": "repeat", "x-pkip-prefill": "inspect.trees application.trees", "items": {
                  "type": "object", "properties": {
                    "species": { "enum": ["oak", "lime"] }, "diameter": { "type": "number" },
                    "photo": { "type": "array", "x-pkip-widget": "files", "items": { "type": "string" } } } } } } }
            """);
    private static final Answers APPLICATION = Answers.of(Map.of("trees", List.of(
            Map.of("species", "oak", "diameter", 40, "photo", List.of("x"), "reason", "dead"),
            Map.of("species", "baobab", "diameter", 900))));

    @Test
    void takesWhatFitsTheFieldAndLeavesTheRest() {
        assertEquals(Answers.of(Map.of("trees", List.of(Map.of("species", "oak", "diameter", 40), Map.of("diameter", 900)))),
                new Prefill(APPLICATION, Map.of()).of(ACT, Answers.empty()));
    }

    @Test
    void theFirstPathThatHoldsSomethingIsTaken() {
        Answers earlier = Answers.of(Map.of("trees", List.of(Map.of("species", "lime"))));
        assertEquals(earlier, new Prefill(APPLICATION, Map.of("inspect", earlier)).of(ACT, Answers.empty()));
    }

    @Test
    void whatIsThereAlreadyStays() {
        Answers before = Answers.of(Map.of("date", "2026-05-04", "trees", List.of(Map.of("species", "lime"))));
        assertEquals(before, new Prefill(APPLICATION, Map.of()).of(ACT, before));
    }

    @Test
    void nothingIsTakenFromNothing() {
        assertEquals(Answers.empty(), new Prefill(Answers.empty(), Map.of()).of(ACT, Answers.empty()));
    }
}
