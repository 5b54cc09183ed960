package lv.pkip.integration.signinlatvijasandbox;

import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Writes and signs SAML 1.1 assertions the way latvija.lv does. */
public final class Assertions {
    private static final String CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    private static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private static final String RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

    private Assertions() { }

    /**
     * What an assertion says besides who it is.
     *
     * @param from  when it begins to be good
     * @param lasts for how long it is good
     */
    public record About(String issuer, String audience, Instant from, Duration lasts) { }

    public static String write(Nobody person, About about) {
        StringBuilder xml = new StringBuilder();
        String id = "_" + UUID.randomUUID();
        Instant from = about.from().truncatedTo(ChronoUnit.MILLIS);
        xml.append("<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:1.0:assertion\" MajorVersion=\"1\" MinorVersion=\"1\" AssertionID=\"").append(id)
                .append("\" Issuer=\"").append(escaped(about.issuer())).append("\" IssueInstant=\"").append(from).append("\">")
                .append("<saml:Conditions NotBefore=\"").append(from).append("\" NotOnOrAfter=\"").append(from.plus(about.lasts()))
                .append("\"><saml:AudienceRestrictionCondition><saml:Audience>").append(escaped(about.audience()))
                .append("</saml:Audience></saml:AudienceRestrictionCondition></saml:Conditions><saml:AttributeStatement>").append(subject(person))
                .append(attribute("givenname", CLAIMS, person.givenName(), true)).append(attribute("surname", CLAIMS, person.familyName(), true))
                .append(attribute("privatepersonalidentifier", CLAIMS, person.code(), true));
        person.historic().forEach(code -> xml.append(attribute("privatepersonalidentifier", CLAIMS, code, false)));
        xml.append(attribute("citizenQAALevel", "http://ivis.eps.gov.lv/schema/identity/claims", String.valueOf(person.level()), false))
                .append("</saml:AttributeStatement><saml:AuthenticationStatement AuthenticationMethod=\"").append(person.method())
                .append("\" AuthenticationInstant=\"").append(from).append("\">").append(subject(person)).append("</saml:AuthenticationStatement></saml:Assertion>");
        return xml.toString();
    }

    private static String subject(Nobody person) {
        return "<saml:Subject><saml:NameIdentifier Format=\"urn:ivis:100001:name.id-viss\">PK:" + person.code()
                + "</saml:NameIdentifier><saml:SubjectConfirmation><saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer"
                + "</saml:ConfirmationMethod></saml:SubjectConfirmation></saml:Subject>";
    }

    private static String attribute(String name, String namespace, String value, boolean origin) {
        return "<saml:Attribute AttributeName=\"" + name + "\" AttributeNamespace=\"" + namespace + "\""
                + (origin ? " a:OriginalIssuer=\"http://www.latvija.lv/sts\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2009/09/identity/claims\"" : "")
                + "><saml:AttributeValue>" + escaped(value) + "</saml:AttributeValue></saml:Attribute>";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** Signs with a good algorithm, or with SHA-1, which nobody should take any more. */
    public static String signed(String assertion, KeyPairOf by, boolean strong) {
        Document document = parse(assertion);
        Element root = document.getDocumentElement();
        try {
            XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM", "XMLDSig");
            Reference reference = factory.newReference("#" + root.getAttribute("AssertionID"),
                    factory.newDigestMethod(strong ? DigestMethod.SHA256 : DigestMethod.SHA1, null),
                    List.of(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                            factory.newTransform("http://www.w3.org/2001/10/xml-exc-c14n#", (TransformParameterSpec) null)), null, null);
            SignedInfo info = factory.newSignedInfo(factory.newCanonicalizationMethod("http://www.w3.org/2001/10/xml-exc-c14n#",
                    (C14NMethodParameterSpec) null), factory.newSignatureMethod(strong ? RSA_SHA256 : RSA_SHA1, null), List.of(reference));
            DOMSignContext context = new DOMSignContext(by.key(), root);
            context.setDefaultNamespacePrefix("ds");
            context.setIdAttributeNS(root, null, "AssertionID");
            factory.newXMLSignature(info, null).sign(context);
            return text(document);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The assertion in what a browser carries to the portal. */
    public static String wrapped(String content, String context) {
        return "<trust:RequestSecurityTokenResponseCollection xmlns:trust=\"http://docs.oasis-open.org/ws-sx/ws-trust/200512\">"
                + "<trust:RequestSecurityTokenResponse Context=\"" + escaped(context) + "\"><trust:RequestedSecurityToken>" + content
                + "</trust:RequestedSecurityToken><trust:TokenType>urn:oasis:names:tc:SAML:1.0:assertion</trust:TokenType>"
                + "</trust:RequestSecurityTokenResponse></trust:RequestSecurityTokenResponseCollection>";
    }

    private static Document parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | org.xml.sax.SAXException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Document document) {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(javax.xml.XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer writer = factory.newTransformer();
            writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            writer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
