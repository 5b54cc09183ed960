package lv.pkip.integration.paymentdesk;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads what banks tell in ISO 20022: statements (camt.053) and notices of single entries (camt.054), versions 001.02 and
 * 001.08. A document type declaration, an external entity, another message or too large a file is refused.
 */
final class Camt {
    static final long MAX_BYTES = 10L * 1024 * 1024;
    private static final int MAX_ENTRIES = 50_000;
    private static final int MAX_DEPTH = 40;
    private static final int MAX_TEXT = 4_000;
    private static final Pattern NAMESPACE = Pattern.compile("urn:iso:std:iso:20022:tech:xsd:camt\\.05[34]\\.001\\.0[28]");

    private Camt() {
    }

    /** The file is not a statement this desk reads; the message has no content of the file. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }

    static List<BankStatement> read(InputStream file) throws Unreadable, IOException {
        byte[] bytes = file.readNBytes((int) MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new Unreadable("too-large");
        }
        Reader reader = new Reader();
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            XMLReader xml = factory.newSAXParser().getXMLReader();
            xml.setContentHandler(reader);
            xml.setErrorHandler(reader);
            xml.setEntityResolver(reader);
            xml.parse(new InputSource(new java.io.ByteArrayInputStream(bytes)));
        } catch (Refused e) {
            throw new Unreadable(e.getMessage());
        } catch (SAXException e) {
            throw new Unreadable("not-xml");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the XML parser cannot be made safe", e);
        }
        return reader.statements;
    }

    /** Ends the parsing with a reason. */
    private static final class Refused extends SAXException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    /** Values of an element group by path below it; the first of each path wins, except for remittance text. */
    private static final class Group {
        private final int depth;
        private final Map<String, String> values = new HashMap<>();
        private final List<Group> parts = new ArrayList<>();

        Group(int depth) {
            this.depth = depth;
        }

        Optional<String> first(String... paths) {
            for (String path : paths) {
                String value = values.get(path);
                if (value != null && !value.isBlank()) {
                    return Optional.of(value.strip());
                }
            }
            return Optional.empty();
        }
    }

    private static final class Reader extends DefaultHandler {
        private final List<BankStatement> statements = new ArrayList<>();
        private final Deque<String> path = new ArrayDeque<>();
        private final StringBuilder text = new StringBuilder();
        private Group statement;
        private Group entry;
        private Group detail;
        private List<Group> entries;
        private int count;

        @Override
        public InputSource resolveEntity(String publicId, String systemId) throws SAXException {
            throw new Refused("not-allowed");
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
            if (path.isEmpty() && !(name.equals("Document") && NAMESPACE.matcher(uri).matches())) {
                throw new Refused("not-camt");
            }
            if (path.size() >= MAX_DEPTH) {
                throw new Refused("too-deep");
            }
            path.addLast(name);
            text.setLength(0);
            switch (name) {
                case "Stmt", "Ntfctn" -> {
                    statement = new Group(path.size());
                    entries = new ArrayList<>();
                }
                case "Ntry" -> entry = new Group(path.size());
                case "TxDtls" -> detail = new Group(path.size());
                default -> { }
            }
            String currency = attributes.getValue("Ccy");
            if (currency != null) {
                keep("@Ccy", currency);
            }
        }

        @Override
        public void characters(char[] chars, int start, int length) throws SAXException {
            if (text.length() + length > MAX_TEXT) {
                throw new Refused("too-long");
            }
            text.append(chars, start, length);
        }

        @Override
        public void endElement(String uri, String name, String qualified) throws SAXException {
            if (!text.toString().isBlank()) {
                keep("", text.toString());
            }
            text.setLength(0);
            path.removeLast();
            switch (name) {
                case "TxDtls" -> {
                    entry.parts.add(detail);
                    detail = null;
                }
                case "Ntry" -> {
                    if (++count > MAX_ENTRIES) {
                        throw new Refused("too-many");
                    }
                    entries.add(entry);
                    entry = null;
                }
                case "Stmt", "Ntfctn" -> {
                    statements.add(finished());
                    statement = null;
                }
                default -> { }
            }
        }

        /** Keeps a value with the innermost group it belongs to, under its path below that group. */
        private void keep(String suffix, String value) {
            Group group = detail != null ? detail : entry != null ? entry : statement;
            if (group == null || path.size() < group.depth) {
                return;
            }
            String below = String.join("/", path.stream().skip(group.depth).toList()) + suffix;
            group.values.merge(below, value, (one, other) -> below.endsWith("RmtInf/Ustrd") ? one + " " + other : one);
        }

        private BankStatement finished() throws Refused {
            String iban = statement.first("Acct/Id/IBAN").orElseThrow(() -> new Refused("no-account"));
            List<BankStatement.Credit> credits = new ArrayList<>();
            Map<String, Integer> same = new HashMap<>();
            int others = 0;
            for (Group one : entries) {
                if (one.first("Sts", "Sts/Cd").orElse("").equals("BOOK")) {
                    others += credits(iban, one, same, credits);
                } else {
                    others++;
                }
            }
            return new BankStatement(cut(statement.first("Id").orElse("-"), 40), iban, credits, others);
        }

