package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 section 3.4.2.2. Of people there are anna, berta, and carl, whose account is closed; of groups “Inspektori”. */
class FilterTest {
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "userName eq \"anna\" | anna",
        "userName eq \"ANNA\" | anna",
        "USERNAME Eq \"anna\" | anna",
        "userName eq \"nobody\" | ",
        "userName ne \"anna\" | berta carl",
        "userName co \"R\" | berta carl",
        "userName sw \"b\" | berta",
        "userName ew \"A\" | anna berta",
        "userName gt \"anna\" | berta carl",
        "userName ge \"anna\" | anna berta carl",
        "userName lt \"berta\" | anna",
        "userName le \"berta\" | anna berta",
        "externalId eq \"hr-2\" | berta",
        "externalId eq \"HR-2\" | ",
        "externalId sw \"hr\" and externalId ne \"hr-1\" | berta carl",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"berta\" | berta",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"E-1\" | anna",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"e-1\" | ",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"e-3\" | carl",
        "URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:department eq \"vides nodaļa\" | anna berta",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName eq \"Berta Ozola\" | anna",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager pr | anna",
        "urn:lv:pkip:scim:schemas:1.0:User:unit eq \"finance\" | carl",
        "urn:lv:pkip:scim:schemas:1.0:User pr | anna berta carl",
        "active eq true | anna berta",
        "active eq false | carl",
        "active eq \"False\" | carl",
        "active eq True | anna berta",
        "active ne true | carl",
        "not (active eq true) | carl",
        "NOT(active eq true) | carl",
        "name.familyName eq \"bērziņš\" | carl",
        "name.familyName co \"ZI\" | carl",
        "name.familyName co \"Ziņ\" | carl",
        "title pr | anna berta",
        "title eq null | carl",
        "title ne null | anna berta",
        "not (title pr) | carl",
        "emails pr | anna berta",
        "emails co \"example\" | anna berta",
        "emails.value eq \"berta.ozola@EXAMPLE.lv\" | berta",
        "emails[type eq \"work\"] | anna berta",
        "emails[type eq \"home\"] | ",
        "emails[type eq \"work\" and value co \"anna\"] | anna",
        "emails[type eq \"work\"].value eq \"anna@example.lv\" | anna",
        "emails[not (value sw \"anna\")] | berta",
        "emails[primary eq true and (value sw \"a\" or value sw \"b\")] | anna berta",
        "emails.value ne \"anna@example.lv\" | berta carl",
        "groups.display eq \"inspektori\" | anna",
        "groups[type eq \"direct\" and display sw \"Insp\"] | anna",
        "roles.value eq \"clerk\" | anna berta carl",
        "roles[value eq \"Clerk\"] | ",
        "meta.resourceType eq \"User\" | anna berta carl",
        "meta.created ge \"2026-11-28T08:00:00Z\" | anna berta carl",
        "meta.created ge \"2026-11-28T10:00:00+02:00\" | anna berta carl",
        "meta.lastModified gt \"2026-11-28T08:00:00Z\" | ",
        "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\" | anna berta carl",
        "userName eq \"anna\" or userName eq \"carl\" and active eq true | anna",
        "(userName eq \"anna\" or userName eq \"carl\") and active eq true | anna",
        "(userName eq \"anna\" or userName eq \"carl\") and active eq false | carl",
        "userName eq \"berta\" or userName eq \"anna\" | anna berta",
        "userName eq \"anna\" and userName eq \"berta\" | ",
        "not (userName eq \"anna\" or userName eq \"berta\") | carl",
        "not(not (userName eq \"anna\")) | anna",
        "((((userName pr)))) and(title pr) | anna berta",
        "displayName eq \"Anna Parauga\" | anna",
        "displayName eq \"Anna \\u0050arauga\" | anna",
        "displayName eq \"a\\\"b) or (userName pr\" | ",
        "preferredLanguage eq \"lv\" and emails[value ew \".lv\"] and not (name.givenName eq \"Anna\") | berta"})
    void section3422_a_filter_finds(String filter, String expected) {
        assertEquals(expected == null ? List.of() : List.of(expected.split(" ")), town.found("/Users", filter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName", "userName eq", "userName eq anna", "userName eq \"anna", "userName is \"anna\"", "eq \"anna\"", "(userName pr", "userName pr)",
        "userName pr and", "userName pr or or title pr", "userName pr title pr", "not userName pr", "salary gt 5", "name.middleName pr", "emails[type eq \"work\"", "emails[]",
        "emails[type eq \"work\"].colour eq \"red\"", "emails[colour eq \"red\"]", "active gt true", "active co \"t\"", "active eq \"yes\"", "userName eq 5", "userName eq true",
        "userName gt null", "meta.created gt \"yesterday\"", "meta.created co \"2026\"", "name eq \"Anna\"", "userName eq \"a\\q\"", "userName eq [1]", "userName eq {}",
        "userName eq \"anna\" )", "urn:example:User:userName pr", "a.b.c pr", "& pr", "userName eq \"anna\"or userName eq \"berta\" x"})
    void section3422_a_filter_that_is_none_is_refused(String filter) {
        town.get("/Users?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8)).refused(400, "invalidFilter");
    }

    @Test
    void section3422_a_filter_that_is_too_deep_or_too_long_is_refused() {
        town.call("POST", "/Users/.search", search("(".repeat(5_000) + "userName pr" + ")".repeat(100))).refused(400, "invalidFilter");
        town.call("POST", "/Users/.search", search("not (".repeat(60) + "userName pr" + ")".repeat(60))).refused(400, "invalidFilter");
        town.call("POST", "/Users/.search", search("title pr" + " or title pr".repeat(300))).refused(400, "invalidFilter");
        town.call("POST", "/Users/.search", search("userName eq \\\"" + "x".repeat(9_000) + "\\\"")).refused(400, "invalidFilter");
    }

    private static String search(String filter) {
        return "{\"schemas\": [\"" + Urn.SEARCH + "\"], \"filter\": \"" + filter + "\"}";
    }

    @Test
    void section312_more_comparisons_than_are_done_for_one_request_are_too_many() {
        try (Town small = new Town(new Limits(200, 10, 1_000_000, 10))) {
            assertEquals(List.of("anna", "berta"), small.found("/Users", "title pr and emails pr"));
            small.get("/Users?filter=" + URLEncoder.encode("title pr and emails pr and title pr", StandardCharsets.UTF_8)).refused(400, "tooMany");
        }
    }

    @Test
    void section752_a_personal_code_in_an_address_is_refused_and_in_a_body_is_not() {
        for (String code : List.of("120380-10001", "12038010001", "320000-00000")) {
            town.get("/Users?filter=" + URLEncoder.encode("externalId eq \"" + code + "\"", StandardCharsets.UTF_8)).refused(403, "sensitive");
            assertEquals(200, town.call("POST", "/Users/.search", search("externalId eq \\\"" + code + "\\\"")).status());
        }
        assertEquals(List.of("anna"), town.found("/Users", "id eq \"" + town.id("anna") + "\""));
    }

    @Test
    void section3421_groups_are_found_by_their_own_attributes() {
        assertEquals(List.of("Inspektori"), town.found("/Groups", "displayName eq \"inspektori\""));
        assertEquals(List.of("Inspektori"), town.found("/Groups", "members.value eq \"" + town.id("anna") + "\""));
        assertEquals(List.of(), town.found("/Groups", "members[value eq \"" + town.id("berta") + "\"]"));
        assertEquals(List.of("Inspektori"), town.found("/Groups", "urn:lv:pkip:scim:schemas:1.0:Group:number ge 10000"));
        assertEquals(List.of("Inspektori"), town.found("/Groups", "urn:lv:pkip:scim:schemas:1.0:Group:roles eq \"clerk\""));
        assertEquals(List.of("Inspektori"), town.found("/Groups", "urn:lv:pkip:scim:schemas:1.0:Group:roles[value sw \"cl\"]"));
        town.get("/Groups?filter=userName%20pr").refused(400, "invalidFilter");
    }

    @Test
    void section343_the_whole_registry_is_asked_at_once_and_what_a_sort_of_resources_does_not_have_is_not_there() {
        assertEquals(List.of("anna", "Inspektori"), town.found("", "displayName sw \"Anna\" or members pr"));
        assertEquals(List.of("berta", "carl", "Inspektori"), town.found("/", "userName ne \"anna\""));
        assertEquals(List.of("Inspektori"), town.found("", "userName eq null"));
        assertEquals(List.of("anna"), town.found("", "emails[value sw \"anna\"].type eq \"work\""));
        Town.Answer posted = town.call("POST", "/.search", "{\"schemas\": [\"" + Urn.SEARCH + "\"], \"filter\": \"meta.resourceType eq \\\"Group\\\"\", \"attributes\": [\"displayName\"]}");
        assertEquals(List.of("Inspektori"), posted.names());
        assertEquals("[\"schemas\",\"id\",\"displayName\"]", names(posted));
    }

    private static String names(Town.Answer answer) {
        com.fasterxml.jackson.databind.node.ArrayNode names = Json.array();
        answer.body().at("/Resources/0").fieldNames().forEachRemaining(names::add);
        return names.toString();
    }
}
