package lv.pkip.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.shell.gate.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every route of the shell against everybody who must not take it. */
class RoutesTest {
    private static TestSite site;

    @BeforeAll
    static void start() throws Exception {
        site = TestSite.start();
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    private static String address(Route route) {
        return route.path().replaceAll("\\{[a-z]+}", "x1");
    }

    private static HttpResponse<String> take(TestSite.Visitor visitor, Route route) throws Exception {
        return route.method().equals("GET") ? visitor.get(address(route)) : visitor.post(address(route));
    }

    private static Stream<Route> routes() {
        return site.site.routes().stream();
    }

    @Test
    void thereAreRoutesOfEachKind() {
        assertTrue(routes().filter(r -> r.access().permission().isPresent()).count() >= 7);
        assertTrue(routes().filter(r -> r.access().kind().equals(Optional.of(Actor.Kind.STAFF))).count() >= 20);
        assertTrue(routes().filter(r -> r.access().kind().equals(Optional.of(Actor.Kind.RESIDENT))).count() >= 12);
    }

    @TestFactory
    Stream<DynamicTest> nobodyTakesARouteThatNeedsSigningIn() {
        return routes().filter(r -> r.access().signedIn()).map(r -> DynamicTest.dynamicTest(r.method() + " " + r.path(), () -> {
            HttpResponse<String> response = take(site.anonymous(), r);
            assertEquals(303, response.statusCode());
            String to = response.headers().firstValue("Location").orElseThrow();
            assertTrue(to.startsWith(r.access().kind().equals(Optional.of(Actor.Kind.STAFF)) ? "/sign-in/staff" : "/sign-in"), to);
        }));
    }

    @TestFactory
    Stream<DynamicTest> residentsTakeNoRouteOfStaff() {
        return routes().filter(r -> r.access().kind().equals(Optional.of(Actor.Kind.STAFF)))
                .map(r -> DynamicTest.dynamicTest(r.method() + " " + r.path(), () -> assertEquals(403, take(site.resident("p9"), r).statusCode())));
    }

    @TestFactory
    Stream<DynamicTest> staffTakeNoRouteOfResidents() {
        return routes().filter(r -> r.access().kind().equals(Optional.of(Actor.Kind.RESIDENT)))
                .map(r -> DynamicTest.dynamicTest(r.method() + " " + r.path(), () -> assertEquals(403, take(site.staff("anna", "*"), r).statusCode())));
    }

    @TestFactory
    Stream<DynamicTest> staffWithoutThePermissionAreRefused() {
        return routes().filter(r -> r.access().permission().isPresent())
                .map(r -> DynamicTest.dynamicTest(r.method() + " " + r.path(), () -> assertEquals(403, take(site.staff("anna", "bench:*", "other:*"), r).statusCode())));
    }

    @TestFactory
    Stream<DynamicTest> noFormIsTakenWithoutItsToken() {
        List<DynamicTest> tests = new ArrayList<>();
        routes().filter(r -> r.method().equals("POST") && !r.foreign()).forEach(r -> {
            TestSite.Visitor visitor = r.access().kind().equals(Optional.of(Actor.Kind.RESIDENT)) ? site.resident("p8")
                    : r.access().signedIn() ? site.staff("anna", "*") : site.anonymous();
            tests.add(DynamicTest.dynamicTest(r.path() + " without", () -> assertEquals(403, visitor.postPlain(address(r)).statusCode())));
            tests.add(DynamicTest.dynamicTest(r.path() + " with another's", () -> assertEquals(403, visitor.postPlain(address(r), "_csrf", "csrf-of-somebody").statusCode())));
        });
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> casesOfServicesOneMayNotReadAreNotThere() throws Exception {
        return Stream.of("/work/cases/SO-2026-1", "/work/cases/SO-2026-1/actions/accept")
                .map(path -> DynamicTest.dynamicTest(path, () -> assertEquals(404, site.staff("eva", "dog-fee:*").get(path).statusCode())));
    }
}
