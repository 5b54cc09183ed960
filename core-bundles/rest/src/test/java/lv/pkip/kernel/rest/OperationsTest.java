package lv.pkip.kernel.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lv.pkip.kernel.api.request.Endpoints;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private final List<Endpoints.Endpoint> endpoints = new Operations().endpoints();

    @Test
    void everyOperationIsToldWithItsRule() {
        assertEquals(RestApplication.RESOURCES.stream().mapToInt(resource -> OpenApi.operations(resource).size()).sum(), endpoints.size());
        assertTrue(endpoints.stream().noneMatch(e -> e.who() == Endpoints.Who.NOBODY), endpoints::toString);
        assertTrue(endpoints.stream().anyMatch(e -> e.method().equals("GET") && e.path().equals("/api/v1/cases/{number}") && e.who() == Endpoints.Who.SIGNED_IN), endpoints::toString);
    }
}
