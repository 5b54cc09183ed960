package lv.pkip.kernel.workplace.look;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A coat of arms that was checked: a small PNG, or an SVG of shapes alone that neither runs nor loads anything. */
final class Arms {
    static final int LARGEST = 100_000;
    private static final int WIDEST = 1200;
    private static final int MOST_ELEMENTS = 5000;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> SHAPES = Set.of("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
            "polygon", "lineargradient", "radialgradient", "stop", "clippath", "mask", "use", "symbol", "text", "tspan", "metadata");

    private Arms() { }

    /** The type when it may be shown, else nothing. */
    static Optional<String> type(byte[] content) {
        if (content.length == 0 || content.length > LARGEST) {
            return Optional.empty();
        }
        if (isPng(content)) {
            return Optional.of("image/png");
        }
        return isPlainSvg(content) ? Optional.of("image/svg+xml") : Optional.empty();
    }

    private static boolean isPng(byte[] content) {
        if (content.length < 33 || !java.util.Arrays.equals(PNG, 0, PNG.length, content, 0, PNG.length)) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(content, 16, 8);
        int width = header.getInt();
        int height = header.getInt();
        return width > 0 && height > 0 && width <= WIDEST && height <= WIDEST;
    }

    private static boolean isPlainSvg(byte[] content) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory(); // the JDK's own, whose settings are known
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLReporter((message, type, related, location) -> { }); // what is wrong is an answer, not a log line
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            int elements = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE || event == XMLStreamConstants.PROCESSING_INSTRUCTION) {
                    return false;
                }
                if (event == XMLStreamConstants.START_ELEMENT && (elements++ == 0 && !reader.getLocalName().equals("svg")
                        || elements > MOST_ELEMENTS || !isPlain(reader))) {
                    return false;
                }
            }
            return elements > 0;
        } catch (XMLStreamException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPlain(XMLStreamReader reader) {
        if (!SHAPES.contains(reader.getLocalName().toLowerCase(Locale.ROOT))) {
            return false;
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String name = reader.getAttributeLocalName(i).toLowerCase(Locale.ROOT);
            String value = reader.getAttributeValue(i).toLowerCase(Locale.ROOT).replaceAll("\\s", "");
            boolean leadsOut = value.contains("url(") && !value.matches(".*url\\(['\"]?#[^)]*\\).*") || value.contains("javascript:") || value.contains("@import")
                    || value.contains("\\") || name.equals("href") && !value.startsWith("#");
            if (name.startsWith("on") || leadsOut) {
                return false;
            }
        }
        return true;
    }
}
