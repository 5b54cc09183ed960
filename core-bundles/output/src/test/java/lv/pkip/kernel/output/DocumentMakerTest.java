package lv.pkip.kernel.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.testkit.HouseRules;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

class DocumentMakerTest {

    private static final String LETTERS = "ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽž";
    private static final String PAGE = "<!DOCTYPE html><html lang=\"{{ language }}\"><head><title>{{ t('title') }}</title>"
            + "<meta name=\"description\" content=\"{{ t('title') }}\"/></head><body><h1>{{ t('title') }}</h1>"
            + "<p>{{ case.applicantName }}</p><table><thead><tr><th scope=\"col\">{{ t('tree') }}</th></tr></thead><tbody>"
            + "{% for tree in application.trees %}<tr><td>{{ tree.species }} {{ tree.diameter | number }}</td></tr>{% endfor %}"
            + "</tbody></table><p>{{ total | money }}, {{ today | day }}, {{ today | longDay }}</p></body></html>";

    private final DocumentMaker maker = new DocumentMaker(municipality());

    @BeforeAll
    static void validator() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private static Municipality municipality() {
        return (Municipality) Proxy.newProxyInstance(Municipality.class.getClassLoader(), new Class<?>[] {Municipality.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "name" -> "Paraugpils & „Ēģele” <novads>";
                    case "properties" -> Map.of("appealTo", "tiesā");
                    default -> "x" + method.getName();
                });
    }

    private static Definition definition(Map<String, String> templates) {
        return new Definition("trees", "1.0.0", String.valueOf(templates.hashCode()), "c", "u", Assurance.LOW, "K", false,
                new Definition.Deadline(1, 0, "", 0, false), "f", false,
                List.of(new Definition.Step("s", Phase.RECEIVED, "end", false, Map.of(), List.of())), List.of(), List.of(), Map.of(),
                Map.of(), Map.of("lv", Map.of("title", "Atļauja " + LETTERS, "tree", "Koks"), "ru", Map.of("title", "Разрешение")),
                templates, Map.of());
    }

    private static Map<String, Object> model(String name) {
        return Map.of("case", Map.of("applicantName", name), "application", Answers.of(Map.of("trees", List.of(
                Map.of("species", "Ozols", "diameter", new BigDecimal("70.50")), Map.of("species", "Liepa", "diameter", 8)))),
                "total", new BigDecimal("1234.5"), "today", LocalDate.of(2026, 11, 23));
    }

    private static String words(byte[] pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(DocumentMaker.class);
    }

    @Test
    void a_document_is_archival_and_accessible_by_an_independent_validator() throws Exception {
        byte[] pdf = maker.pdf(definition(Map.of("permit", PAGE)), "permit", model("Anna"), "lv", "ABCD-EFGH",
                "https://paraugpils.example/verify/ABCD-EFGH");
        Files.write(Path.of("target", "permit.pdf"), pdf);
        compliant(pdf);
    }

