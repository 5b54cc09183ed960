package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Group;
import lv.pkip.kernel.testkit.RecordingAudit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7644 sections 3.3 to 3.6, 3.9 and 3.14, over HTTP. */
class ResourcesTest {
    private static final String ENTERPRISE = "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\": ";
    private static final String OWN = "\"urn:lv:pkip:scim:schemas:1.0:User\": ";
    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    private Town.Answer post(String login, String more) {
        return town.call("POST", "/Users", Town.user(login, more));
    }

    private Town.Answer put(String login, String more) {
        return town.call("PUT", "/Users/" + town.id(login), Town.user(login, more));
    }

    @Test
    void section33_a_user_is_made_as_the_personnel_system_tells_it() {
        Town.Answer made = post("Dace.Kalna", """
                "externalId": "hr-9", "name": {"givenName": "Dace", "familyName": "Kalna"}, "title": "nodaļas VADĪTĀJS", "active": true, "preferredLanguage": "en-GB",
                "emails": [{"value": "dace@home.example", "type": "home"}, {"value": "dace@example.lv", "type": "work", "primary": true}],
                "phoneNumbers": [{"value": "+371 60000009"}], "roles": [{"value": "clerk"}], "nickName": "not kept", "password": "ignored",
                """ + ENTERPRISE + "{\"employeeNumber\": \"E-9\", \"department\": \"Finanšu nodaļa\", \"costCenter\": \"not kept\"}, "
                + OWN + "{\"validFrom\": \"2026-12-01\", \"validTo\": \"2027-11-30T00:00:00Z\"}");
        assertEquals(201, made.status(), made.body()::toString);
        assertEquals(town.base() + "/Users/" + town.id("dace.kalna"), made.header("location").orElse(""));
        assertEquals(made.at("/meta/location"), made.header("location").orElse(""));
        assertEquals("W/\"1\" W/\"1\"", made.header("etag").orElse("") + " " + made.at("/meta/version"));
        Account account = town.account("dace.kalna");
        assertEquals(new Account.Profile("Dace", "Kalna", "Dace Kalna", "dace@example.lv", "+371 60000009", "en"), account.profile());
        assertEquals(new Account.Employment("finance", "head", "E-9", "hr-9", Optional.of(LocalDate.of(2026, 12, 1)), Optional.of(LocalDate.of(2027, 11, 30))), account.employment());
        assertEquals(Set.of("clerk"), account.roles());
        assertEquals("Paraugu pašvaldība", made.body().path(Urn.ENTERPRISE).path("organization").asText());
        assertFalse(made.body().toString().contains("one-time"), "nobody is told the one-time password");
        assertEquals(List.of("hr"), town.registry.actors);
    }

