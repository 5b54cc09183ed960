package lv.pkip.kernel.output;

import com.openhtmltopdf.extend.FSSupplier;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lv.pkip.kernel.api.dispatch.Unavailable;

/** Sets a page of HTML as PDF/A-2a with PDF/UA structure; fetches nothing, and few at a time, for each takes memory. */
final class Paper {

    private static final int AT_ONCE = 2;
    private static final String PICTURE = "data:image/png;base64,";

    private final Semaphore free = new Semaphore(AT_ONCE, true);
    private final byte[] regular = font("regular");
    private final byte[] bold = font("bold");
    private final byte[] colours = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    Paper() {
        XRLog.setLoggingEnabled(false); // it would log parts of the document
    }

    private static byte[] font(String face) {
        try (InputStream in = Paper.class.getResourceAsStream("/fonts/" + face + ".ttf")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] set(String html) {
        try {
            if (!free.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new Unavailable("output", true); // asked to come again, as for a bundle that is away for a moment
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(Paper.class.getClassLoader());
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 10);
            PdfRendererBuilder builder = new PdfRendererBuilder();
            builder.useFont(supply(regular), "Inter", 400, FontStyle.NORMAL, true);
            builder.useFont(supply(bold), "Inter", 700, FontStyle.NORMAL, true);
            builder.usePdfAConformance(PdfAConformance.PDFA_2_A);
            builder.usePdfUaAccessibility(true);
            builder.useColorProfile(colours);
            builder.useExternalResourceAccessControl((uri, type) -> uri != null && uri.startsWith(PICTURE),
                    ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
            builder.useExternalResourceAccessControl((uri, type) -> uri != null && uri.startsWith(PICTURE),
                    ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI);
            // the same pictures; the letters are not in the font, see fonts/build.mjs
            builder.withHtmlContent(html.replace('\u02bc', '\u2019').replace('\u02ee', '\u201d'), null);
            builder.toStream(out);
            builder.run();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            free.release();
        }
    }

    private static FSSupplier<InputStream> supply(byte[] font) {
        return () -> new ByteArrayInputStream(font);
    }
}
