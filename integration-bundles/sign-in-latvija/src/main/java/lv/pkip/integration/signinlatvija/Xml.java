package lv.pkip.integration.signinlatvija;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** The JDK's own parser with everything closed that an answer does not need, and a few ways through a tree. */
final class Xml {
    private static final int DEEPEST = 50;

    private Xml() { }

    /** No DTD, so no entities; nothing is fetched; comments are dropped, so that none can split a value. */
    static Document parse(byte[] text) throws Wrong {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance(); // whatever other parsers are installed
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", DEEPEST);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setIgnoringComments(true);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler() {
                @Override
                public void fatalError(SAXParseException e) throws SAXException {
                    throw e;
                }
            });
            return builder.parse(new InputSource(new ByteArrayInputStream(text)));
        } catch (SAXException | IOException e) {
            throw new Wrong(Wrong.Check.XML); // the message would quote what came
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java's XML parser cannot be closed", e);
        }
    }

    static List<Element> children(Node parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<Element> children(Node parent, String namespace, String name) {
        return children(parent).stream().filter(e -> is(e, namespace, name)).toList();
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    /** The only child of that name. */
    static Element only(Node parent, String namespace, String name, Wrong.Check otherwise) throws Wrong {
        List<Element> found = children(parent, namespace, name);
        if (found.size() != 1) {
            throw new Wrong(otherwise);
        }
        return found.get(0);
    }

    static Optional<Element> maybe(Node parent, String namespace, String name) {
        List<Element> found = children(parent, namespace, name);
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    static String text(Element element) {
        return element.getTextContent().strip();
    }
}
