package lv.pkip.kernel.identityscim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7644 section 3.5.2: what operations make of a resource, and what the registry keeps of it. */
class PatchTest {
    private static final String ENTERPRISE = Urn.ENTERPRISE;
    /** What all rows of the table begin with. */
    private static final String BEFORE = """
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "1", "userName": "anna", "displayName": "Anna", "name": {"givenName": "Anna", "familyName": "Parauga"},
             "active": true, "emails": [{"value": "a@x", "type": "work", "primary": true}, {"value": "b@x", "type": "home"}], "roles": [{"value": "clerk"}],
             "groups": [{"value": "g"}], "meta": {"version": "1"},
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "E-1", "department": "Vides nodaļa", "manager": {"value": "m"}}}""";

    /** Operation, JSON pointer, what is there afterwards ({@code -}: nothing). */
    static List<Arguments> changes() {
        return List.of(
            row("add,displayName,'Anna Ozola'", "/displayName", "'Anna Ozola'"),
            row("add,DISPLAYNAME,'Anna Ozola'", "/displayName", "'Anna Ozola'"),
            row("Replace,displayName,'Anna Ozola'", "/displayName", "'Anna Ozola'"),
            row("REPLACE,urn:ietf:params:scim:schemas:core:2.0:User:displayName,'X'", "/displayName", "'X'"),
            row("replace,title,'Inspektors'", "/title", "'Inspektors'"),
            row("add,title,''", "/title", "-"),
            row("replace,displayName,null", "/displayName", "-"),
            row("remove,displayName", "/displayName", "-"),
            row("Remove,title", "/title", "-"),
            row("replace,active,false", "/active", "false"),
            row("Replace,active,'False'", "/active", "false"),
            row("replace,active,'TRUE'", "/active", "true"),
            row("replace,active,[{'value':'False'}]", "/active", "false"),
            row("replace,displayName,[{'$ref':null,'value':'X'}]", "/displayName", "'X'"),
            row("replace,userName,'anna'", "/userName", "'anna'"),
            row("replace,name.familyName,'Ozola'", "/name", "{'givenName':'Anna','familyName':'Ozola'}"),
            row("add,name,{'familyName':'Ozola'}", "/name", "{'givenName':'Anna','familyName':'Ozola'}"),
            row("replace,name,{'FAMILYNAME':'Ozola'}", "/name", "{'givenName':'Anna','familyName':'Ozola'}"),
            row("remove,name.givenName", "/name", "{'familyName':'Parauga'}"),
            row("remove,name", "/name", "-"),
            row("add,phoneNumbers,[{'value':'1','type':'work'}]", "/phoneNumbers", "[{'value':'1','type':'work'}]"),
            row("add,phoneNumbers,{'value':'1'}", "/phoneNumbers", "[{'value':'1'}]"),
            row("add,phoneNumbers.value,'1'", "/phoneNumbers", "[{'value':'1'}]"),
            row("add,phoneNumbers[type eq \"work\"].value,'1'", "/phoneNumbers", "[{'type':'work','value':'1'}]"),
            row("Add,emails[type eq \"other\"].value,'o@x'", "/emails/2", "{'type':'other','value':'o@x'}"),
            row("add,emails[type eq \"other\" and primary eq true].value,'o@x'", "/emails/2", "{'type':'other','primary':true,'value':'o@x'}"),
            row("add,emails,[{'value':'c@x','type':'other'}]", "/emails/2/value", "'c@x'"),
            row("add,emails,[{'value':'b@x'}]", "/emails", "[{'value':'a@x','type':'work','primary':true},{'value':'b@x','type':'home'}]"),
            row("add,emails,[{'value':'c@x','primary':true}]", "/emails", "[{'value':'a@x','type':'work'},{'value':'b@x','type':'home'},{'value':'c@x','primary':true}]"),
            row("replace,emails,[{'value':'c@x','primary':'true'}]", "/emails", "[{'value':'c@x','primary':true}]"),
            row("replace,emails,[]", "/emails", "-"),
            row("replace,emails[type eq \"home\"],{'value':'c@x','primary':false}", "/emails/1", "{'value':'c@x','type':'home','primary':false}"),
            row("replace,emails[type eq \"home\"].value,'c@x'", "/emails/1", "{'value':'c@x','type':'home'}"),
            row("replace,emails[type eq \"home\"].primary,true", "/emails", "[{'value':'a@x','type':'work'},{'value':'b@x','type':'home','primary':true}]"),
            row("replace,emails[value sw \"a\" or type eq \"home\"].type,'other'", "/emails", "[{'value':'a@x','type':'other','primary':true},{'value':'b@x','type':'other'}]"),
            row("replace,emails.type,'other'", "/emails", "[{'value':'a@x','type':'other','primary':true},{'value':'b@x','type':'other'}]"),
            row("remove,emails", "/emails", "-"),
            row("remove,emails[type eq \"home\"]", "/emails", "[{'value':'a@x','type':'work','primary':true}]"),
            row("remove,emails[type eq \"nothing\"]", "/emails/1/value", "'b@x'"),
            row("remove,emails[type eq \"work\"].primary", "/emails/0", "{'value':'a@x','type':'work'}"),
            row("remove,emails.type", "/emails", "[{'value':'a@x','primary':true},{'value':'b@x'}]"),
            row("Remove,emails,[{'value':'a@x'}]", "/emails", "[{'value':'b@x','type':'home'}]"),
            row("Remove,roles,[{'value':'clerk'}]", "/roles", "[]"),
            row("add,roles,[{'value':'signer','display':'ignored'}]", "/roles", "[{'value':'clerk'},{'value':'signer'}]"),
            row("add,roles,['signer']", "/roles/1", "{'value':'signer'}"),
            row("replace," + ENTERPRISE + ":employeeNumber,'E-2'", "/" + ENTERPRISE + "/employeeNumber", "'E-2'"),
            row("replace," + ENTERPRISE + ",{'employeeNumber':'E-2','manager':{'value':'x'}}", "/" + ENTERPRISE, "{'employeeNumber':'E-2','department':'Vides nodaļa','manager':{'value':'m'}}"),
            row("remove," + ENTERPRISE + ":department", "/" + ENTERPRISE, "{'employeeNumber':'E-1','manager':{'value':'m'}}"),
            row("add,urn:lv:pkip:scim:schemas:1.0:User:unit,'finance'", "/urn:lv:pkip:scim:schemas:1.0:User", "{'unit':'finance'}"),
            row("add,,{'displayName':'X','title':'Y','unknown':'Z','schemas':['s'],'nickName':'n'}", "/title", "'Y'"),
            row("replace,,{'name':{'familyName':'Ozola'},'active':'False'}", "/active", "false"),
            row("replace,,{'name.familyName':'Ozola'}", "/name/familyName", "'Ozola'"),
            row("add,,{'emails[type eq \\'work\\'].value':'n@x'}".replace("\\'", "\\\""), "/emails/0/value", "'n@x'"),
            row("replace,,{'" + ENTERPRISE + ":employeeNumber':'E-3'}", "/" + ENTERPRISE + "/employeeNumber", "'E-3'"),
            row("replace,,{'" + ENTERPRISE + "':{'employeeNumber':'E-4'}}", "/" + ENTERPRISE + "/employeeNumber", "'E-4'"),
            row("add,externalId,'hr-1'", "/externalId", "'hr-1'"));
    }

