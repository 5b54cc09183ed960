package lv.pkip.integration.signinlatvija;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.identity.ExternalIdentity;
import lv.pkip.kernel.api.identity.PersonalCode;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/** Reads a WS-Federation answer with one SAML 1.1 assertion, and believes nothing of it before it is checked. */
final class AnswerReader {
    private static final int LARGEST = 100_000;
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Set<String> TRUST = Set.of("http://docs.oasis-open.org/ws-sx/ws-trust/200512", "http://schemas.xmlsoap.org/ws/2005/02/trust");
    private static final String SAML = "urn:oasis:names:tc:SAML:1.0:assertion";
    private static final String BEARER = "urn:oasis:names:tc:SAML:1.0:cm:bearer";
    private static final String CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    private static final String IVIS_CLAIMS = "http://ivis.eps.gov.lv/schema/identity/claims";
    private static final String PERSON = "urn:ivis:100001:name.id-viss";
    /** Of STORK; 1 proves nothing, so nobody is signed in by it. */
    private static final Map<String, Assurance> LEVELS = Map.of("2", Assurance.LOW, "3", Assurance.SUBSTANTIAL, "4", Assurance.HIGH);

    private final Terms terms;
    private final Clock clock;

    AnswerReader(Terms terms, Clock clock) {
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Who it is, and what must not come again.
     *
     * @param id    of the assertion
     * @param until when it ends, skew included
     */
    record Statement(ExternalIdentity identity, String id, Instant until) { }

    Statement read(String answer, String state) throws Wrong {
        if (answer.isBlank()) {
            throw new Wrong(Wrong.Check.NOTHING_CAME);
        }
        if (answer.length() > LARGEST) {
            throw new Wrong(Wrong.Check.TOO_LARGE);
        }
        Element assertion = assertion(Xml.parse(answer.getBytes(StandardCharsets.UTF_8)), state);
        Signed.check(assertion, terms.keys());
        return stated(assertion);
    }

    /** The one assertion at the one place where it may stand. */
    private Element assertion(Document document, String state) throws Wrong {
        Element response = response(document);
        String context = response.getAttribute("Context");
        if (!context.isEmpty() && !context.equals(state)) {
            throw new Wrong(Wrong.Check.CONTEXT);
        }
        Element token = Xml.only(response, response.getNamespaceURI(), "RequestedSecurityToken", Wrong.Check.SHAPE);
        int plain = document.getElementsByTagNameNS("*", "Assertion").getLength();
        int sealed = document.getElementsByTagNameNS("*", "EncryptedData").getLength();
        if (plain + sealed != 1 || Xml.children(token).size() != 1) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        if (sealed == 1) {
            return opened(Xml.only(token, Decryption.XENC, "EncryptedData", Wrong.Check.SHAPE));
        }
        if (terms.encrypted()) {
            throw new Wrong(Wrong.Check.NOT_ENCRYPTED);
        }
        return Xml.only(token, SAML, "Assertion", Wrong.Check.SHAPE);
    }

    private static Element response(Document document) throws Wrong {
        Element root = document.getDocumentElement();
        if (root.getNamespaceURI() == null || !TRUST.contains(root.getNamespaceURI())) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        if (root.getLocalName().equals("RequestSecurityTokenResponse")) {
            return root;
        }
        if (!root.getLocalName().equals("RequestSecurityTokenResponseCollection") || Xml.children(root).size() != 1) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        return Xml.only(root, root.getNamespaceURI(), "RequestSecurityTokenResponse", Wrong.Check.SHAPE);
    }

    private Element opened(Element sealed) throws Wrong {
        if (terms.ours().isEmpty()) {
            throw new Wrong(Wrong.Check.DECRYPTION);
        }
        Element assertion = Xml.parse(Decryption.open(sealed, terms.ours().get())).getDocumentElement();
        if (!Xml.is(assertion, SAML, "Assertion") || assertion.getOwnerDocument().getElementsByTagNameNS("*", "Assertion").getLength() != 1) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        return assertion;
    }

    private Statement stated(Element assertion) throws Wrong {
        if (!assertion.getAttribute("MajorVersion").equals("1") || !assertion.getAttribute("MinorVersion").equals("1")) {
            throw new Wrong(Wrong.Check.SHAPE);
        }
        if (!assertion.getAttribute("Issuer").equals(terms.issuer())) {
            throw new Wrong(Wrong.Check.ISSUER);
        }
        Instant end = conditions(Xml.only(assertion, SAML, "Conditions", Wrong.Check.CONDITION), assertion);
        Element statement = Xml.only(assertion, SAML, "AttributeStatement", Wrong.Check.ATTRIBUTES);
        Element authentication = Xml.only(assertion, SAML, "AuthenticationStatement", Wrong.Check.SHAPE);
        Codes codes = codes(statement);
        subject(statement, codes.current());
        ExternalIdentity identity = new ExternalIdentity(LatvijaProvider.ID, codes.current(), codes.historic(), one(statement, "givenname"),
                one(statement, "surname"), level(statement), authentication.getAttribute("AuthenticationMethod"));
        return new Statement(identity, assertion.getAttribute("AssertionID"), end.plus(terms.skew()));
    }

    /** Audience and time; a condition that is not known is one that is not fulfilled. */
    private Instant conditions(Element conditions, Element assertion) throws Wrong {
        List<Element> audiences = Xml.children(conditions, SAML, "AudienceRestrictionCondition");
        boolean ours = !audiences.isEmpty() && audiences.stream().allMatch(a -> Xml.children(a, SAML, "Audience").stream()
                .anyMatch(audience -> Xml.text(audience).equals(terms.audience())));
        if (!ours) {
            throw new Wrong(Wrong.Check.AUDIENCE);
        }
        if (Xml.children(conditions).stream().anyMatch(c -> !Xml.is(c, SAML, "AudienceRestrictionCondition") && !Xml.is(c, SAML, "DoNotCacheCondition"))) {
            throw new Wrong(Wrong.Check.CONDITION);
        }
        Instant now = clock.instant();
        Instant end = moment(conditions.getAttribute("NotOnOrAfter"));
        if (now.plus(terms.skew()).isBefore(moment(conditions.getAttribute("NotBefore")))
                || now.plus(terms.skew()).isBefore(moment(assertion.getAttribute("IssueInstant")))) {
            throw new Wrong(Wrong.Check.NOT_YET);
        }
        if (!now.minus(terms.skew()).isBefore(end)) {
            throw new Wrong(Wrong.Check.EXPIRED);
        }
        if (end.isAfter(now.plus(LONGEST))) {
            throw new Wrong(Wrong.Check.LIFETIME); // it would have to be remembered for as long
        }
        return end;
    }

    private static Instant moment(String text) throws Wrong {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Wrong(Wrong.Check.CONDITION);
        }
    }

