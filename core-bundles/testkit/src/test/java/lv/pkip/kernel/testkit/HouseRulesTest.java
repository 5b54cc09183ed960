package lv.pkip.kernel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import lv.pkip.kernel.api.audit.Audit;

class HouseRulesTest {
    private static final JavaClasses SAMPLES = new ClassFileImporter().importPackages("lv.pkip.service", "lv.pkip.integration", "lv.example");

    private static List<String> breaches(String... classes) throws ClassNotFoundException {
        Class<?> first = Class.forName(classes[0]);
        List<String> wanted = List.of(classes);
        return HouseRules.breaches(SAMPLES.that(com.tngtech.archunit.base.DescribedPredicate.describe("chosen",
                c -> wanted.stream().anyMatch(w -> c.getName().equals(w) || c.getName().startsWith(w + "$")))), first);
    }

    @Test
    void theKernelApiKeepsThem() {
        HouseRules.check(Audit.class);
    }

    @Test
    void aServiceMayUseThePortAndTheApi() throws ClassNotFoundException {
        assertEquals(List.of(), breaches("lv.pkip.service.good.Good"));
    }

    @Test
    void aConnectorMayUseItsOwnPort() throws ClassNotFoundException {
        assertEquals(List.of(), breaches("lv.pkip.integration.portdesk.Desk"));
    }

    @Test
    void aPortImportsNothing() throws ClassNotFoundException {
        assertEquals(List.of(), breaches("lv.pkip.integration.port.Port"));
    }

    @Test
    void aConnectorMayNotLookIntoAService() throws ClassNotFoundException {
        List<String> breaches = breaches("lv.pkip.integration.portdesk.Nosy");
        assertEquals(1, breaches.size(), breaches::toString);
        assertTrue(breaches.get(0).contains("Other"), breaches::toString);
    }

    @Test
    void everyBreachIsNamed() throws ClassNotFoundException {
        String all = String.join("\n", breaches("lv.pkip.service.breach.ThingManager"));
        for (String because : List.of("a thing is named for what it is", "nothing is made for heirs",
                "references come by the constructor", "what is worth saying goes to the log",
                "never another service or connector", "the kernel's work")) {
            assertTrue(all.contains(because), () -> because + " is missing in\n" + all);
        }
        assertTrue(all.contains("lv.pkip.service.other.Other"), all);
        assertTrue(all.contains("lv.pkip.kernel.testkit.FixedActor"), all);
    }

    @Test
    void aVendorNamesThingsAsTheyLike() throws ClassNotFoundException {
        assertEquals(List.of(), breaches("lv.example.pothole.PotholeUtil"));
    }

    @Test
    void aVendorLeavesTheKernelAndOthersAlone() throws ClassNotFoundException {
        String all = String.join("\n", breaches("lv.example.pothole.Meddler"));
        for (String because : List.of("never another service or connector", "the kernel's work", "goes to the log")) {
            assertTrue(all.contains(because), () -> because + " is missing in\n" + all);
        }
    }

    @Test
    void aPackageOfNoFamilyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> HouseRules.check(lv.pkip.Stray.class));
    }
}
