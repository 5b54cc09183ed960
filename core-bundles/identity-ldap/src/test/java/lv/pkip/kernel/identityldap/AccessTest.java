package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sees what, in answers, in filters, in comparisons and in orders. */
class AccessTest {
    @TempDir
    Path folder;
    private Town town;

    @BeforeEach
    void open() {
        town = Town.open(folder);
    }

    @AfterEach
    void close() {
        town.close();
    }

    /** bare: bound and nothing else; printer: directory:read; nextcloud: and directory:contact; hr: directory:*; berta: a person without any. */
    @ParameterizedTest(name = "{0} sees {2} of {1}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
            bare,      anna, sn,               -
            bare,      anna, mail,             -
            bare,      anna, pkipPersonalCode, -
            bare,      bare, uid,              bare
            printer,   anna, sn,               Ozola
            printer,   anna, memberOf,         'cn=it,ou=groups,dc=paraugs,dc=lv'
            printer,   anna, mail,             -
            printer,   anna, telephoneNumber,  -
            printer,   anna, pkipPersonalCode, -
            nextcloud, anna, sn,               Ozola
            nextcloud, anna, mail,             anna@paraugs.example
            nextcloud, anna, telephoneNumber,  +371 6000 0001
            nextcloud, anna, pkipPersonalCode, -
            hr,        anna, mail,             anna@paraugs.example
            hr,        anna, pkipPersonalCode, 00012300001
            hr,        berta, pkipPersonalCode, -
            hr,        hr,   pkipPersonalCode, -
            berta,     anna, sn,               -
            berta,     berta, mail,            Berta@paraugs.example
            berta,     berta, sn,              Bērziņa
            berta,     berta, numSubordinates, 0
            anna,      berta, mail,            Berta@paraugs.example
            karlis,    berta, mail,            -
            karlis,    karlis, mail,           karlis@paraugs.example
            anna,      anna, pkipPersonalCode, -
            """)
    void theMatrix(String who, String whom, String attribute, String value) throws LDAPException {
        try (LDAPConnection connection = town.bound(who)) {
            SearchResultEntry entry = connection.getEntry(Town.dn(whom), attribute);
            assertEquals(value, entry == null ? null : entry.getAttributeValue(attribute));
            String shown = value == null ? "x" : value;
            ResultCode compared;
            try {
                compared = connection.compare(Town.dn(whom), attribute, shown).getResultCode();
            } catch (LDAPException refused) {
                compared = refused.getResultCode();
            }
            assertEquals(value != null ? ResultCode.COMPARE_TRUE : entry == null ? ResultCode.NO_SUCH_OBJECT : ResultCode.NO_SUCH_ATTRIBUTE, compared);
        }
    }

    @Test
    void whatOneMayNotSeeIsNotThere() throws LDAPException {
        try (LDAPConnection bare = town.bound("bare")) {
            assertEquals(List.of("bare", "groups", "paraugs", "people", "services", "units"), Town.found(bare, "(objectClass=*)"));
            assertNull(bare.getEntry(Town.dn("anna")));
            LDAPSearchException hidden = assertThrows(LDAPSearchException.class, () -> Town.found(bare, Town.dn("anna"), SearchScope.BASE, "(objectClass=*)"));
            LDAPSearchException absent = assertThrows(LDAPSearchException.class, () -> Town.found(bare, "uid=absent," + Town.PEOPLE, SearchScope.BASE, "(objectClass=*)"));
            assertEquals(absent.getResultCode() + absent.getMatchedDN() + absent.getDiagnosticMessage(),
                    hidden.getResultCode() + hidden.getMatchedDN() + hidden.getDiagnosticMessage());
            assertNull(bare.getEntry(Town.PEOPLE, "+").getAttributeValue("numSubordinates"));
        }
    }

    @ParameterizedTest(name = "printer asks {0}")
    @CsvSource(delimiterString = " ; ", nullValues = "-", textBlock = """
            (mail=anna@paraugs.example) ; -
            (mail=*) ; -
            (mail=anna*) ; -
            (mail=*example) ; -
            (mail>=a) ; -
            (mail<=z) ; -
            (mail~=anna@paraugs.example) ; -
            (mail:=anna@paraugs.example) ; -
            (:caseIgnoreIA5Match:=anna@paraugs.example) ; -
            (telephoneNumber=*) ; -
            (&(objectClass=person)(!(mail=*))) ; -
            (&(objectClass=person)(!(mail=anna@paraugs.example))) ; -
            (&(uid=anna)(|(mail=anna*)(sn=x))) ; -
            (&(uid=anna)(|(mail=x)(sn=Ozola))) ; anna
            (pkipPersonalCode=*) ; -
            """)
    void filtersTellNothingThatAnswersWouldNot(String filter, String found) throws LDAPException {
        try (LDAPConnection printer = town.bound("printer")) {
            assertEquals(found == null ? "" : found, String.join(" ", Town.found(printer, filter)));
        }
    }

    @Test
    void aPersonFindsOneselfByWhatOneMaySeeOfOneself() throws LDAPException {
        try (LDAPConnection karlis = town.bound("karlis"); LDAPConnection berta = town.bound("berta")) {
            assertEquals(List.of("karlis"), Town.found(karlis, "(mail=*)"));
            assertEquals(List.of("karlis"), Town.found(karlis, "(mail=karlis*)"));
            assertEquals(List.of(), Town.found(karlis, "(mail=anna*)"));
            assertEquals(List.of("berta"), Town.found(berta, "(uid=*)"));
        }
    }

    @Test
    void personalCodesAreNoFilterForAnybody() throws LDAPException {
        try (LDAPConnection hr = town.bound("hr")) {
            for (String filter : List.of("(pkipPersonalCode=" + Town.CODE + ")", "(pkipPersonalCode=*)", "(!(pkipPersonalCode=*))", "(pkipPersonalCode=000*)",
                    "(pkipPersonalCode:caseIgnoreMatch:=" + Town.CODE + ")", "(:caseIgnoreMatch:=" + Town.CODE + ")")) {
                assertEquals(List.of(), Town.found(hr, filter), filter);
            }
        }
    }

    @Test
    void personalCodesComeOnlyByNameAndEachReadingIsARecord() throws LDAPException {
        try (LDAPConnection hr = town.bound("hr")) {
            assertNull(hr.getEntry(Town.dn("anna"), "*", "+").getAttributeValue("pkipPersonalCode"));
            assertEquals(List.of("ldap.bind"), town.audit.actions());
            assertEquals(Town.CODE, hr.getEntry(Town.dn("anna"), "*", "pkippersonalcode").getAttributeValue("pkipPersonalCode"));
            Town.found(hr, "(uid=anna)");
            assertEquals(List.of("ldap.bind", "ldap.personal-code"), town.audit.actions());
            assertEquals("hr " + Map.of("account", town.registry.directory().account("anna").orElseThrow().id().toString()),
                    town.audit.newest(0, 1).get(0).actor() + " " + town.audit.events().get(1).details());
        }
        try (LDAPConnection nextcloud = town.bound("nextcloud")) {
            assertNull(nextcloud.getEntry(Town.dn("anna"), "pkipPersonalCode").getAttributeValue("pkipPersonalCode"));
            assertEquals(1, town.audit.actions().stream().filter("ldap.personal-code"::equals).count());
        }
    }

    @Test
    void ordersTellNothingThatAnswersWouldNot() throws LDAPException {
        SearchRequest search = new SearchRequest(Town.PEOPLE, SearchScope.ONE, "(objectClass=person)", "uid");
        search.setControls(new ServerSideSortRequestControl(true, new SortKey("telephoneNumber", "caseIgnoreOrderingMatch", true)));
        try (LDAPConnection printer = town.bound("printer"); LDAPConnection nextcloud = town.bound("nextcloud")) {
            assertEquals(List.of("anna", "berta", "karlis"), printer.search(search).getSearchEntries().stream().map(e -> e.getAttributeValue("uid")).toList());
            assertEquals(List.of("karlis", "berta", "anna"), nextcloud.search(search).getSearchEntries().stream().map(e -> e.getAttributeValue("uid")).toList());
        }
    }

    @Test
    void namesAndFiltersCannotBeSmuggledIn() throws LDAPException {
        try (LDAPConnection nextcloud = town.bound("nextcloud")) {
            assertEquals(List.of(), Town.found(nextcloud, com.unboundid.ldap.sdk.Filter.createEqualityFilter("uid", "*").toString()));
            assertEquals(List.of(), Town.found(nextcloud, com.unboundid.ldap.sdk.Filter.createEqualityFilter("uid", "anna)(uid=*").toString()));
        }
        assertEquals(Optional.empty(), Names.login("uid=anna,ou=people,dc=x," + Town.BASE, Town.BASE));
        assertEquals(Optional.of("anna,ou=x"), Names.login("uid=anna\\,ou=x,ou=people," + Town.BASE, Town.BASE));
        assertEquals(Optional.empty(), Names.login("uid=a+uid=b,ou=people," + Town.BASE, Town.BASE));
    }
}