    /** A private person who acts in their own name; officials and representatives of latvija.lv are somebody else here. */
    private static void subject(Element statement, String current) throws Wrong {
        Element subject = Xml.only(statement, SAML, "Subject", Wrong.Check.SUBJECT);
        Element name = Xml.only(subject, SAML, "NameIdentifier", Wrong.Check.SUBJECT);
        Element confirmation = Xml.only(subject, SAML, "SubjectConfirmation", Wrong.Check.SUBJECT);
        boolean bearer = Xml.children(confirmation, SAML, "ConfirmationMethod").stream().anyMatch(m -> Xml.text(m).equals(BEARER));
        boolean person = name.getAttribute("Format").equals(PERSON) && Xml.text(name).startsWith("PK:")
                && PersonalCode.read(Xml.text(name).substring(3)).filter(current::equals).isPresent();
        if (!bearer || !person) {
            throw new Wrong(Wrong.Check.SUBJECT);
        }
    }

    private record Codes(String current, Set<String> historic) { }

    /** Today's code is the one whose origin is told; codes without an origin are former ones. */
    private static Codes codes(Element statement) throws Wrong {
        Set<String> current = new LinkedHashSet<>();
        Set<String> historic = new LinkedHashSet<>();
        for (Element attribute : named(statement, "privatepersonalidentifier")) {
            for (Element value : Xml.children(attribute, SAML, "AttributeValue")) {
                String code = PersonalCode.read(Xml.text(value)).orElseThrow(() -> new Wrong(Wrong.Check.ATTRIBUTES));
                (hasOrigin(attribute) ? current : historic).add(code);
            }
        }
        if (current.size() != 1 || historic.size() > 10) {
            throw new Wrong(Wrong.Check.ATTRIBUTES);
        }
        return new Codes(current.iterator().next(), historic);
    }

    private static boolean hasOrigin(Element attribute) {
        NamedNodeMap attributes = attribute.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr one = (Attr) attributes.item(i);
            if ("OriginalIssuer".equals(one.getLocalName()) && !one.getValue().isBlank()) {
                return true;
            }
        }
        return false;
    }

    private static List<Element> named(Element statement, String name) {
        return Xml.children(statement, SAML, "Attribute").stream().filter(a -> a.getAttribute("AttributeName").equals(name)
                && Set.of(CLAIMS, IVIS_CLAIMS).contains(a.getAttribute("AttributeNamespace"))).toList();
    }

    private static String one(Element statement, String name) throws Wrong {
        return maybe(statement, name).filter(text -> !text.isEmpty() && text.length() <= 200).orElseThrow(() -> new Wrong(Wrong.Check.ATTRIBUTES));
    }

    private static Optional<String> maybe(Element statement, String name) throws Wrong {
        List<String> values = new ArrayList<>();
        named(statement, name).forEach(a -> Xml.children(a, SAML, "AttributeValue").forEach(v -> values.add(Xml.text(v))));
        if (values.size() > 1) {
            throw new Wrong(Wrong.Check.ATTRIBUTES);
        }
        return values.stream().findFirst();
    }

    /** Not told, it is the lowest; a service that needs more then asks for a surer sign-in. */
    private static Assurance level(Element statement) throws Wrong {
        Optional<String> told = maybe(statement, "citizenQAALevel");
        Assurance level = told.map(LEVELS::get).orElse(told.isPresent() ? null : Assurance.LOW);
        if (level == null) {
            throw new Wrong(Wrong.Check.LEVEL);
        }
        return level;
    }
}
