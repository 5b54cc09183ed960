package lv.pkip.kernel.identityldap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.EntryValidator;
import com.unboundid.ldap.sdk.schema.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
    @TempDir
    Path folder;
    private Town town;
    private LDAPConnection nextcloud;

    @BeforeEach
    void open() throws LDAPException {
        town = Town.open(folder, "pageSize", 3);
        nextcloud = town.bound("nextcloud");
    }

    @AfterEach
    void close() {
        nextcloud.close();
        town.close();
    }

    @ParameterizedTest(name = "{0} finds {1}")
    @CsvSource(delimiterString = " ; ", nullValues = "-", textBlock = """
            (uid=anna) ; anna
            (UID=ANNA) ; anna
            (0.9.2342.19200300.100.1.1=anna) ; anna
            (userid=anna) ; anna
            (cn=anna  ozola) ; anna
            (sn=bērziņa) ; berta
            (sn=BĒRZIŅA) ; berta
            (sn=berzina) ; -
            (sn~=berzina) ; berta
            (sn=Šķ*) ; karlis
            (sn=*ķē*) ; karlis
            (sn=*zol*) ; anna
            (cn=k*rl*is*e) ; karlis
            (cn=*Ozola) ; anna
            (cn=A* *a) ; anna
            (mail=berta@paraugs.example) ; berta
            (telephoneNumber=+37160000001) ; anna
            (telephoneNumber=+371-6000 0002) ; berta
            (telephoneNumber=*0002) ; berta
            (name=Ozola) ; anna
            (objectClass=inetOrgPerson) ; anna berta karlis
            (objectClass=2.16.840.1.113730.3.2.2) ; anna berta karlis
            (objectClass=account) ; bare hr nextcloud printer
            (&(objectClass=posixGroup)(memberUid=anna)) ; it managers
            (memberUid=Anna) ; -
            (&(objectClass=groupOfNames)(member=UID=Anna , OU=people,dc=paraugs,dc=lv)) ; it managers
            (memberOf=cn=it,ou=groups,dc=paraugs,dc=lv) ; anna karlis
            (|(uid=anna)(uid=berta)(uid=nobody)) ; anna berta
            (&(objectClass=person)(!(uid=anna))) ; berta karlis
            (!(uid=*)) ; council environment groups it managers nobody paraugs people roads services units
            (gidNumber>=10001) ; managers nobody
            (gidNumber<=10000) ; it
            (gidNumber=10000) ; it
            (gidNumber=abc) ; -
            (&(objectClass=person)(uid>=berta)) ; berta karlis
            (&(objectClass=person)(uid<=anna)) ; anna
            (createTimestamp>=20260302080000Z) ; anna bare berta hr karlis nextcloud printer
            (createTimestamp>=20260302100001+0200) ; -
            (createTimestamp<=20260302100000.0+0200) ; anna bare berta hr karlis nextcloud printer
            (uid:caseIgnoreMatch:=ANNA) ; anna
            (uid:2.5.13.5:=ANNA) ; -
            (uid:2.5.13.5:=anna) ; anna
            (ou:dn:=people) ; anna berta karlis people
            (:caseIgnoreMatch:=ozola) ; anna
            (uid:1.2.3.4:=anna) ; -
            (no-such-attribute=x) ; -
            (!(no-such-attribute=x)) ; -
            (|(no-such-attribute=x)(uid=anna)) ; anna
            (&(no-such-attribute=x)(uid=anna)) ; -
            (userPassword=*) ; -
            (cn;lang-lv=*) ; -
            (title=nodaļas vadītāja) ; anna
            (departmentNumber=environment) ; anna berta
            (pkipUnit=ou=roads,ou=environment,ou=council,ou=units,dc=paraugs,dc=lv) ; karlis
            (pkipUnitKind=parish) ; roads
            (ou=Vides nodaļa) ; anna berta environment
            (employeeNumber=n-berta) ; berta
            (entryDN=uid=berta,ou=people,dc=paraugs,dc=lv) ; berta
            (&) ; anna bare berta council environment groups hr it karlis managers nextcloud nobody paraugs people printer roads services units
            (|) ; -
            """)
    void filtersFindWhatTheStandardSays(String filter, String expected) throws LDAPException {
        assertEquals(expected == null ? "" : expected, String.join(" ", Town.found(nextcloud, filter)));
    }

    @Test
    void accountsThatMayNotBeUsedAreNotThere() throws LDAPException {
        assertEquals(List.of(), Town.found(nextcloud, "(uid=gone)"));
        assertArrayEquals(new String[] {"anna", "karlis"}, nextcloud.getEntry("cn=it,ou=groups," + Town.BASE).getAttributeValues("memberUid"));
    }

    @Test
    void scopesReachAsFarAsTheySay() throws LDAPException {
        String units = "ou=units," + Town.BASE;
        assertEquals(List.of(units), Town.found(nextcloud, units, SearchScope.BASE, "(objectClass=*)"));
        assertEquals(List.of("ou=council," + units), Town.found(nextcloud, units, SearchScope.ONE, "(objectClass=*)"));
        assertEquals(List.of(units, "ou=council," + units, "ou=environment,ou=council," + units, "ou=roads,ou=environment,ou=council," + units),
                Town.found(nextcloud, units, SearchScope.SUB, "(objectClass=*)"));
        assertEquals(3, Town.found(nextcloud, units, SearchScope.SUBORDINATE_SUBTREE, "(objectClass=*)").size());
        assertEquals(List.of(Town.BASE), Town.found(nextcloud, "", SearchScope.ONE, "(objectClass=*)"));
        assertEquals(18, Town.found(nextcloud, "", SearchScope.SUB, "(objectClass=*)").size());
    }

    @Test
    void whatIsNotThereIsNamedByTheNearestThatIs() {
        LDAPSearchException refused = assertThrows(LDAPSearchException.class,
                () -> Town.found(nextcloud, "uid=x,uid=nobody," + Town.PEOPLE, SearchScope.BASE, "(objectClass=*)"));
        assertEquals(ResultCode.NO_SUCH_OBJECT + " " + Town.PEOPLE, refused.getResultCode() + " " + refused.getMatchedDN());
        assertEquals(ResultCode.INVALID_DN_SYNTAX, assertThrows(LDAPSearchException.class,
                () -> Town.found(nextcloud, "no name", SearchScope.BASE, "(objectClass=*)")).getResultCode());
        assertEquals(ResultCode.INVALID_DN_SYNTAX, assertThrows(LDAPSearchException.class,
                () -> Town.found(nextcloud, "ou=x,".repeat(2_000) + Town.BASE, SearchScope.BASE, "(objectClass=*)")).getResultCode());
    }

    private SearchResultEntry anna(String... attributes) throws LDAPException {
        return nextcloud.getEntry(Town.dn("anna"), attributes);
    }

    private static Set<String> names(SearchResultEntry entry) {
        Set<String> names = new TreeSet<>();
        entry.getAttributes().forEach(attribute -> names.add(attribute.getName()));
        return names;
    }

    @Test
    void aPersonHasWhatInetOrgPersonsHave() throws LDAPException {
        SearchResultEntry anna = anna();
        assertEquals(Set.of("cn", "departmentNumber", "displayName", "employeeNumber", "givenName", "mail", "o", "objectClass", "ou", "pkipUnit",
                "preferredLanguage", "sn", "telephoneNumber", "title", "uid"), names(anna));
        assertEquals("Anna Ozola/Ozola/Anna/anna@paraugs.example/Vides nodaļa/Nodaļas vadītāja", String.join("/", anna.getAttributeValue("cn"),
                anna.getAttributeValue("sn"), anna.getAttributeValue("givenName"), anna.getAttributeValue("mail"), anna.getAttributeValue("ou"),
                anna.getAttributeValue("title")));
        assertEquals(Town.dn("anna"), nextcloud.getEntry(Town.dn("berta")).getAttributeValue("manager"));
    }

    @Test
    void attributesAreChosenByNameStarPlusOrNotAtAll() throws LDAPException {
        assertEquals(Set.of("cn", "mail"), names(anna("CN", "2.5.4.3", "rfc822Mailbox")));
        assertEquals(Set.of(), names(anna("1.1")));
        assertEquals(Set.of("cn"), names(anna("1.1", "cn")));
        assertEquals(Set.of("createTimestamp", "entryDN", "entryUUID", "hasSubordinates", "memberOf", "modifyTimestamp", "numSubordinates",
                "structuralObjectClass", "subschemaSubentry"), names(anna("+")));
        assertEquals(24, names(anna("*", "+")).size());
        assertEquals(Set.of("cn", "givenName", "o", "ou", "sn", "title"), names(anna("name")));
        assertEquals(Set.of("cn"), names(anna("cn", "userCertificate;binary", "cn;binary", "no-such-thing", "")));
        assertFalse(names(anna("*", "+")).contains("pkipPersonalCode"));
    }

    @Test
    void operationalAttributesTellTheTruth() throws LDAPException {
        SearchResultEntry anna = anna("+");
        assertEquals(town.registry.directory().account("anna").orElseThrow().id().toString(), anna.getAttributeValue("entryUUID"));
        assertEquals("20260302080000Z", anna.getAttributeValue("createTimestamp"));
        assertEquals("inetOrgPerson/cn=subschema/FALSE/0", String.join("/", anna.getAttributeValue("structuralObjectClass"),
                anna.getAttributeValue("subschemaSubentry"), anna.getAttributeValue("hasSubordinates"), anna.getAttributeValue("numSubordinates")));
        SearchResultEntry people = nextcloud.getEntry(Town.PEOPLE, "+");
        assertEquals("TRUE/3", people.getAttributeValue("hasSubordinates") + "/" + people.getAttributeValue("numSubordinates"));
        assertEquals("1", nextcloud.getEntry("ou=council,ou=units," + Town.BASE, "numSubordinates").getAttributeValue("numSubordinates"));
    }

    @Test
    void typesOnlySaysNoValues() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, DereferencePolicy.NEVER, 0, 0, true, Filter.create("(uid=anna)"), "cn", "mail");
        for (Attribute attribute : nextcloud.search(request).getSearchEntries().get(0).getAttributes()) {
            assertEquals(0, attribute.size());
        }
    }

    @Test
    void theRootSaysWhatIsServedHere() throws LDAPException {
        RootDSE root = nextcloud.getRootDSE();
        assertArrayEquals(new String[] {Town.BASE}, root.getNamingContextDNs());
        assertTrue(root.supportsLDAPVersion(3) && root.supportsControl("1.2.840.113556.1.4.319") && root.supportsControl("1.2.840.113556.1.4.473")
                && root.supportsExtendedOperation("1.3.6.1.4.1.1466.20037") && root.supportsExtendedOperation("1.3.6.1.4.1.4203.1.11.3")
                && root.supportsFeature("1.3.6.1.4.1.4203.1.5.1") && root.supportsFeature("1.3.6.1.4.1.4203.1.5.3"));
        assertEquals("cn=subschema", root.getSubschemaSubentryDN());
        assertNull(root.getSupportedSASLMechanismNames());
    }

    @Test
    void thePublishedSchemaIsWholeAndEveryEntryKeepsToIt() throws LDAPException {
        Schema schema = nextcloud.getSchema();
        assertNotNull(schema.getAttributeType("pkipPersonalCode"));
        EntryValidator validator = new EntryValidator(schema);
        SearchResult all = nextcloud.search(Town.BASE, SearchScope.SUB, Filter.create("(objectClass=*)"), "*", "+");
        assertEquals(18, all.getEntryCount());
        List<String> wrong = new ArrayList<>();
        all.getSearchEntries().forEach(entry -> validator.entryIsValid(entry, wrong));
        assertEquals(List.of(), wrong);
        for (AttributeTypeDefinition type : schema.getAttributeTypes()) {
            assertNotNull(schema.getAttributeSyntax(type.getBaseSyntaxOID(schema)), type.getNameOrOID());
            if (type.getEqualityMatchingRule(schema) != null) {
                assertNotNull(schema.getMatchingRule(type.getEqualityMatchingRule(schema)), type.getNameOrOID());
            }
        }
    }

    @Test
    void theSizeLimitIsTheSmallerOfBoth() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, DereferencePolicy.NEVER, 2, 0, false, Filter.create("(uid=*)"), "1.1");
        LDAPSearchException limited = assertThrows(LDAPSearchException.class, () -> nextcloud.search(request));
        assertEquals(ResultCode.SIZE_LIMIT_EXCEEDED + " 2", limited.getResultCode() + " " + limited.getEntryCount());
        try (Town small = Town.open(folder, "sizeLimit", 4); LDAPConnection there = small.bound("nextcloud")) {
            LDAPSearchException own = assertThrows(LDAPSearchException.class, () -> Town.found(there, "(objectClass=*)"));
            assertEquals(ResultCode.SIZE_LIMIT_EXCEEDED + " 4", own.getResultCode() + " " + own.getEntryCount());
        }
    }

    @Test
    void filtersAreAsDeepAndAsLargeAsTheSettingsAllow() throws LDAPException {
        assertEquals(List.of("anna"), Town.found(nextcloud, "(&".repeat(19) + "(uid=anna)" + ")".repeat(19)));
        for (String tooMuch : List.of("(&".repeat(20) + "(uid=anna)" + ")".repeat(20), "(!".repeat(21) + "(uid=anna)" + ")".repeat(21),
                "(|" + "(uid=a)".repeat(500) + ")")) {
            assertEquals(ResultCode.ADMIN_LIMIT_EXCEEDED, assertThrows(LDAPSearchException.class, () -> Town.found(nextcloud, tooMuch)).getResultCode());
        }
    }

    private SearchResult page(SearchRequest request, int size, ASN1OctetString cookie) throws LDAPException {
        request.setControls(new SimplePagedResultsControl(size, cookie, true));
        return nextcloud.search(request);
    }

    private static SimplePagedResultsControl answered(SearchResult result) throws LDAPException {
        return SimplePagedResultsControl.get(result);
    }

    @Test
    void pagesGiveEveryEntryOnceAndNoMoreAtATimeThanAllowed() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, "(objectClass=*)", "1.1");
        List<String> all = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        ASN1OctetString cookie = null;
        do {
            SearchResult result = page(request, 5, cookie);
            result.getSearchEntries().forEach(entry -> all.add(entry.getDN()));
            sizes.add(result.getEntryCount());
            assertEquals(18, answered(result).getSize());
            cookie = answered(result).getCookie();
        } while (answered(page(request, 1, null)).moreResultsToReturn() && cookie.getValueLength() > 0);
        assertEquals(List.of(3, 3, 3, 3, 3, 3), sizes);
        assertEquals(Town.found(nextcloud, "", SearchScope.SUB, "(objectClass=*)"), all);
    }

    @Test
    void aCookieIsGoodOnceForTheSameSearchOnTheSameConnection() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, "(objectClass=*)", "1.1");
        ASN1OctetString cookie = answered(page(request, 2, null)).getCookie();
        assertEquals(16, cookie.getValueLength());
        try (LDAPConnection other = town.bound("nextcloud")) {
            SearchRequest foreign = new SearchRequest(Town.BASE, SearchScope.SUB, "(objectClass=*)", "1.1");
            foreign.setControls(new SimplePagedResultsControl(2, cookie, true));
            assertEquals(ResultCode.UNWILLING_TO_PERFORM, assertThrows(LDAPSearchException.class, () -> other.search(foreign)).getResultCode());
        }
        assertEquals(2, page(request, 2, cookie).getEntryCount());
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, assertThrows(LDAPSearchException.class, () -> page(request, 2, cookie)).getResultCode());
        ASN1OctetString another = answered(page(request, 2, null)).getCookie();
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, assertThrows(LDAPSearchException.class,
                () -> page(new SearchRequest(Town.BASE, SearchScope.SUB, "(uid=*)", "1.1"), 2, another)).getResultCode());
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, assertThrows(LDAPSearchException.class,
                () -> page(request, 2, new ASN1OctetString(new byte[16]))).getResultCode());
        ASN1OctetString last = answered(page(request, 2, null)).getCookie();
        nextcloud.bind(Town.dn("nextcloud"), "nextcloud-secret");
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, assertThrows(LDAPSearchException.class, () -> page(request, 2, last)).getResultCode());
    }

    @Test
    void aPageOfNothingEndsThePaging() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, "(objectClass=*)", "1.1");
        ASN1OctetString cookie = answered(page(request, 2, null)).getCookie();
        SearchResult ended = page(request, 0, cookie);
        assertEquals("0 false", ended.getEntryCount() + " " + answered(ended).moreResultsToReturn());
        assertEquals(ResultCode.UNWILLING_TO_PERFORM, assertThrows(LDAPSearchException.class, () -> page(request, 2, cookie)).getResultCode());
    }

    @Test
    void pagesGoOnWhileTheRegistryChanges() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, "(objectClass=person)", "1.1");
        SearchResult first = page(request, 1, null);
        assertEquals(Town.dn("anna"), first.getSearchEntries().get(0).getDN());
        town.registry.remove("berta", "");
        Town.await("berta is gone", () -> {
            try {
                return Town.found(nextcloud, "(uid=berta)").isEmpty();
            } catch (LDAPException e) {
                throw new AssertionError(e);
            }
        });
        SearchResult rest = page(request, 3, answered(first).getCookie());
        assertEquals(List.of(Town.dn("karlis")), rest.getSearchEntries().stream().map(SearchResultEntry::getDN).toList());
    }

    private List<String> sorted(boolean critical, SortKey... keys) throws LDAPException {
        SearchRequest request = new SearchRequest(Town.PEOPLE, SearchScope.ONE, "(objectClass=person)", "uid");
        request.setControls(new ServerSideSortRequestControl(critical, keys));
        return Arrays.asList(nextcloud.search(request).getSearchEntries().stream().map(entry -> entry.getAttributeValue("uid")).toArray(String[]::new));
    }

    @Test
    void sortingIsDoneByTheKeysAndSaid() throws LDAPException {
        assertEquals(List.of("berta", "anna", "karlis"), sorted(true, new SortKey("sn")));
        assertEquals(List.of("karlis", "anna", "berta"), sorted(true, new SortKey("sn", true)));
        assertEquals(List.of("anna", "berta", "karlis"), sorted(true, new SortKey("departmentNumber"), new SortKey("uid")));
        assertEquals(List.of("anna", "berta", "karlis"), sorted(true, new SortKey("title"), new SortKey("uid")));
        assertEquals(List.of("karlis", "berta", "anna"), sorted(true, new SortKey("title", true), new SortKey("uid", true)));
        assertEquals(List.of("karlis", "berta", "anna"), sorted(true, new SortKey("telephoneNumber", "2.5.13.3", true)));
        SearchRequest request = new SearchRequest(Town.PEOPLE, SearchScope.ONE, "(objectClass=person)", "uid");
        request.setControls(new ServerSideSortRequestControl(new SortKey("sn")));
        assertEquals(ResultCode.SUCCESS, ServerSideSortResponseControl.get(nextcloud.search(request)).getResultCode());
    }

    @Test
    void whatCannotBeSortedByIsRefusedWhereItIsCriticalAndSaidWhereNot() throws LDAPException {
        for (SortKey key : List.of(new SortKey("no-such-thing"), new SortKey("memberOf"), new SortKey("sn", "1.2.3.4", false), new SortKey("pkipPersonalCode"))) {
            assertEquals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, assertThrows(LDAPSearchException.class, () -> sorted(true, key)).getResultCode());
        }
        assertEquals(3, sorted(false, new SortKey("no-such-thing")).size());
    }

    @Test
    void sortedSearchesCanBeReadPageByPage() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.PEOPLE, SearchScope.ONE, "(objectClass=person)", "uid");
        List<String> all = new ArrayList<>();
        ASN1OctetString cookie = null;
        do {
            request.setControls(new ServerSideSortRequestControl(true, new SortKey("sn")), new SimplePagedResultsControl(1, cookie, true));
            SearchResult result = nextcloud.search(request);
            result.getSearchEntries().forEach(entry -> all.add(entry.getAttributeValue("uid")));
            cookie = answered(result).getCookie();
        } while (cookie.getValueLength() > 0);
        assertEquals(List.of("berta", "anna", "karlis"), all);
    }

    @Test
    void aSizeLimitCountsOverAllPages() throws LDAPException {
        SearchRequest request = new SearchRequest(Town.BASE, SearchScope.SUB, DereferencePolicy.NEVER, 3, 0, false, Filter.create("(objectClass=*)"), "1.1");
        SearchResult first = page(request, 2, null);
        assertEquals(2, first.getEntryCount());
        LDAPSearchException limited = assertThrows(LDAPSearchException.class, () -> page(request, 2, answered(first).getCookie()));
        assertEquals(ResultCode.SIZE_LIMIT_EXCEEDED + " 1", limited.getResultCode() + " " + limited.getEntryCount());
    }
}
