package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.api.identity.Municipality.Unit;
import lv.pkip.kernel.api.registry.Directory;

class ConfiguredMunicipalityTest {
    private Directory registry = with();
    private final ConfiguredMunicipality town = new ConfiguredMunicipality(Map.of("id", "paraugs", "name.lv", "Parauga novads",
            "baseUrl", "https://pakalpojumi.example.lv/", "property.city", "Paraugs", "unit.environment.lv", "Vides nodaļa",
            "unit.environment.en", "Environment", "unit.finance.lv", "Finanses", "service.pid", "lv.pkip.municipality"),
            () -> "http://127.0.0.1:8181", () -> registry);

    @Test
    void readsNamesAddressesAndUnits() {
        assertEquals("paraugs", town.id());
        assertEquals("Parauga novads", town.name("lv"));
        assertEquals("https://pakalpojumi.example.lv", town.baseUrl());
        assertEquals(Map.of("city", "Paraugs"), town.properties());
        assertEquals(List.of("environment", "finance"), town.units().stream().map(Unit::id).toList());
        assertEquals("Environment", town.units().get(0).name("en"));
        assertEquals("Vides nodaļa", town.units().get(0).name("ru"));
    }

    @Test
    void isNeutralUntilConfigured() {
        ConfiguredMunicipality nobody = new ConfiguredMunicipality(Map.of(), () -> "http://127.0.0.1:9999", () -> registry);
        assertEquals("http://127.0.0.1:9999", nobody.baseUrl());
        assertEquals("Pašvaldība", nobody.name("lv"));
        assertEquals("", nobody.registrationNumber());
        assertEquals(List.of(), nobody.units());
    }

    @Test
    void takesAChangeAtOnce() {
        town.take(Map.of("name.lv", "Cits novads"));
        assertEquals("Cits novads", town.name("lv"));
        assertEquals(List.of(), town.units());
    }

    private static Directory with(lv.pkip.kernel.api.registry.Unit... units) {
        return Directory.of(0, List.of(), List.of(units), List.of(), List.of(), List.of());
    }

    @Test
    void takesUnitsFromTheRegistryWhereItHasThem() {
        registry = with(new lv.pkip.kernel.api.registry.Unit("environment", "", lv.pkip.kernel.api.registry.Unit.Kind.UNIT,
                Map.of("lv", "Vides un ainavas nodaļa"), "", "", 1), new lv.pkip.kernel.api.registry.Unit("roads", "",
                lv.pkip.kernel.api.registry.Unit.Kind.UNIT, Map.of("lv", "Ceļi"), "", "", 1));
        assertEquals(List.of("environment", "finance", "roads"), town.units().stream().map(Unit::id).toList());
        assertEquals("Vides un ainavas nodaļa", town.units().get(0).name("lv"));
    }
}