    private static Arguments row(String operation, String pointer, String expected) {
        return Arguments.of(operation, pointer, expected);
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @MethodSource("changes")
    void section352_an_operation_changes_what_its_path_leads_to(String operation, String pointer, String expected) throws IOException {
        ObjectNode before = (ObjectNode) json(BEFORE);
        JsonNode after = Patch.applied(ResourceType.USER, before, request(operation)).at(pointer);
        assertEquals(expected.equals("-") ? "" : json(expected).toString(), after.isMissingNode() ? "" : after.toString());
        assertEquals(json(BEFORE), before, "the resource given stays as it is");
    }

    private static ObjectNode request(String operation) throws IOException {
        String[] parts = operation.split(",", 3);
        String path = parts[1].isEmpty() ? "" : ", \"path\": \"" + parts[1].replace("\"", "\\\"") + "\"";
        return (ObjectNode) json(Town.patch("{\"op\": \"" + parts[0] + "\"" + path + (parts.length == 3 ? ", \"value\": " + parts[2].replace('\'', '"') : "") + "}"));
    }

    private static JsonNode json(String text) throws IOException {
        return Json.own(text.startsWith("'") || text.startsWith("{'") || text.startsWith("[") ? text.replace('\'', '"').getBytes(StandardCharsets.UTF_8) : text.getBytes(StandardCharsets.UTF_8));
    }

    static List<Arguments> refusals() {
        return List.of(
            Arguments.of("replace,meta.version,'2'", "mutability"), Arguments.of("add,id,'2'", "mutability"), Arguments.of("remove,groups", "mutability"),
            Arguments.of("add,groups,[{'value':'h'}]", "mutability"), Arguments.of("replace,userName,'berta'", "mutability"), Arguments.of("remove,userName", "mutability"),
            Arguments.of("replace,userName,null", "mutability"), Arguments.of("remove,schemas", "mutability"), Arguments.of("replace," + ENTERPRISE + ":manager,{'value':'x'}", "mutability"),
            Arguments.of("replace," + ENTERPRISE + ":manager.value,'x'", "mutability"), Arguments.of("replace,roles[value eq \"clerk\"].display,'x'", "mutability"),
            Arguments.of("add,,{'id':'2'}", "mutability"), Arguments.of("add,,{'meta':{'version':'2'}}", "mutability"), Arguments.of("add,,{'groups[value eq \\'x\\'].display':'x'}".replace("\\'", "\\\""), "mutability"),
            Arguments.of("replace,salary,5", "invalidPath"), Arguments.of("replace,name.middle,'x'", "invalidPath"), Arguments.of("add,emails[,'x'", "invalidPath"),
            Arguments.of("add,emails[type eq \"work\"]x,'x'", "invalidPath"), Arguments.of("add,emails[type eq \"work\"].colour,'x'", "invalidPath"), Arguments.of("add,name[familyName pr],'x'", "invalidPath"),
            Arguments.of("remove,emails[type is \"work\"]", "invalidPath"), Arguments.of("remove,emails[colour pr]", "invalidPath"), Arguments.of("add,urn:example:User:x,'x'", "invalidPath"),
            Arguments.of("add,a.b.c,'x'", "invalidPath"), Arguments.of("add,/emails/0,'x'", "invalidPath"),
            Arguments.of("remove,", "noTarget"), Arguments.of("replace,emails[type eq \"other\"].value,'x@x'", "noTarget"), Arguments.of("replace,emails[type eq \"other\"],{'value':'x'}", "noTarget"),
            Arguments.of("add,emails[type co \"oth\"].value,'x@x'", "noTarget"), Arguments.of("add,emails[not (type pr)].value,'x@x'", "noTarget"),
            Arguments.of("add,displayName", "invalidValue"), Arguments.of("replace,displayName", "invalidValue"), Arguments.of("add,displayName,5", "invalidValue"), Arguments.of("add,displayName,{'a':1}", "invalidValue"),
            Arguments.of("add,name,'Anna'", "invalidValue"), Arguments.of("add,active,'perhaps'", "invalidValue"), Arguments.of("add,emails,5", "invalidValue"), Arguments.of("add,emails,[[]]", "invalidValue"),
            Arguments.of("add,emails,[{'value':'1','primary':true},{'value':'2','primary':true}]", "invalidValue"), Arguments.of("add,,'x'", "invalidValue"), Arguments.of("add,,[]", "invalidValue"),
            Arguments.of("replace,emails[type eq \"home\"].value,{'a':1}", "invalidValue"), Arguments.of("move,displayName,'x'", "invalidSyntax"), Arguments.of(",displayName,'x'", "invalidSyntax"));
    }

    @ParameterizedTest(name = "{0} → {1}")
    @MethodSource("refusals")
    void section352_what_cannot_be_changed_so_is_refused_in_the_words_of_section_312(String operation, String scimType) throws IOException {
        ObjectNode request = request(operation);
        ScimProblem problem = assertThrows(ScimProblem.class, () -> Patch.applied(ResourceType.USER, (ObjectNode) json(BEFORE), request));
        assertEquals("400 " + scimType, problem.status() + " " + problem.scimType(), problem.getMessage());
    }

    @Test
    void section352_a_request_that_is_none_is_refused() {
        try (Town town = new Town()) {
            String anna = "/Users/" + town.id("anna");
            for (String body : List.of("{}", "{\"Operations\": [{\"op\": \"add\", \"path\": \"title\", \"value\": \"x\"}]}", Town.patch(""), Town.patch("5"), Town.patch("[]"),
                    "{\"schemas\": [\"" + Urn.PATCH + "\"], \"Operations\": {}}", Town.patch("{\"op\": \"add\"}").replace("\"add\"", "5"))) {
                town.call("PATCH", anna, body).refused(400, "invalidSyntax");
            }
            town.call("PATCH", anna, Town.patch("{\"op\": \"add\", \"path\": 5, \"value\": \"x\"}")).refused(400, "invalidPath");
            assertEquals(1, town.account("anna").version());
        }
    }

    @Test
    void section352_of_several_operations_all_are_made_or_none() {
        try (Town town = new Town()) {
            String good = "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"Somebody\"}";
            town.call("PATCH", "/Users/" + town.id("anna"), Town.patch(good + ", {\"op\": \"remove\", \"path\": \"groups\"}")).refused(400, "mutability");
            town.call("PATCH", "/Users/" + town.id("anna"), Town.patch(good + ", {\"op\": \"add\", \"path\": \"roles\", \"value\": [\"king\"]}")).refused(400, "invalidValue");
            assertEquals("Anna Parauga 1", town.account("anna").profile().displayName() + " " + town.account("anna").version());
        }
    }

    @Test
    void section352_the_registry_keeps_what_the_patch_says() {
        try (Town town = new Town()) {
            assertEquals(200, patch(town, "{\"op\": \"replace\", \"path\": \"name.familyName\", \"value\": \"Ozola\"}").status());
            assertEquals("Anna Ozola", town.account("anna").profile().displayName(), "who is shown by the names is still, after marrying");
            patch(town, "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"Anna O.\"}, {\"op\": \"replace\", \"path\": \"name.givenName\", \"value\": \"Annija\"}");
            assertEquals("Anna O.", town.account("anna").profile().displayName());
            patch(town, "{\"op\": \"replace\", \"path\": \"name.familyName\", \"value\": \"Kalna\"}");
            assertEquals("Anna O.", town.account("anna").profile().displayName());
            patch(town, "{\"op\": \"replace\", \"path\": \"" + ENTERPRISE + ":department\", \"value\": \"Finanšu nodaļa\"}");
            assertEquals("finance", town.account("anna").employment().unit());
            patch(town, "{\"op\": \"replace\", \"path\": \"urn:lv:pkip:scim:schemas:1.0:User:unit\", \"value\": \"city\"}");
            assertEquals("city", town.account("anna").employment().unit());
            patch(town, "{\"op\": \"remove\", \"path\": \"" + ENTERPRISE + ":department\"}, {\"op\": \"remove\", \"path\": \"title\"}");
            assertEquals(" ", town.account("anna").employment().unit() + " " + town.account("anna").employment().position());
            patch(town, "{\"op\": \"add\", \"path\": \"title\", \"value\": \"Inspector\"}, {\"op\": \"replace\", \"path\": \"preferredLanguage\", \"value\": \"ru\"}");
            assertEquals("inspector ru", town.account("anna").employment().position() + " " + town.account("anna").profile().language());
            patch(town, "{\"op\": \"add\", \"value\": {\"emails\": [{\"value\": \"new@example.lv\", \"primary\": true}]}}, {\"op\": \"remove\", \"path\": \"phoneNumbers\"}");
            assertEquals("new@example.lv ", town.account("anna").profile().email() + " " + town.account("anna").profile().phone());
            patch(town, "{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}, {\"op\": \"remove\", \"path\": \"roles\"}");
            assertEquals("false []", town.account("anna").enabled() + " " + town.account("anna").roles());
            town.call("PATCH", "/Users/" + town.id("anna"), Town.patch("{\"op\": \"add\", \"path\": \"title\", \"value\": \"King\"}")).refused(400, "invalidValue");
        }
    }

    private static Town.Answer patch(Town town, String operations) {
        Town.Answer answer = town.call("PATCH", "/Users/" + town.id("anna"), Town.patch(operations));
        assertEquals(200, answer.status(), answer.body()::toString);
        return answer;
    }

    @Test
    void section352_members_come_and_go_as_identity_providers_write_it() {
        try (Town town = new Town()) {
            String path = "/Groups/" + town.groupId("inspectors");
            String berta = "{\"value\": \"" + town.id("berta") + "\"}";
            assertEquals(200, town.call("PATCH", path, Town.patch("{\"op\": \"Add\", \"path\": \"members\", \"value\": [" + berta + ", " + berta + "]}")).status());
            assertEquals(Set.of("anna", "berta", "hr"), members(town));
            assertEquals(200, town.call("PATCH", path, Town.patch("{\"op\": \"Add\", \"path\": \"members\", \"value\": [" + berta + "]}"), "If-Match", "W/\"2\"").status());
            assertEquals("W/\"2\"", town.get(path).header("etag").orElse(""), "who is there already changes nothing");
            town.call("PATCH", path, Town.patch("{\"op\": \"Remove\", \"path\": \"members\", \"value\": [{\"value\": \"" + town.id("anna") + "\"}]}"));
            assertEquals(Set.of("berta", "hr"), members(town));
            town.call("PATCH", path, Town.patch("{\"op\": \"remove\", \"path\": \"members[value eq \\\"" + town.id("berta") + "\\\"]\"}"));
            assertEquals(Set.of("hr"), members(town));
            town.call("PATCH", path, Town.patch("{\"op\": \"add\", \"value\": {\"members\": [" + berta + "], \"displayName\": \"Inspekcija\"}}"));
            assertEquals("[berta, hr] Inspekcija", members(town) + " " + town.memory.directory().group("inspectors").orElseThrow().title());
            town.call("PATCH", path, Town.patch("{\"op\": \"replace\", \"path\": \"members[value eq \\\"" + town.id("berta") + "\\\"].value\", \"value\": \"" + town.id("carl") + "\"}")).refused(400, "mutability");
            town.call("PATCH", path, Town.patch("{\"op\": \"remove\", \"path\": \"displayName\"}")).refused(400, "mutability");
            town.call("PATCH", path, Town.patch("{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"nobody\"}]}")).refused(400, "invalidValue");
            town.call("PATCH", path, Town.patch("{\"op\": \"replace\", \"path\": \"urn:lv:pkip:scim:schemas:1.0:Group:name\", \"value\": \"others\"}")).refused(400, "mutability");
            town.call("PATCH", path, Town.patch("{\"op\": \"add\", \"path\": \"urn:lv:pkip:scim:schemas:1.0:Group:roles\", \"value\": [\"signer\"]}"));
            assertEquals(Set.of("clerk", "signer"), town.memory.directory().group("inspectors").orElseThrow().roles());
            town.call("PATCH", path, Town.patch("{\"op\": \"remove\", \"path\": \"urn:lv:pkip:scim:schemas:1.0:Group:roles[value eq \\\"clerk\\\"]\"}, {\"op\": \"remove\", \"path\": \"members\"}"));
            assertEquals("[signer] [hr]", town.memory.directory().group("inspectors").orElseThrow().roles() + " " + members(town));
        }
    }

    private static Set<String> members(Town town) {
        return new TreeSet<>(town.memory.directory().group("inspectors").orElseThrow().members());
    }
}