    private static void compliant(byte[] pdf) throws Exception {
        for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1)) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), flavour);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                assertTrue(result.isCompliant(), () -> flavour + " " + result.getTestAssertions().stream()
                        .filter(a -> a.getStatus() == TestAssertion.Status.FAILED)
                        .map(a -> a.getRuleId().getClause() + " " + a.getMessage()).distinct().limit(5).toList());
            }
        }
    }

    @Test
    void all_letters_amounts_and_dates_come_back_as_text() throws Exception {
        String words = words(maker.pdf(definition(Map.of("permit", PAGE)), "permit", model("Anna"), "lv", "ABCD-EFGH", "https://x.example/v"));
        assertTrue(words.contains("Atļauja " + LETTERS), words);
        assertTrue(words.contains("Paraugpils & „Ēģele"), words);
        assertTrue(words.contains("1\u00a0234,50\u00a0EUR") || words.contains("1 234,50 EUR"), words);
        assertTrue(words.contains("23.11.2026.") && words.contains("2026. gada 23. novembrī"), words);
        assertTrue(words.contains("Ozols 70,5") && words.contains("Liepa 8"), words);
        assertTrue(words.contains("ABCD-EFGH"), words);
        String russian = words(maker.pdf(definition(Map.of("permit", PAGE)), "permit", model("Anna"), "ru", "ABCD-EFGH", "https://x.example/v"));
        assertTrue(russian.contains("Разрешение") && russian.contains("Код проверки"), russian);
    }

    @Test
    void quotation_marks_and_apostrophes_come_back_as_what_they_are() throws Exception {
        String page = PAGE.replace("</body>", "<p>„Noteikumi” D’Artanjans Ім\u02bcя</p><p><b>„Koks” \u2019</b></p></body>");
        String words = words(maker.pdf(definition(Map.of("permit", page)), "permit", model("Anna"), "lv", "ABCD-EFGH", "https://x.example/v"));
        assertTrue(words.contains("„Noteikumi” D’Artanjans Ім’я"), words);
        assertTrue(words.contains("„Koks” ’"), words);
    }

    @Test
    void a_preview_is_marked_as_a_draft_and_bears_no_code() throws Exception {
        String words = words(maker.pdf(definition(Map.of("permit", PAGE)), "permit", model("Anna"), "lv", "", "https://x.example/v"));
        assertTrue(words.contains("MELNRAKSTS"), words);
        assertFalse(words.contains("Pārbaudes kods"), words);
    }

    @Test
    void every_page_of_a_preview_is_marked_and_it_is_archival_all_the_same() throws Exception {
        String page = PAGE.replace("</table>", "</table>" + "<p>Rinda</p>".repeat(80));
        byte[] pdf = maker.pdf(definition(Map.of("permit", page)), "permit", model("Anna"), "lv", "", "");
        Files.write(Path.of("target", "preview.pdf"), pdf);
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertTrue(document.getNumberOfPages() > 1);
            PDFTextStripper stripper = new PDFTextStripper();
            for (int number = 1; number <= document.getNumberOfPages(); number++) {
                stripper.setStartPage(number);
                stripper.setEndPage(number);
                assertTrue(stripper.getText(document).replaceAll("\\s", "").contains("MELNRAKSTS"), "page " + number);
            }
        }
        compliant(pdf);
    }

    @Test
    void no_template_lets_an_answer_become_structure() {
        assertThrows(IllegalStateException.class, () -> maker.pdf(definition(Map.of("p", PAGE.replace("case.applicantName", "case.applicantName | raw"))), "p",
                model("<b>x</b>"), "lv", "C", "https://x.example/v"));
        assertThrows(IllegalStateException.class, () -> maker.pdf(definition(Map.of("p", PAGE.replace("<p>", "{% autoescape false %}<p>").replace("</p>", "</p>{% endautoescape %}"))),
                "p", model("<b>x</b>"), "lv", "C", "https://x.example/v"));
    }

    @Test
    void no_template_brings_a_file_in_by_an_entity() throws Exception {
        Path secret = Files.writeString(Path.of("target", "entity.txt"), "hush");
        String page = PAGE.replace("<!DOCTYPE html>", "<!DOCTYPE html [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>").replace("<h1>", "<h1>&x;");
        assertThrows(IllegalStateException.class, () -> maker.pdf(definition(Map.of("p", page)), "p", model("Anna"), "lv", "C", "https://x.example/v"));
    }

    @Test
    void amounts_are_shown_as_they_are_and_texts_take_values() {
        String letter = maker.text(definition(Map.of("l.txt", "{{ a | money }} {{ b | money }} {{ c | money(unit) }} {{ t('{n} koki', {'n': 3}) }} {{ m | moment }}")), "l",
                Map.of("a", new BigDecimal("1234567.5"), "b", new BigDecimal("0.125"), "c", new BigDecimal("244.80"), "unit", "LVL",
                        "m", Instant.parse("2026-11-23T22:30:00Z")), "lv");
        assertEquals("1\u00a0234\u00a0567,50\u00a0EUR 0,125\u00a0EUR 244,80\u00a0LVL 3 koki 24.11.2026. 00:30\n", letter);
    }

    @Test
    void documents_are_made_at_the_same_time_without_harm() throws Exception {
        var pool = java.util.concurrent.Executors.newFixedThreadPool(6);
        try {
            List<java.util.concurrent.Callable<byte[]>> all = new java.util.ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String name = "Pieteicējs " + i;
                all.add(() -> maker.pdf(definition(Map.of("permit", PAGE)), "permit", model(name), "lv", "C", "https://x.example/v"));
            }
            int number = 0;
            for (var made : pool.invokeAll(all)) {
                assertTrue(words(made.get()).contains("Pieteicējs " + number++));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void the_picture_leads_to_the_check() throws Exception {
        String address = "https://paraugpils.example/verify/ABCD-EFGH";
        byte[] png = Base64.getDecoder().decode(Letterhead.qr(address).substring("data:image/png;base64,".length()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        LuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        assertEquals(address, new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText());
    }

    @Test
    void what_an_applicant_wrote_stays_text() throws Exception {
        String words = words(maker.pdf(definition(Map.of("permit", PAGE)), "permit", model("</p><script>x</script>{{ t('title') }}"),
                "lv", "C", "https://x.example/v"));
        assertTrue(words.contains("</p><script>x</script>{{ t('title') }}"), words);
    }

    @Test
    void a_template_reaches_no_method_no_file_and_no_network() throws Exception {
        Path secret = Files.writeString(Path.of("target", "secret.txt"), "hush");
        String page = "<html lang=\"lv\"><head><title>x</title><meta name=\"description\" content=\"x\"/>"
                + "<link rel=\"stylesheet\" href=\"" + secret.toUri() + "\"/></head><body><p>[{{ name.class.name }}{{ name.getClass() }}]</p>"
                + "<p><img alt=\"x\" src=\"http://127.0.0.1:1/x.png\"/></p></body></html>";
        String words = null;
        try {
            words = words(maker.pdf(definition(Map.of("evil", page)), "evil", Map.of("name", "Anna"), "lv", "C", "https://x.example/v"));
        } catch (IllegalStateException refused) {
            assertFalse(String.valueOf(refused.getMessage()).contains("hush"));
        }
        assertTrue(words == null || !words.contains("java.lang"), words);
        assertThrows(IllegalStateException.class, () -> maker.text(definition(Map.of("inc.txt", "{% include '/etc/passwd' %}")), "inc", Map.of(), "lv"));
        assertThrows(IllegalArgumentException.class, () -> maker.text(definition(Map.of()), "none", Map.of(), "lv"));
    }

    @Test
    void a_letter_is_plain_text_with_its_subject_first_and_no_stray_lines() {
        String template = "{{ t('title') }}: {{ case.number }}\nLabdien!\n\n{% for part in parts %}\n– {{ part }}\n{% endfor %}\n\n"
                + "{% if reason is not empty %}\nIemesls: {{ reason }}\n{% endif %}\n\nAr cieņu\n{{ municipality.name }}\n";
        String letter = maker.text(definition(Map.of("received.txt", template)), "received", Map.of("case",
                new Shown("K-2026-1", Optional.of(Instant.EPOCH)), "parts", List.of("plāns", "<foto>")), "lv");
        assertEquals("Atļauja " + LETTERS + ": K-2026-1\nLabdien!\n\n– plāns\n– <foto>\n\nAr cieņu\nParaugpils & „Ēģele” <novads>\n", letter);
    }

    @Test
    void an_endless_template_is_stopped() {
        String template = "{% for a in range(1,3000) %}{% for b in range(1,3000) %}xxxxxxxxxx{% endfor %}{% endfor %}";
        assertThrows(RuntimeException.class, () -> maker.text(definition(Map.of("big.txt", template)), "big", Map.of(), "lv"));
    }

    /** A record as the kernel's are. */
    public record Shown(String number, Optional<Instant> at) {
    }
}
