package lv.pkip.distribution.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void a_text_is_found_by_its_name_and_not_by_a_longer_one() {
        String json = "{\"refresh_access_token\":\"no\", \"access_token\" : \"pkip_at_x-y\",\"active\":true}";
        assertEquals("pkip_at_x-y", Json.text(json, "access_token"));
        assertEquals("", Json.text(json, "token"));
        assertEquals("", Json.text(json, "active"));
    }

    @Test
    void escaped_slashes_are_slashes() {
        assertEquals("http://a/b", Json.text("{\"iss\":\"http:\\/\\/a\\/b\"}", "iss"));
    }

    @Test
    void only_true_is_true() {
        assertTrue(Json.isTrue("{\"active\":true}", "active"));
        assertTrue(Json.isTrue("{ \"active\" : true }", "active"));
        assertFalse(Json.isTrue("{\"active\":false}", "active"));
        assertFalse(Json.isTrue("{\"active\":\"true\"}", "active"));
        assertFalse(Json.isTrue("{}", "active"));
        assertFalse(Json.isTrue("", "active"));
    }
}
