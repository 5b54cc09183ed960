package lv.pkip.kernel.status.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The media types that the platform takes, each told by the bytes and not by what the sender says. */
public final class MediaType {
    public static final String PDF = "application/pdf";
    public static final String JPEG = "image/jpeg";
    public static final String PNG = "image/png";
    public static final String TEXT = "text/plain";
    public static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public static final String ODT = "application/vnd.oasis.opendocument.text";
    public static final String ASICE = "application/vnd.etsi.asic-e+zip";

    /** What is taken when a field does not say. */
    public static final List<String> ACCEPTED = List.of(PDF, JPEG, PNG, DOCX, ODT, ASICE, TEXT);

    /** What browsers say when they do not know: the bytes decide. */
    private static final Set<String> SAYS_NOTHING = Set.of("", "application/octet-stream", "application/zip",
            "application/x-zip-compressed", "application/vnd.etsi.asic-e", "application/vnd.latvia.edoc");
    private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEAD = 1024;
    private static final int MIMETYPE_LIMIT = 100;

    private MediaType() {
    }

    /** A claimed type without parameters, in lower case; empty when it claims nothing. */
    public static Optional<String> claimed(String type) {
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return SAYS_NOTHING.contains(bare) ? Optional.empty() : Optional.of(bare.equals("image/jpg") ? JPEG : bare);
    }

    /**
     * Tells the type of a file.
     *
     * @param text whether all bytes can be text
     */
    static Optional<String> of(Path file, boolean text) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        if (head.length == 0) {
            return Optional.empty();
        }
        if (new String(head, StandardCharsets.ISO_8859_1).contains("%PDF-")) {
            return Optional.of(PDF);
        }
        if (startsWith(head, PNG_MAGIC)) {
            return Optional.of(PNG);
        }
        if (startsWith(head, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff})) {
            return Optional.of(JPEG);
        }
        if (startsWith(head, new byte[] {'P', 'K', 3, 4})) {
            return container(file);
        }
        return text ? Optional.of(TEXT) : Optional.empty();
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        return head.length >= magic.length
                && java.util.Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    /** Reads the directory of a ZIP file only; nothing is unpacked but the few bytes that name the type. */
    private static Optional<String> container(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry named = zip.getEntry("mimetype");
            if (named != null) {
                try (InputStream in = zip.getInputStream(named)) {
                    String type = new String(in.readNBytes(MIMETYPE_LIMIT), StandardCharsets.US_ASCII).strip();
                    return type.equals(ODT) || type.equals(ASICE) ? Optional.of(type) : Optional.empty();
                }
            }
            boolean word = zip.getEntry("[Content_Types].xml") != null && zip.getEntry("word/document.xml") != null;
            boolean macros = zip.getEntry("word/vbaProject.bin") != null;
            return word && !macros ? Optional.of(DOCX) : Optional.empty();
        } catch (ZipException | IllegalArgumentException e) {
            return Optional.empty(); // begins like a ZIP file and is none
        }
    }
}
