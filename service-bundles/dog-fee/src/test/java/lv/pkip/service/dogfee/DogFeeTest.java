package lv.pkip.service.dogfee;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.fixture.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service without Java, tested as the kernel reads it. */
class DogFeeTest {
    private static final Path FOLDER = Path.of("src/main/resources");
    private static final ServiceFixture SERVICE = ServiceFixture.read(FOLDER);
    private static final LocalDate DAY = LocalDate.of(2026, 2, 2);

    @Test
    void theKernelHasNothingAgainstIt() {
        assertEquals(List.of(), ServiceFixture.problems(FOLDER));
    }

    @ParameterizedTest
    @CsvSource({
        "no,  none,    no,  no,      8.54",
        "no,  none,    yes, no,      4.27",
        "yes, none,    no,  no,      1.42",
        "yes, none,    yes, no,      1.42",
        "no,  group-1, no,  no,      0.00",
        "yes, group-2, yes, no,      0.00",
        "no,  sight,   no,  no,      0.00",
        "no,  hearing, yes, no,      0.00",
        "no,  none,    no,  guide,   0.00",
        "no,  none,    yes, service, 0.00"})
    void theFeeFollowsOwnerAndDog(String pensioner, String disability, String sterilised, String working, String fee) {
        assertEquals(new BigDecimal(fee), SERVICE.evaluate("fee", DAY, Map.of("pensioner", pensioner, "disability", disability,
                "sterilised", sterilised, "working", working)).amount("total").orElseThrow());
    }

    @Test
    void anotherMunicipalityReplacesTheWholeVersionFromADayOn() {
        ServiceFixture dearer = ServiceFixture.read(FOLDER, """
                { "rules": { "fee": [ { "from": "2027-01-01", "unit": "EUR", "basis": "SN 12/2026",
                  "tables": [ { "id": "rate", "hit": "unique", "inputs": ["sterilised"], "outputs": { "rate": "number" },
                    "rules": [ { "id": "3", "when": ["no"], "then": ["20.00"] }, { "id": "4", "when": ["yes"], "then": ["5.00"] } ] } ],
                  "calc": [ { "id": "total", "op": "sum", "of": ["rate"] } ] } ] } }
                """);
        Map<String, Object> facts = Map.of("pensioner", "no", "disability", "none", "sterilised", "no", "working", "no");
        assertEquals(new BigDecimal("8.54"), dearer.evaluate("fee", LocalDate.of(2026, 12, 31), facts).amount("total").orElseThrow());
        assertEquals(new BigDecimal("20.00"), dearer.evaluate("fee", LocalDate.of(2027, 1, 1), facts).amount("total").orElseThrow());
    }

    @Test
    void aChipNumberHasFifteenDigits() {
        assertEquals(List.of(), SERVICE.validate("application", Answers.of(application("000000000000001"))));
        List<Finding> findings = SERVICE.validate("application", Answers.of(application("12345")));
        assertEquals(List.of("dog.chip"), findings.stream().map(Finding::field).toList());
        assertEquals("application.dog.chip.error.pattern", findings.get(0).key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lv", "en", "ru"})
    void aReceiptIsMadeInEveryLanguage(String language) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("case", Map.of("number", "SN-2026-1", "applicantName", "Anna Izdomāta"));
        model.put("application", application("000000000000001"));
        model.put("results", Map.of("fee", SERVICE.evaluate("fee", DAY, Map.of("pensioner", "no", "disability", "none", "sterilised", "yes", "working", "no"))));
        model.put("today", DAY);
        assertEquals("%PDF-", new String(SERVICE.pdf("receipt", model, language), 0, 5, StandardCharsets.US_ASCII));
    }

    private static Map<String, Object> application(String chip) {
        return Map.of("dog", Map.of("name", "Reksis", "chip", chip, "year", 2026, "sterilised", "yes", "working", "no"),
                "owner", Map.of("pensioner", "no", "disability", "none"), "confirm", Map.of("truth", true));
    }
}