        /** An entry with one or no detail is one amount; with several it is a batch with an amount for each. Gives how many are nothing to us. */
        private static int credits(String iban, Group entry, Map<String, Integer> same, List<BankStatement.Credit> credits) throws Refused {
            int others = 0;
            List<Group> parts = entry.parts.isEmpty() ? List.of(new Group(0)) : entry.parts;
            // Some banks write the batch's own reference beside each of its payments: that tells none of them from another.
            Map<String, Long> references = parts.stream().map(Reader::reference).flatMap(Optional::stream)
                    .collect(Collectors.groupingBy(r -> r, Collectors.counting()));
            Predicate<String> telling = r -> parts.size() == 1 || references.get(r) == 1 && !r.equals(entry.first("AcctSvcrRef").orElse(""));
            for (Group part : parts) {
                Optional<BankStatement.Kind> kind = kind(entry, part);
                if (kind.isPresent()) {
                    credits.add(credit(iban, entry, part, kind.get(), telling, same));
                } else {
                    others++;
                }
            }
            return others;
        }

        private static Optional<String> reference(Group part) {
            return part.first("Refs/AcctSvcrRef", "Refs/TxId");
        }

        /** A reversed credit is written as a debit with the mark, a reversed debit as a credit with it; a return says why it is one. */
        private static Optional<BankStatement.Kind> kind(Group entry, Group part) {
            boolean back = Set.of("true", "1").contains(entry.first("RvslInd").orElse(""))
                    || part.values.keySet().stream().anyMatch(path -> path.startsWith("RtrInf/"));
            return switch (part.first("CdtDbtInd").or(() -> entry.first("CdtDbtInd")).orElse("")) {
                case "CRDT" -> Optional.of(back ? BankStatement.Kind.SENT_BACK : BankStatement.Kind.INCOME);
                case "DBIT" -> back ? Optional.of(BankStatement.Kind.TAKEN_BACK) : Optional.empty();
                default -> Optional.empty();
            };
        }

        private static BankStatement.Credit credit(String iban, Group entry, Group part, BankStatement.Kind kind,
                Predicate<String> telling, Map<String, Integer> same) throws Refused {
            boolean batch = entry.parts.size() > 1;
            Money money = batch ? money(entry, part) : money(entry);
            String booked = cut(entry.first("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt").orElse(""), 10);
            String debtor = part.first("RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm").orElse("");
            String remittance = part.first("RmtInf/Ustrd").orElse("");
            Optional<String> own = reference(part).filter(telling).or(() -> batch ? Optional.empty() : entry.first("AcctSvcrRef"));
            String described = own.map(r -> "ref|" + r).orElseGet(() -> "is|" + String.join("|",
                    entry.first("AcctSvcrRef").orElse(""), booked, money.amount(), money.currency(), debtor, remittance,
                    part.first("RltdPties/DbtrAcct/Id/IBAN").orElse(""), part.first("Refs/EndToEndId").orElse("")))
                    + (kind == BankStatement.Kind.INCOME ? "" : "|" + kind);
            int nth = own.isPresent() ? 1 : same.merge(described, 1, Integer::sum);
            return new BankStatement.Credit(sha256(iban + "|" + described + "|" + nth), kind, booked, new BigDecimal(money.amount()),
                    money.currency(), part.first("RmtInf/Strd/CdtrRefInf/Ref"), cut(remittance, 1000),
                    part.first("Refs/EndToEndId"), cut(debtor, 200));
        }

        private record Money(String amount, String currency) { }

        /** What was booked, in the currency of the account: what the payer's bank was told to send may be another amount. */
        private static Money money(Group entry) throws Refused {
            return checked(entry.first("Amt"), entry.first("Amt@Ccy"));
        }

        /** A payment of a batch; of one in a foreign currency the counter value, if the bank tells it. */
        private static Money money(Group entry, Group part) throws Refused {
            Optional<String> account = entry.first("Amt@Ccy");
            for (String path : List.of("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt")) {
                if (part.first(path).isPresent() && part.first(path + "@Ccy").equals(account)) {
                    return checked(part.first(path), account);
                }
            }
            return checked(part.first("Amt", "AmtDtls/TxAmt/Amt"), part.first("Amt@Ccy", "AmtDtls/TxAmt/Amt@Ccy"));
        }

        private static Money checked(Optional<String> amount, Optional<String> currency) throws Refused {
            if (!amount.orElse("").matches("[0-9]{1,13}(\\.[0-9]{1,5})?") || !currency.orElse("").matches("[A-Z]{3}")) {
                throw new Refused("no-amount");
            }
            return new Money(amount.get(), currency.get());
        }

        private static String cut(String value, int length) {
            return value.length() > length ? value.substring(0, length) : value;
        }

        private static String sha256(String value) {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(value.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
