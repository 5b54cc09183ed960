package lv.pkip.kernel.shell.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.service.Answers;
import org.junit.jupiter.api.Test;

class BindingTest {
    private static final Form FORM = form();

    private static Form form() {
        try {
            return new FormReader().read("application", Files.readString(Path.of("src/test/resources/bench/form/application.json")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Answers read(String... namesAndValues) {
        return read(Answers.empty(), FORM.fields(), namesAndValues);
    }

    private static Answers read(Answers before, List<Field> fields, String... namesAndValues) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.merge(namesAndValues[i], List.of(namesAndValues[i + 1]), (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
        }
        return Binding.read(FORM.fields(), fields, parameters, before);
    }

    @Test
    void namesWithBracketsBecomeATree() {
        Answers answers = read("bench.kind", "wood", "places[0].name", "Parks", "places[1].name", "Tirgus", "places[1].seats", "4");
        assertEquals(Optional.of("wood"), answers.text("bench.kind"));
        assertEquals(Optional.of("Tirgus"), answers.text("places.1.name"));
        assertEquals(Optional.of(new BigDecimal("4")), answers.number("places.1.seats"));
    }

    @Test
    void numbersMayHaveACommaAndSpaces() {
        assertEquals(Optional.of(new BigDecimal("2.5")), read("bench.length", " 2,5 ").number("bench.length"));
        assertEquals(new BigDecimal("12345.6"), Binding.number("12\u00a0345,6"));
        assertEquals(new BigDecimal("-1"), Binding.number("\u22121"));
        assertEquals("1e9", Binding.number("1e9"), "what is no plain number stays as typed");
        assertEquals("1,2,3", Binding.number("1,2,3"));
        assertEquals("9".repeat(30), Binding.number("9".repeat(30)));
    }

    @Test
    void datesAreReadTheLatvianWay() {
        assertEquals(Optional.of("2026-01-05"), read("bench.made", "5.1.2026.").text("bench.made"));
        assertEquals(Optional.of("2026-01-05"), read("bench.made", "2026-01-05").text("bench.made"));
        assertEquals(Optional.of("31.02.2026."), read("bench.made", "31.02.2026.").text("bench.made"));
    }

    @Test
    void blanksVanishButARequiredGroupIsAskedFor() {
        Answers answers = read("bench.kind", " ", "bench.story", "\r\n", "bench.email", "");
        assertEquals(Optional.of(Map.of()), answers.at("bench"));
        assertFalse(answers.asMap().containsKey("places"));
    }

    @Test
    void whatIsNotShownIsNotKept() {
        assertEquals(Optional.empty(), read("bench.kind", "wood", "bench.other", "plastmasa").at("bench.other"));
        assertEquals(Optional.of("plastmasa"), read("bench.kind", "other", "bench.other", "plastmasa").text("bench.other"));
    }

    @Test
    void whatTheFormDoesNotKnowIsNotKept() {
        assertEquals(Map.of("bench", Map.of()), read("evil", "1", "bench.evil", "2", "confirm.truth.x", "3").asMap().entrySet().stream()
                .filter(e -> e.getKey().equals("bench")).collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        assertEquals(Optional.empty(), read("bench.evil", "2").at("bench.evil"));
    }

    @Test
    void aPageLeavesTheOtherPagesAlone() {
        Answers before = read("bench.kind", "stone", "places[0].name", "Parks");
        Answers after = read(before, FORM.fieldsOf(FORM.page("end").orElseThrow()), "confirm.truth", "true");
        assertEquals(Optional.of("stone"), after.text("bench.kind"));
        assertEquals(Optional.of("Parks"), after.text("places.0.name"));
        assertTrue(after.yes("confirm.truth"));
    }

    @Test
    void anUntickedConfirmationIsNoAnswer() {
        assertEquals(Optional.empty(), read("confirm.truth", "").at("confirm.truth"));
    }

    @Test
    void tickedBoxesAreAList() {
        assertEquals(Optional.of(List.of("green", "brown")), read("bench.colours", "green", "bench.colours", "brown", "bench.colours", "green").at("bench.colours"));
    }

    @Test
    void anElementJustAddedStaysThoughEmpty() {
        assertEquals(Optional.of(List.of(Map.of(), Map.of())), read("places[]", "2").at("places"));
    }

    @Test
    void noRequestMakesALongList() {
        assertEquals(4, read("places[]", "9999").list("places").size(), "one more than allowed, so that it is told");
        assertEquals(4, read("places[9998].name", "x").list("places").size());
    }

    @Test
    void filesKeepTheirIds() {
        assertEquals(Optional.of(List.of("a-1", "b-2")), read("papers[0]", "a-1", "papers[1]", "b-2").at("papers"));
    }

    @Test
    void listsAreEditedByName() {
        Answers answers = read("places[0].name", "A", "places[1].name", "B");
        assertEquals(Optional.of("B"), Edits.remove(answers, "places[0]").text("places.0.name"));
        assertEquals(3, Edits.add(answers, "places", Map.of()).list("places").size());
        assertEquals(answers, Edits.remove(answers, "places[7]"));
        assertEquals(answers, Edits.remove(answers, "places"));
    }
}
