package lv.pkip.integration.signinlatvija;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

/**
 * Holds that an assertion is signed as a whole, by a key that was agreed on, with strong algorithms. The element that is
 * checked is the element that is read afterwards: its signature is its own child, refers to its own id, and the id stands
 * nowhere else in the document, so there is nothing to wrap.
 */
final class Signed {
    static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private static final String ENVELOPED = DSIG + "enveloped-signature";
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    private static final Set<String> SIGNATURES = Set.of(MORE + "rsa-sha256", MORE + "rsa-sha384", MORE + "rsa-sha512",
            MORE + "ecdsa-sha256", MORE + "ecdsa-sha384", MORE + "ecdsa-sha512");
    private static final Set<String> DIGESTS = Set.of("http://www.w3.org/2001/04/xmlenc#sha256", MORE + "sha384", "http://www.w3.org/2001/04/xmlenc#sha512");
    private static final Set<String> IDS = Set.of("assertionid", "id", "responseid", "requestid");

    private Signed() { }

    static void check(Element assertion, List<PublicKey> trusted) throws Wrong {
        Document document = assertion.getOwnerDocument();
        String id = assertion.getAttribute("AssertionID");
        Element signature = own(assertion, document);
        if (id.isEmpty() || !isUnique(document, id)) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        algorithms(signature, id);
        if (trusted.stream().noneMatch(key -> isStrong(key) && isBy(key, assertion, signature))) {
            throw new Wrong(Wrong.Check.SIGNATURE);
        }
    }

    private static Element own(Element assertion, Document document) throws Wrong {
        if (document.getElementsByTagNameNS(DSIG, "Signature").getLength() == 0) {
            throw new Wrong(Wrong.Check.UNSIGNED);
        }
        if (document.getElementsByTagNameNS("*", "Signature").getLength() != 1) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        return Xml.only(assertion, DSIG, "Signature", Wrong.Check.UNSIGNED);
    }

    private static boolean isUnique(Document document, String id) {
        NodeList all = document.getElementsByTagNameNS("*", "*");
        int found = 0;
        for (int i = 0; i < all.getLength(); i++) {
            NamedNodeMap attributes = all.item(i).getAttributes();
            for (int j = 0; j < attributes.getLength(); j++) {
                String name = attributes.item(j).getLocalName();
                found += name != null && IDS.contains(name.toLowerCase(java.util.Locale.ROOT)) && attributes.item(j).getNodeValue().equals(id) ? 1 : 0;
            }
        }
        return found == 1;
    }

    private static void algorithms(Element signature, String id) throws Wrong {
        Element info = Xml.only(signature, DSIG, "SignedInfo", Wrong.Check.ALGORITHM);
        Element reference = Xml.only(info, DSIG, "Reference", Wrong.Check.ALGORITHM);
        if (!Xml.children(signature, DSIG, "Object").isEmpty() || Xml.children(info).size() != 3
                || !reference.getAttribute("URI").equals("#" + id)
                || !algorithm(info, "CanonicalizationMethod").equals(EXCLUSIVE)
                || !SIGNATURES.contains(algorithm(info, "SignatureMethod"))
                || !DIGESTS.contains(algorithm(reference, "DigestMethod"))
                || !transforms(reference).equals(List.of(ENVELOPED, EXCLUSIVE))) {
            throw new Wrong(Wrong.Check.ALGORITHM);
        }
    }

    private static String algorithm(Element parent, String name) throws Wrong {
        return Xml.only(parent, DSIG, name, Wrong.Check.ALGORITHM).getAttribute("Algorithm");
    }

    private static List<String> transforms(Element reference) throws Wrong {
        return Xml.children(Xml.only(reference, DSIG, "Transforms", Wrong.Check.ALGORITHM)).stream().map(t -> t.getAttribute("Algorithm")).toList();
    }

    private static boolean isStrong(PublicKey key) {
        return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() >= 2048
                : key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() >= 256;
    }

    /** By a key we have; what key the signature itself names is not looked at. */
    private static boolean isBy(PublicKey key, Element assertion, Element signature) {
        try {
            DOMValidateContext context = new DOMValidateContext(key, signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
            context.setIdAttributeNS(assertion, null, "AssertionID");
            return XMLSignatureFactory.getInstance("DOM", "XMLDSig").unmarshalXMLSignature(context).validate(context);
        } catch (MarshalException | XMLSignatureException e) {
            return false;
        } catch (java.security.NoSuchProviderException e) {
            throw new IllegalStateException("this Java checks no XML signatures", e);
        }
    }
}