    @Test
    void section33_the_least_user_is_a_name_to_sign_in_with() {
        Town.Answer made = post("eva", "");
        assertEquals("eva eva true lv", String.join(" ", made.at("/userName"), made.at("/displayName"), made.at("/active"), made.at("/preferredLanguage")));
        assertEquals(Account.Employment.NONE, town.account("eva").employment());
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
        "anna | `` | 409 | uniqueness", "ANNA | `` | 409 | uniqueness", "hr | `` | 409 | uniqueness", "1up | `` | 400 | invalidValue", "a@b.lv | `` | 400 | invalidValue",
        "`` | `` | 400 | invalidValue", "eva | `\"userName\": \"eve\"` | 400 | invalidSyntax", "eva | `\"USERNAME\": \"eve\"` | 400 | invalidSyntax",
        "eva | `\"active\": \"yes\"` | 400 | invalidValue", "eva | `\"active\": 1` | 400 | invalidValue", "eva | `\"name\": \"Eva\"` | 400 | invalidValue",
        "eva | `\"name\": {\"givenName\": 5}` | 400 | invalidValue", "eva | `\"displayName\": [\"a\", \"b\"]` | 400 | invalidValue",
        "eva | `\"emails\": {\"value\": \"e@example.lv\"}` | 400 | invalidValue", "eva | `\"emails\": [{\"value\": \"no address\"}]` | 400 | invalidValue",
        "eva | `\"emails\": [5]` | 400 | invalidValue", "eva | `\"preferredLanguage\": \"de\"` | 400 | invalidValue", "eva | `\"roles\": [{\"value\": \"king\"}]` | 400 | invalidValue",
        "eva | `\"roles\": [{\"display\": \"king\", \"primary\": true, \"type\": \"x\"}, {\"value\": \"clerk\"}]` | 201 | -", "eva | `\"roles\": [\"clerk\"]` | 201 | -",
        "eva | `\"title\": \"Karalis\"` | 400 | invalidValue", "eva | `\"title\": \"inspector\"` | 201 | -",
        "eva | `\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\": {\"department\": \"Nowhere\"}` | 400 | invalidValue",
        "eva | `\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\": {\"department\": \"environment\"}` | 201 | -",
        "eva | `\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\": []` | 201 | -",
        "eva | `\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\": 5` | 400 | invalidValue",
        "eva | `\"urn:lv:pkip:scim:schemas:1.0:User\": {\"unit\": \"nowhere\"}` | 400 | invalidValue",
        "eva | `\"urn:lv:pkip:scim:schemas:1.0:User\": {\"position\": \"king\"}` | 400 | invalidValue",
        "eva | `\"urn:lv:pkip:scim:schemas:1.0:User\": {\"validFrom\": \"1.12.2026\"}` | 400 | invalidValue",
        "eva | `\"id\": \"mine\", \"meta\": 5, \"groups\": [{\"value\": \"all\"}]` | 201 | -", "eva | `\"displayName\": \"a\\u0007\"` | 400 | invalidValue"})
    void section33_what_is_wrong_is_named_and_nothing_is_made(String login, String more, int status, String scimType) {
        int before = town.memory.directory().accounts().size();
        Town.Answer answer = post(login, more);
        if (scimType == null) {
            assertEquals(201, answer.status(), answer.body()::toString);
        } else {
            answer.refused(status, scimType);
            assertEquals(before, town.memory.directory().accounts().size());
        }
    }

    @Test
    void section312_no_refusal_repeats_what_was_sent() {
        for (String more : List.of("\"emails\": [{\"value\": \"secret thing\"}]", "\"title\": \"secret thing\"", "\"roles\": [\"secret thing\"]", "\"active\": \"secret thing\"")) {
            assertFalse(post("eva", more).body().toString().contains("secret thing"));
        }
    }

    @Test
    void section33_a_privileged_role_waits_for_a_second_person_and_the_answer_says_so() {
        Town.Answer made = post("eva", "\"roles\": [{\"value\": \"clerk\"}, {\"value\": \"administrator\"}]");
        assertEquals(201, made.status());
        assertEquals("clerk", made.at("/roles/0/value"));
        assertEquals(1, made.body().path("roles").size());
        assertEquals("[\"administrator\"]", made.body().path(Urn.PKIP_USER).path("waitingRoles").toString());
        assertEquals(Set.of("clerk"), town.account("eva").roles());
        assertEquals(List.of("eva"), town.found("/Users", "urn:lv:pkip:scim:schemas:1.0:User:waitingRoles eq \"administrator\""));
    }

    @Test
    void section341_a_user_is_read_with_all_that_is_known() {
        Town.Answer anna = town.get("/Users/" + town.id("anna"));
        assertEquals(200, anna.status());
        assertEquals("application/scim+json", anna.header("content-type").orElse(""));
        assertEquals("anna Anna Parauga Inspektors lv true", String.join(" ", anna.at("/userName"), anna.at("/displayName"), anna.at("/title"), anna.at("/preferredLanguage"), anna.at("/active")));
        assertEquals("anna@example.lv work true", String.join(" ", anna.at("/emails/0/value"), anna.at("/emails/0/type"), anna.at("/emails/0/primary")));
        assertEquals("Inspektori direct", anna.at("/groups/0/display") + " " + anna.at("/groups/0/type"));
        assertEquals(town.base() + "/Groups/" + town.groupId("inspectors"), anna.at("/groups/0/$ref"));
        assertEquals(town.id("berta"), anna.body().path(Urn.ENTERPRISE).path("manager").path("value").asText());
        assertEquals("Vides nodaļa", anna.body().path(Urn.ENTERPRISE).path("department").asText());
        assertTrue(town.get("/Users/" + town.id("berta")).body().path(Urn.ENTERPRISE).path("manager").isMissingNode(), "who leads the unit is not led by herself");
        assertEquals(Set.of(Urn.USER, Urn.ENTERPRISE, Urn.PKIP_USER), Set.copyOf(List.of(anna.at("/schemas/0"), anna.at("/schemas/1"), anna.at("/schemas/2"))));
    }

    @Test
    void section341_accounts_of_systems_are_nobodys_to_provision() {
        assertEquals(List.of(), town.found("/Users", "userName eq \"hr\""));
        town.get("/Users/" + town.id("hr")).refused(404, "");
        town.call("DELETE", "/Users/" + town.id("hr"), "").refused(404, "");
        town.call("PATCH", "/Users/" + town.id("hr"), Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}")).refused(404, "");
        assertTrue(town.account("hr").enabled());
    }

    @Test
    void section341_what_is_not_there_is_not_found() {
        for (String path : List.of("/Users/" + town.groupId("inspectors"), "/Users/1-1-1-1-1", "/Users/x", "/Users/" + town.id("anna") + "/emails", "/Groups/x", "/Devices", "/Devices/1", "/users",
                "/Users/" + town.id("anna").toUpperCase(java.util.Locale.ROOT), "/Schemas/x", "/ServiceProviderConfig/x", "/ResourceTypes/Users")) {
            town.get(path).refused(404, "");
        }
    }

    @Test
    void section3424_lists_come_in_pages_from_one_on_and_never_longer_than_announced() {
        try (Town small = new Town(new Limits(2, 10, 1_000_000, 1_000))) {
            assertEquals(List.of("anna", "berta"), small.get("/Users").names());
            assertEquals(List.of("anna", "berta"), small.get("/Users?count=1000").names());
            assertEquals(List.of("carl"), small.get("/Users?startIndex=3&count=2").names());
            Town.Answer second = small.get("/Users?startIndex=2&count=1");
            assertEquals("berta 3 1 2", String.join(" ", second.names().get(0), second.at("/totalResults"), second.at("/itemsPerPage"), second.at("/startIndex")));
            assertEquals(Urn.LIST, second.at("/schemas/0"));
        }
        assertEquals("[] 3 0", town.get("/Users?count=0").names() + " " + town.get("/Users?count=0").at("/totalResults") + " " + town.get("/Users?count=-5").at("/itemsPerPage"));
        assertEquals(List.of("anna"), town.get("/Users?startIndex=-3&count=1").names());
        assertEquals(List.of(), town.get("/Users?startIndex=99999999999").names());
        town.get("/Users?count=many").refused(400, "invalidValue");
        town.get("/Users?startIndex=1.5").refused(400, "invalidValue");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(nullValues = "-", value = {"userName,descending,carl berta anna", "userName,-,anna berta carl", "name.familyName,ascending,carl berta anna", "title,ascending,anna berta carl",
        "title,descending,carl berta anna", "emails,ascending,anna berta carl", "emails.value,descending,carl berta anna", "active,ascending,carl anna berta",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber,descending,carl berta anna", "meta.created,ascending,anna berta carl"})
    void section3423_lists_are_sorted_by_any_attribute(String by, String order, String expected) {
        assertEquals(List.of(expected.split(" ")), town.get("/Users?sortBy=" + by + (order == null ? "" : "&sortOrder=" + order)).names());
    }

    @Test
    void section3423_sorting_by_nothing_known_is_refused() {
        town.get("/Users?sortBy=salary").refused(400, "invalidValue");
        town.get("/Users?sortBy=userName&sortOrder=upwards").refused(400, "invalidValue");
    }

    @Test
    void section39_only_what_is_asked_for_is_answered_and_always_the_id() {
        String anna = "/Users/" + town.id("anna");
        assertEquals("schemas id userName", fields(town.get(anna + "?attributes=USERNAME")));
        assertEquals("schemas id name", fields(town.get(anna + "?attributes=name.familyName,unknown")));
        assertEquals("{\"familyName\":\"Parauga\"}", town.get(anna + "?attributes=name.familyName").body().path("name").toString());
        assertEquals("[{\"value\":\"anna@example.lv\"}]", town.get(anna + "?attributes=emails.value").body().path("emails").toString());
        assertEquals("{\"department\":\"Vides nodaļa\"}", town.get(anna + "?attributes=" + Urn.ENTERPRISE + ":department").body().path(Urn.ENTERPRISE).toString());
        assertEquals("schemas id " + Urn.PKIP_USER, fields(town.get(anna + "?attributes=" + Urn.PKIP_USER)));
        Town.Answer less = town.get(anna + "?excludedAttributes=id,schemas,groups,emails.type,name," + Urn.ENTERPRISE + ":manager");
        assertFalse(fields(less).contains("groups") || fields(less).contains("name ") || less.body().toString().contains("manager") || less.at("/emails/0/type").equals("work"));
        assertEquals(town.id("anna") + " anna@example.lv", less.at("/id") + " " + less.at("/emails/0/value"));
        town.get(anna + "?attributes=id&excludedAttributes=name").refused(400, "invalidValue");
        assertEquals("schemas id userName", fields(town.call("POST", "/Users?attributes=userName", Town.user("eva", "\"displayName\": \"Eva\""))));
        assertEquals("schemas id displayName", fields(town.call("PATCH", anna + "?attributes=displayName", Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}"))));
        assertEquals("{\"userName\":\"berta\"}", town.get("/Users?attributes=userName&startIndex=2").body().at("/Resources/0").deepCopy().toString().replaceFirst("\"schemas.*?],\"id\":\"[^\"]*\",", ""));
    }

    private static String fields(Town.Answer answer) {
        StringBuilder fields = new StringBuilder();
        answer.body().fieldNames().forEachRemaining(name -> fields.append(fields.isEmpty() ? "" : " ").append(name));
        return fields.toString();
    }

    @Test
    void section351_a_replaced_user_is_what_was_sent_and_keeps_what_the_sender_cannot_know() {
        Town.Answer answer = put("anna", "\"name\": {\"givenName\": \"Anna\", \"familyName\": \"Kalna\"}");
        assertEquals(200, answer.status(), answer.body()::toString);
        Account anna = town.account("anna");
        assertEquals(new Account.Profile("Anna", "Kalna", "Anna Kalna", "", "", "lv"), anna.profile());
        assertEquals(new Account.Employment("environment", "inspector", "E-1", "", Optional.of(LocalDate.of(2026, 1, 1)), Optional.empty()), anna.employment());
        assertEquals(Set.of("clerk"), anna.roles());
        put("carl", "\"displayName\": \"Carl\"");
        assertFalse(town.account("carl").enabled(), "a replaced account is not opened by silence");
        put("anna", ENTERPRISE + "{\"employeeNumber\": \"E-7\"}, " + OWN + "{\"language\": \"lv\"}");
        assertEquals(new Account.Employment("", "", "E-7", "", Optional.empty(), Optional.empty()), town.account("anna").employment(), "an extension that is told replaces what it tells");
    }

    @Test
    void section351_what_was_read_can_be_written_back_with_one_thing_changed_under_either_of_its_names() {
        com.fasterxml.jackson.databind.node.ObjectNode anna = (com.fasterxml.jackson.databind.node.ObjectNode) town.get("/Users/" + town.id("anna")).body();
        Town.Answer same = town.call("PUT", "/Users/" + town.id("anna"), anna.toString());
        assertEquals("W/\"1\"", same.header("etag").orElse(""), "what changes nothing is no change");
        ((com.fasterxml.jackson.databind.node.ObjectNode) anna.path(Urn.ENTERPRISE)).put("department", "finance");
        assertEquals("finance", town.call("PUT", "/Users/" + town.id("anna"), anna.toString()).body().path(Urn.PKIP_USER).path("unit").asText());
        anna.put("title", "head");
        anna.put("preferredLanguage", "ru-RU");
        Town.Answer moved = town.call("PUT", "/Users/" + town.id("anna"), anna.toString());
        assertEquals("head ru", moved.body().path(Urn.PKIP_USER).path("position").asText() + " " + moved.at("/preferredLanguage"));
        ((com.fasterxml.jackson.databind.node.ObjectNode) anna.path(Urn.PKIP_USER)).put("unit", "city").put("position", "inspector");
        assertEquals("city inspector", town.call("PUT", "/Users/" + town.id("anna"), anna.toString()).body().path(Urn.PKIP_USER).path("unit").asText() + " "
                + town.account("anna").employment().position());
    }

    @Test
    void section351_the_name_to_sign_in_with_stays() {
        town.call("PUT", "/Users/" + town.id("anna"), Town.user("annija", "")).refused(400, "mutability");
        assertEquals(200, town.call("PUT", "/Users/" + town.id("anna"), Town.user("ANNA", "\"displayName\": \"Anna\"")).status());
        town.call("PUT", "/Users/" + town.id("anna"), "{\"schemas\": [\"" + Urn.USER + "\"]}").refused(400, "invalidValue");
        town.call("PUT", "/Users/00000000-0000-0000-0000-000000000000", Town.user("anna", "")).refused(404, "");
    }

    @Test
    void section36_a_deleted_user_is_gone_for_good() {
        String path = "/Users/" + town.id("anna");
        Town.Answer gone = town.call("DELETE", path, "");
        assertEquals(204, gone.status());
        assertEquals(0, gone.response().body().length);
        town.get(path).refused(404, "");
        town.call("DELETE", path, "").refused(404, "");
        town.call("PATCH", path, Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": true}")).refused(404, "");
        town.call("PUT", path, Town.user("anna", "")).refused(404, "");
        assertEquals(List.of(), town.found("/Users", "userName eq \"anna\""));
        post("anna", "").refused(409, "uniqueness");
        assertEquals(Set.of("hr"), town.memory.directory().group("inspectors").orElseThrow().members());
    }

    @Test
    void section314_a_version_that_is_not_the_newest_changes_nothing() {
        String path = "/Users/" + town.id("anna");
        String old = town.get(path).header("etag").orElseThrow();
        String patch = Town.patch("{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"First\"}");
        assertEquals("W/\"2\"", town.call("PATCH", path, patch, "If-Match", old).header("etag").orElse(""));
        town.call("PATCH", path, patch.replace("First", "Second"), "If-Match", old).refused(412, "");
        town.call("PUT", path, Town.user("anna", "\"displayName\": \"Second\""), "If-Match", old).refused(412, "");
        town.call("DELETE", path, "", "If-Match", old).refused(412, "");
        town.get(path, "If-Match", old).refused(412, "");
        assertEquals("First", town.account("anna").profile().displayName());
        assertEquals(200, town.call("PATCH", path, patch.replace("First", "Third"), "If-Match", "\"1\" , W/\"2\"").status());
        assertEquals(200, town.call("PUT", path, Town.user("anna", "\"displayName\": \"Fourth\""), "If-Match", "*").status());
        assertEquals(204, town.call("DELETE", path, "", "If-Match", "W/\"4\"").status());
    }

    @Test
    void section314_what_is_known_already_is_not_sent_again() {
        String path = "/Users/" + town.id("anna");
        String etag = town.get(path).header("etag").orElseThrow();
        Town.Answer same = town.get(path, "If-None-Match", etag);
        assertEquals("304 0 " + etag, same.status() + " " + same.response().body().length + " " + same.header("etag").orElse(""));
        town.call("PATCH", path, Town.patch("{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"First\"}"));
        assertEquals(200, town.get(path, "If-None-Match", etag).status());
        assertEquals(304, town.get(path, "If-None-Match", "W/\"7\", *").status());
    }

    @Test
    void section314_of_two_who_change_the_same_version_at_once_one_wins() throws Exception {
        String path = "/Users/" + town.id("anna");
        for (int round = 0; round < 20; round++) {
            String etag = town.get(path).header("etag").orElseThrow();
            List<java.util.concurrent.CompletableFuture<Integer>> racing = new java.util.ArrayList<>();
            java.util.concurrent.CountDownLatch start = new java.util.concurrent.CountDownLatch(1);
            for (String name : List.of("Left " + round, "Right " + round)) {
                racing.add(java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                    await(start);
                    return town.call("PATCH", path, Town.patch("{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"" + name + "\"}"), "If-Match", etag).status();
                }, command -> new Thread(command).start()));
            }
            start.countDown();
            assertEquals(List.of(200, 412), racing.stream().map(java.util.concurrent.CompletableFuture::join).sorted().toList());
        }
    }

    private static void await(java.util.concurrent.CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void section352_without_a_version_a_change_that_meets_another_one_is_made_on_top_of_it() {
        boolean[] first = {true};
        town.registry.beforeChange = () -> {
            if (first[0]) {
                first[0] = false;
                Account anna = town.account("anna");
                town.memory.change(List.of(anna.with(new Account.Profile("Anna", "Kalna", "Anna Kalna", "", "", "ru"))), "meanwhile");
            }
        };
        String patch = Town.patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}");
        assertEquals(200, town.call("PATCH", "/Users/" + town.id("anna"), patch).status());
        assertEquals("Anna Kalna ru false", town.account("anna").profile().displayName() + " " + town.account("anna").profile().language() + " " + town.account("anna").enabled());
        first[0] = true;
        town.call("PATCH", "/Users/" + town.id("anna"), patch.replace("false", "true"), "If-Match", town.get("/Users/" + town.id("anna")).header("etag").orElseThrow()).refused(412, "");
    }

    @Test
    void section314_a_deletion_that_names_a_version_does_not_delete_what_changed_meanwhile() {
        String path = "/Users/" + town.id("anna");
        String version = town.get(path).header("etag").orElseThrow();
        town.registry.beforeChange = () -> {
            Account anna = town.account("anna");
            town.memory.change(List.of(anna.with(new Account.Profile("Anna", "Kalna", "Anna Kalna", "", "", "ru"))), "meanwhile");
        };
        town.call("DELETE", path, "", "If-Match", version).refused(412, "");
        assertEquals("Anna Kalna", town.account("anna").profile().displayName());
        assertEquals(204, town.call("DELETE", path, "", "If-Match", "*").status(), "whatever it is");
    }

    @Test
    void section33_a_group_is_made_named_after_its_title() {
        Town.Answer made = town.call("POST", "/Groups", """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Būvvaldes Šoferi (2. maiņa)", "externalId": "g-1",
                "members": [{"value": "%s", "type": "User", "display": "ignored"}, {"value": "%s"}]}""".formatted(town.id("anna"), town.id("berta")));
        assertEquals(201, made.status(), made.body()::toString);
        Group group = town.memory.directory().group("buvvaldes-soferi-2-maina").orElseThrow();
        assertEquals("Būvvaldes Šoferi (2. maiņa) [anna, berta] g-1", group.title() + " " + new java.util.TreeSet<>(group.members()) + " " + group.externalId());
        assertEquals(town.base() + "/Groups/" + group.id(), made.header("location").orElse(""));
        assertEquals("Anna Parauga", made.at("/members/0/display"));
        town.call("POST", "/Groups", group("Būvvaldes šoferi 2 maiņa", "")).refused(409, "uniqueness");
        town.call("POST", "/Groups", group("!", "")).refused(400, "invalidValue");
        town.call("POST", "/Groups", "{\"schemas\": [\"" + Urn.GROUP + "\"]}").refused(400, "invalidValue");
        town.call("POST", "/Groups", group("Ghosts", "\"members\": [{\"value\": \"nobody\"}]")).refused(400, "invalidValue");
        town.call("POST", "/Groups", group("Systems", "\"members\": [{\"value\": \"" + town.id("hr") + "\"}]")).refused(400, "invalidValue");
        town.call("POST", "/Groups", group("Nested", "\"members\": [{\"value\": \"" + town.groupId("inspectors") + "\", \"type\": \"Group\"}]")).refused(400, "invalidValue");
        assertEquals("drivers", town.call("POST", "/Groups", group("Šoferi", "\"urn:lv:pkip:scim:schemas:1.0:Group\": {\"name\": \"drivers\", \"roles\": [\"clerk\"]}"))
                .body().path(Urn.PKIP_GROUP).path("name").asText());
        assertEquals(Set.of("clerk"), town.memory.directory().group("drivers").orElseThrow().roles());
    }

    private static String group(String title, String more) {
        return "{\"schemas\": [\"" + Urn.GROUP + "\"], \"displayName\": \"" + title + "\"" + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    @Test
    void section351_a_replaced_group_has_the_members_that_were_sent_and_the_systems_that_were_not_seen() {
        String path = "/Groups/" + town.groupId("inspectors");
        assertEquals(1, town.get(path).body().path("members").size());
        Town.Answer answer = town.call("PUT", path, group("Inspekcija", "\"members\": [{\"value\": \"" + town.id("carl") + "\"}]"));
        assertEquals(200, answer.status(), answer.body()::toString);
        Group group = town.memory.directory().group("inspectors").orElseThrow();
        assertEquals("Inspekcija [carl, hr] [clerk]", group.title() + " " + new java.util.TreeSet<>(group.members()) + " " + group.roles());
        town.call("PUT", path, group("Inspekcija", "\"urn:lv:pkip:scim:schemas:1.0:Group\": {\"name\": \"others\"}")).refused(400, "mutability");
        assertEquals(200, town.call("PUT", path, group("Inspekcija", "")).status());
        assertEquals(Set.of("hr"), town.memory.directory().group("inspectors").orElseThrow().members());
        town.call("PUT", path, group("Inspekcija", ""), "If-Match", "W/\"1\"").refused(412, "");
        assertEquals(204, town.call("DELETE", path, "").status());
        town.get(path).refused(404, "");
        town.call("DELETE", path, "").refused(404, "");
    }

    @Test
    void section311_there_is_no_me_for_a_system() {
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            town.call(method, "/Me", "").refused(501, "");
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT,/Users,'GET, POST'", "PATCH,/Users,'GET, POST'", "DELETE,/Users,'GET, POST'", "POST,/Users/x,'DELETE, GET, PATCH, PUT'", "GET,/Bulk,POST", "GET,/.search,POST",
        "GET,/Users/.search,POST", "POST,/Schemas,GET", "DELETE,/ServiceProviderConfig,GET", "PUT,/ResourceTypes/User,GET", "DELETE,/,GET", "OPTIONS,/Users,'GET, POST'"})
    void section312_a_method_that_an_address_does_not_take_is_told_which_it_takes(String method, String path, String allowed) {
        assertEquals(allowed, town.call(method, path, method.equals("GET") ? "" : "{}").refused(405, "").header("allow").orElse(""));
    }

    @Test
    void section313_other_versions_of_the_protocol_are_not_spoken() {
        town.get("!/scim/v1/Users").refused(400, "invalidVers");
        town.get("!/scim/v3").refused(400, "invalidVers");
        town.get("!/scim/Users").refused(404, "");
    }

    @Test
    void section31_who_takes_plain_json_gets_it() {
        assertEquals("application/json", town.get("/Users", "Accept", "application/json").header("content-type").orElse(""));
        assertEquals("application/scim+json", town.get("/Users", "Accept", "application/json, application/scim+json").header("content-type").orElse(""));
        assertEquals(201, town.call("POST", "/Users", Town.user("eva", ""), "Content-Type", "application/json; charset=utf-8").status());
        town.call("POST", "/Users", Town.user("eve", ""), "Content-Type", "text/plain").refused(415, "");
        town.call("POST", "/Users", Town.user("eve", ""), "Content-Type", "application/x-www-form-urlencoded").refused(415, "");
    }

    @Test
    void every_reading_of_a_list_is_an_audit_record_of_the_one_who_read() {
        town.get("/Users?count=2");
        RecordingAudit audit = town.audit;
        assertEquals("user.list 2 hr", audit.events().get(0).action() + " " + audit.events().get(0).details().get("count") + " " + audit.newest(0, 1).get(0).actor());
        assertNotEquals(0, audit.events().size());
    }
}
