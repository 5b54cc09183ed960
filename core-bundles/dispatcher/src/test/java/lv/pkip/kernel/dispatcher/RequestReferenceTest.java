package lv.pkip.kernel.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.request.RequestReference;
import org.junit.jupiter.api.Test;

class RequestReferenceTest {

    private static String of(String requestId, String traceparent) {
        return RequestReference.of(Optional.ofNullable(requestId), Optional.ofNullable(traceparent));
    }

    @Test
    void a_well_formed_one_of_the_caller_is_taken() {
        assertEquals("7c9e6679-7425-40de-944b-e07fc1f90ae7", of("7c9e6679-7425-40de-944b-e07fc1f90ae7", null));
        assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", of(null, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        assertEquals("aaaaaaaaaaaaaaaa", of("aaaaaaaaaaaaaaaa", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }

    @Test
    void anything_else_is_replaced_by_one_that_is_made() {
        for (String bad : List.of("", "short", "010190-12345", "x".repeat(65), "line\nbreak-0123456789", "<script>aaaaaaaaaa", "ā".repeat(20))) {
            assertTrue(of(bad, null).matches("[0-9A-Z]{10}"), bad);
        }
        for (String bad : List.of("00-00000000000000000000000000000000-00f067aa0ba902b7-01", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-4bf9-00f067aa0ba902b7-01")) {
            assertTrue(of(null, bad).matches("[0-9A-Z]{10}"), bad);
        }
        assertNotEquals(of(null, null), of(null, null));
    }
}
