package lv.pkip.kernel.output;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import lv.pkip.kernel.api.identity.Municipality;

/** Puts the municipality's head, the page layout and the verification block around the body a template made. */
final class Letterhead {

    /** An entity could name a file or an address. */
    private static final Pattern ENTITIES = Pattern.compile("<!ENTITY|<!DOCTYPE(?!\\s+html\\s*>)|<\\?xml-stylesheet", Pattern.CASE_INSENSITIVE);

    private final Map<String, Properties> texts = new HashMap<>();
    private final String css;

    Letterhead() {
        try (var in = Letterhead.class.getResourceAsStream("/letter/letter.css")) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String language : List.of("lv", "en", "ru")) {
                Properties properties = new Properties();
                try (var words = Letterhead.class.getResourceAsStream("/i18n/letter_" + language + ".properties")) {
                    properties.load(new InputStreamReader(words, StandardCharsets.UTF_8));
                }
                texts.put(language, properties);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String around(String html, Municipality municipality, String language, String code, String verifyUrl) {
        Properties words = texts.getOrDefault(language, texts.get("lv"));
        int headEnd = html.indexOf("</head>");
        int bodyTag = html.indexOf("<body");
        int bodyStart = html.indexOf('>', Math.max(0, bodyTag)) + 1;
        int bodyEnd = html.lastIndexOf("</body>");
        if (headEnd < 0 || bodyTag < headEnd || bodyEnd < bodyStart) {
            throw new IllegalStateException("a document's template is a whole page with <head> and <body>");
        }
        if (ENTITIES.matcher(html).find()) {
            throw new IllegalStateException("a document's template declares no entities and no other document type than html");
        }
        return html.substring(0, headEnd)
                + "<meta name=\"author\" content=\"" + escaped(municipality.name(language)) + "\"/>"
                + "<style>" + css + "</style>" + html.substring(headEnd, bodyStart)
                + head(municipality, language, words, code) + html.substring(bodyStart, bodyEnd)
                + check(words, code, verifyUrl) + html.substring(bodyEnd);
    }

    private static String head(Municipality m, String language, Properties words, String code) {
        String contact = String.join(" · ", List.of(words.getProperty("regNo") + " " + m.registrationNumber(), m.address(),
                m.phone(), m.email()).stream().filter(s -> !s.isBlank()).toList());
        return "<div class=\"pkip-foot\">" + escaped(m.name(language)) + (code.isEmpty() ? "" : " · " + escaped(code)) + "</div>"
                + "<div class=\"pkip-head\"><p class=\"name\">" + escaped(m.name(language)) + "</p><p class=\"contact\">"
                + escaped(contact) + "</p></div>"
                + (code.isEmpty() ? "<p class=\"pkip-draft\">" + escaped(words.getProperty("draft")) + "</p>"
                        + "<div class=\"pkip-mark\">" + escaped(words.getProperty("mark")) + "</div>" : "");
    }

    private static String check(Properties words, String code, String verifyUrl) {
        if (code.isEmpty()) {
            return "";
        }
        return "<div class=\"pkip-check\"><img alt=\"" + escaped(words.getProperty("qr")) + "\" src=\"" + qr(verifyUrl) + "\"/><p>"
                + escaped(words.getProperty("check")) + "</p><p>" + escaped(verifyUrl) + "</p><p>" + escaped(words.getProperty("code"))
                + " <span class=\"code\">" + escaped(code) + "</span></p></div>";
    }

    /** A QR code (ISO/IEC 18004) as the address of a PNG picture. */
    static String qr(String content) {
        try {
            BitMatrix bits = new QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, 0, 0,
                    Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M, EncodeHintType.MARGIN, 2));
            int scale = 6;
            BufferedImage image = new BufferedImage(bits.getWidth() * scale, bits.getHeight() * scale, BufferedImage.TYPE_BYTE_BINARY);
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    image.setRGB(x, y, bits.get(x / scale, y / scale) ? 0xff000000 : 0xffffffff);
                }
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(image, "png", png);
            return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
        } catch (WriterException | IOException e) {
            throw new IllegalArgumentException("the address does not fit into a QR code", e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
