package lv.pkip.integration.paymentdesk;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import lv.pkip.kernel.testkit.MadeUpTown;

/** Bank statements made up for tests, in both versions the desk reads. */
final class Statements {
    private Statements() {
    }

    static String v2(String... entries) {
        return document("02", entries);
    }

    static String v8(String... entries) {
        return document("08", entries);
    }

    /** A notice of single entries, as banks send it within the day. */
    static String notice(String... entries) {
        return v2(entries).replace("camt.053", "camt.054").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
                .replace("<Stmt>", "<Ntfctn>").replace("</Stmt>", "</Ntfctn>").replaceAll("(?s)<Bal>.*?</Bal>", "");
    }

    private static String document(String version, String... entries) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%s"><BkToCstmrStmt>
                <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T06:00:00</CreDtTm></GrpHdr>
                <Stmt><Id>IZR-2026-03-01</Id><CreDtTm>2026-03-02T06:00:00</CreDtTm>
                <Acct><Id><IBAN>%s</IBAN></Id><Ccy>EUR</Ccy></Acct>
                <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
                %s</Stmt></BkToCstmrStmt></Document>
                """.formatted(version, MadeUpTown.IBAN, String.join("", entries));
    }

    /** A credit of version 02. */
    static String credit(String bankReference, String amount, String structured, String text) {
        return """
                <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt>
                <AcctSvcrRef>%s</AcctSvcrRef><NtryDtls><TxDtls>
                <RltdPties><Dbtr><Nm>Paraugs Paraudziņš</Nm></Dbtr></RltdPties><RmtInf>%s%s</RmtInf></TxDtls></NtryDtls></Ntry>
                """.formatted(amount, bankReference, text.isEmpty() ? "" : "<Ustrd>" + text + "</Ustrd>",
                structured.isEmpty() ? "" : "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>"
                        + structured + "</Ref></CdtrRefInf></Strd>");
    }

    /** A credit of version 08, where status and debtor are one level deeper. */
    static String credit8(String bankReference, String amount, String structured, String endToEnd) {
        return """
                <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt>
                <NtryDtls><TxDtls><Refs><AcctSvcrRef>%s</AcctSvcrRef><EndToEndId>%s</EndToEndId></Refs><Amt Ccy="EUR">%s</Amt>
                <RltdPties><Dbtr><Pty><Nm>Paraugs Paraudziņš</Nm></Pty></Dbtr></RltdPties>
                <RmtInf><Strd><CdtrRefInf><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
                """.formatted(amount, bankReference, endToEnd, amount, structured);
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
