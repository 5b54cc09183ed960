package lv.pkip.integration.paymentdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CamtTest {

    @Test
    void reads_a_credit_of_version_02() throws Exception {
        BankStatement.Credit c = one(Statements.v2(Statements.credit("B1", "12.50", "RF18539007547034", "Lieta KC-2026-1")));
        assertEquals(new BigDecimal("12.50"), c.amount());
        assertEquals("EUR", c.currency());
        assertEquals("RF18539007547034", c.reference().orElseThrow());
        assertEquals("Lieta KC-2026-1", c.remittance());
        assertEquals("Paraugs Paraudziņš", c.debtor());
        assertEquals("2026-03-01", c.booked());
    }

    @Test
    void reads_a_credit_of_version_08() throws Exception {
        BankStatement.Credit c = one(Statements.v8(Statements.credit8("B1", "12.50", "RF18539007547034", "E2E1")));
        assertEquals(new BigDecimal("12.50"), c.amount());
        assertEquals("RF18539007547034", c.reference().orElseThrow());
        assertEquals("E2E1", c.endToEnd().orElseThrow());
        assertEquals("Paraugs Paraudziņš", c.debtor());
    }

    @Test
    void the_same_money_has_the_same_key_in_both_versions_and_other_money_another() throws Exception {
        String key = one(Statements.v2(Statements.credit("B1", "12.50", "", "KC-2026-1"))).key();
        assertEquals(key, one(Statements.v8(Statements.credit8("B1", "12.50", "X", "E"))).key());
        assertNotEquals(key, one(Statements.v2(Statements.credit("B2", "12.50", "", "KC-2026-1"))).key());
    }

    @Test
    void equal_entries_without_the_banks_reference_are_told_apart_by_their_order() throws Exception {
        String nameless = Statements.credit("", "5.00", "", "ziedojums").replace("<AcctSvcrRef></AcctSvcrRef>", "");
        List<BankStatement.Credit> twice = Camt.read(Statements.stream(Statements.v2(nameless, nameless))).get(0).credits();
        assertNotEquals(twice.get(0).key(), twice.get(1).key());
        assertEquals(twice.get(0).key(), one(Statements.v2(nameless)).key());
    }

    @Test
    void a_batch_is_as_many_credits_as_it_has_payments() throws Exception {
        String batch = """
                <Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt>
                <AcctSvcrRef>BATCH</AcctSvcrRef><NtryDtls>
                <TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>KC-2026-1</Ustrd></RmtInf></TxDtls>
                <TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>KC-2026-2</Ustrd></RmtInf></TxDtls>
                </NtryDtls></Ntry>""";
        List<BankStatement.Credit> credits = Camt.read(Statements.stream(Statements.v2(batch))).get(0).credits();
        assertEquals(List.of(new BigDecimal("10.00"), new BigDecimal("20.00")),
                credits.stream().map(BankStatement.Credit::amount).toList());
        assertNotEquals(credits.get(0).key(), credits.get(1).key());
    }

    @Test
    void payments_of_a_batch_that_all_bear_the_batchs_reference_stay_apart() throws Exception {
        String part = "<TxDtls><Refs><AcctSvcrRef>BATCH</AcctSvcrRef><EndToEndId>%s</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy=\"EUR\">10.00</Amt>"
                + "</TxAmt></AmtDtls><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls>";
        String batch = entry("30.00", "BATCH", part.formatted("E1", "KC-2026-1") + part.formatted("E2", "KC-2026-2") + part.formatted("E2", "KC-2026-2"));
        List<BankStatement.Credit> credits = read(Statements.v2(batch)).credits();
        assertEquals(3, credits.stream().map(BankStatement.Credit::key).distinct().count());
        assertEquals(credits.stream().map(BankStatement.Credit::key).toList(),
                read(Statements.notice(batch)).credits().stream().map(BankStatement.Credit::key).toList(), "and are known again in a notice");
    }

    @Test
    void what_is_booked_counts_and_not_what_was_sent_in_another_currency() throws Exception {
        String foreign = entry("11.87", "B1", "<TxDtls><Amt Ccy=\"USD\">12.50</Amt><AmtDtls><InstdAmt><Amt Ccy=\"USD\">12.50</Amt></InstdAmt>"
                + "<TxAmt><Amt Ccy=\"USD\">12.50</Amt></TxAmt></AmtDtls></TxDtls>");
        assertEquals(new BigDecimal("11.87"), one(Statements.v8(foreign.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"))).amount());
        assertEquals("EUR", one(Statements.v2(foreign)).currency());
        String part = "<TxDtls><Amt Ccy=\"USD\">12.50</Amt>%s</TxDtls>";
        List<BankStatement.Credit> batch = read(Statements.v2(entry("21.87", "B2",
                part.formatted("<AmtDtls><CntrValAmt><Amt Ccy=\"EUR\">11.87</Amt></CntrValAmt></AmtDtls>") + part.formatted("")))).credits();
        assertEquals(List.of("11.87 EUR", "12.50 USD"), batch.stream().map(c -> c.amount() + " " + c.currency()).toList());
    }

    @Test
    void money_that_goes_back_is_told_from_income() throws Exception {
        String reversed = Statements.credit("B1", "1.00", "", "x").replace("CRDT", "DBIT").replace("<Sts>", "<RvslInd>true</RvslInd><Sts>");
        String returned = entry("1.00", "B2", "<TxDtls><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>");
        List<BankStatement.Credit> credits = read(Statements.v2(reversed, returned, returned.replace("CRDT", "DBIT"), Statements.credit("B1", "1.00", "", "x"))).credits();
        assertEquals(List.of(BankStatement.Kind.TAKEN_BACK, BankStatement.Kind.SENT_BACK, BankStatement.Kind.TAKEN_BACK, BankStatement.Kind.INCOME),
                credits.stream().map(BankStatement.Credit::kind).toList());
        assertEquals(4, credits.stream().map(BankStatement.Credit::key).distinct().count(), "also under the reference of what was reversed");
    }

    @Test
    void a_notice_tells_the_same_money_as_a_statement() throws Exception {
        String entry = Statements.credit("B1", "12.50", "RF18539007547034", "");
        assertEquals(one(Statements.v2(entry)), one(Statements.notice(entry)));
    }

    private static String entry(String amount, String reference, String details) {
        return "<Ntry><Amt Ccy=\"EUR\">" + amount + "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt><AcctSvcrRef>"
                + reference + "</AcctSvcrRef><NtryDtls>" + details + "</NtryDtls></Ntry>";
    }

    private static BankStatement read(String text) throws Exception {
        return Camt.read(Statements.stream(text)).get(0);
    }

    @Test
    void outgoing_and_pending_entries_are_no_income() throws Exception {
        String out = Statements.credit("B1", "1.00", "", "x").replace("CRDT", "DBIT");
        String pending = Statements.credit("B2", "1.00", "", "x").replace("BOOK", "PDNG");
        BankStatement statement = read(Statements.v2(out, pending));
        assertEquals(0, statement.credits().size());
        assertEquals(2, statement.others());
    }

    @Test
    void an_external_entity_is_refused_and_its_file_is_never_read(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "SLEPENS");
        String xxe = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                + Statements.v2(Statements.credit("B1", "1.00", "", "&x;")).substring(Statements.v2().indexOf("<Document"));
        assertRefused("not-xml", xxe);
    }

    @Test
    void a_document_type_alone_and_a_bomb_of_entities_are_refused() {
        assertRefused("not-xml", "<?xml version=\"1.0\"?><!DOCTYPE Document><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"/>");
        assertRefused("not-xml", "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>");
    }

    @Test
    void another_message_or_version_and_broken_xml_are_refused() {
        assertRefused("not-camt", Statements.v2().replace("camt.053", "camt.052"));
        assertRefused("not-camt", Statements.v2().replace("001.02", "001.99"));
        assertRefused("not-camt", "<html/>");
        assertRefused("not-xml", "nav XML");
        assertRefused("not-xml", "");
    }

    @Test
    void amounts_that_are_none_and_a_statement_without_account_are_refused() {
        for (String wrong : new String[] {"-1.00", "1,00", "NaN", "1e9", "12345678901234567890"}) {
            assertRefused("no-amount", Statements.v2(Statements.credit("B1", wrong, "", "x")));
        }
        assertRefused("no-account", Statements.v2().replaceAll("<IBAN>.*</IBAN>", ""));
    }

    @Test
    void too_large_a_file_is_refused_before_it_is_parsed() {
        InputStream endless = new InputStream() {
            private long given;

            @Override
            public int read() {
                assertTrue(given++ < Camt.MAX_BYTES + 16_384, "read on and on");
                return ' ';
            }
        };
        assertEquals("too-large", assertThrows(Camt.Unreadable.class, () -> Camt.read(endless)).getMessage());
    }

    @Test
    void too_deep_and_too_long_are_refused() {
        assertRefused("too-deep", Statements.v2("<a>".repeat(60) + "</a>".repeat(60)));
        assertRefused("too-long", Statements.v2(Statements.credit("B1", "1.00", "", "x".repeat(5000))));
    }

    private static BankStatement.Credit one(String text) throws Exception {
        List<BankStatement.Credit> credits = Camt.read(Statements.stream(text)).get(0).credits();
        assertEquals(1, credits.size());
        return credits.get(0);
    }

    private static void assertRefused(String why, String text) {
        assertEquals(why, assertThrows(Camt.Unreadable.class,
                () -> Camt.read(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))).getMessage());
    }
}
