package lv.pkip.kernel.status.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @TempDir
    Path directory;
    private DirectoryBlobs blobs;

    @BeforeEach
    void open() throws IOException {
        blobs = new DirectoryBlobs(directory);
    }

    private Optional<String> told(byte[] content) throws IOException {
        try (BlobStore.Incoming incoming = blobs.receive(new ByteArrayInputStream(content), 1_000_000)) {
            return incoming.type();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A ZIP file of name, content, name, content … */
    private static byte[] zip(String... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(bytes(entries[i + 1]));
            }
        }
        return out.toByteArray();
    }

    @Test
    void tellsPicturesPapersAndTexts() throws IOException {
        assertEquals(Optional.of(MediaType.PDF), told(bytes("%PDF-1.4\n%âãÏÓ")));
        assertEquals(Optional.of(MediaType.PDF), told(bytes("\r\n\r\n%PDF-1.4")));
        assertEquals(Optional.of(MediaType.JPEG), told(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0}));
        assertEquals(Optional.of(MediaType.PNG), told(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0}));
        assertEquals(Optional.of(MediaType.TEXT), told(bytes("Ūdens\tpie\r\nozola\f")));
    }

    @Test
    void tellsContainersByWhatIsInThem() throws IOException {
        assertEquals(Optional.of(MediaType.DOCX), told(zip("[Content_Types].xml", "<x/>", "word/document.xml", "<x/>")));
        assertEquals(Optional.of(MediaType.ODT), told(zip("mimetype", MediaType.ODT, "content.xml", "<x/>")));
        assertEquals(Optional.of(MediaType.ASICE), told(zip("mimetype", MediaType.ASICE, "META-INF/signatures.xml", "<x/>")));
    }

    @Test
    void doesNotKnowTheRest() throws IOException {
        assertEquals(Optional.empty(), told(new byte[0]));
        assertEquals(Optional.empty(), told(new byte[] {'M', 'Z', 0, 1}));
        assertEquals(Optional.empty(), told(bytes("text" + "x".repeat(200_000) + "\u0000")), "also far behind the beginning");
        assertEquals(Optional.empty(), told(zip("evil.exe", "x")));
        assertEquals(Optional.empty(), told(zip("mimetype", "application/java-archive")));
        assertEquals(Optional.empty(), told(zip("[Content_Types].xml", "", "word/document.xml", "", "word/vbaProject.bin", "x")),
                "macros");
        byte[] cut = zip("mimetype", MediaType.ODT);
        assertEquals(Optional.empty(), told(Arrays.copyOf(cut, cut.length - 10)));
        assertEquals(Optional.empty(), told(new byte[] {'P', 'K', 3, 4, 0}));
    }

    @ParameterizedTest
    @CsvSource({"image/jpg, image/jpeg", "IMAGE/PNG, image/png", "'text/plain; charset=utf-8', text/plain"})
    void readsAClaim(String given, String type) {
        assertEquals(Optional.of(type), MediaType.claimed(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "application/octet-stream", "application/zip", ";"})
    void someClaimsSayNothing(String given) {
        assertEquals(Optional.empty(), MediaType.claimed(given));
    }

    @ParameterizedTest
    @CsvSource({
        "plan.pdf, plan.pdf", "../../etc/passwd, passwd", "C:\\Users\\Zane\\Plāns.pdf, Plāns.pdf", "a/b\\c.txt, c.txt",
        "' .. ', file", "'', file", "/, file", ".htaccess, htaccess", "a<b>:\"|?*.pdf, ab.pdf",
        "evil\u202efdp.exe, evilfdp.exe", "trailing.pdf..., trailing.pdf"})
    void aNameIsMadeHarmless(String given, String clean) {
        assertEquals(clean, FileName.clean(given));
    }

    @Test
    void lineEndsAndNulsAreDropped() {
        assertEquals("linebreak.pdf", FileName.clean("line\r\nbreak.pdf"));
        assertEquals("nul.pdf", FileName.clean("nul\u0000.pdf"));
    }

    @Test
    void aLongNameKeepsItsExtension() {
        String clean = FileName.clean("ā".repeat(300) + ".pdf");
        assertEquals(200, clean.length());
        assertEquals(".pdf", clean.substring(196));
        assertEquals(199, FileName.clean("x".repeat(195) + "😀".repeat(5) + ".pdf").length(), "no half character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../../../etc/passwd", "abc", "/etc/passwd"})
    void onlyHashesAreOpened(String name) {
        assertThrows(IllegalArgumentException.class, () -> blobs.open(name));
    }
}
