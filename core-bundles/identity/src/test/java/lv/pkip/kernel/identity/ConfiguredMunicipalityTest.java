package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.api.identity.Municipality.Unit;

class ConfiguredMunicipalityTest {
    private final ConfiguredMunicipality town = new ConfiguredMunicipality(Map.of("id", "paraugs", "name.lv", "Parauga novads",
            "baseUrl", "https://pakalpojumi.example.lv/", "property.city", "Paraugs", "unit.environment.lv", "Vides nodaļa",
            "unit.environment.en", "Environment", "unit.finance.lv", "Finanses", "service.pid", "lv.pkip.municipality"),
            () -> "http://127.0.0.1:8181");

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
        ConfiguredMunicipality nobody = new ConfiguredMunicipality(Map.of(), () -> "http://127.0.0.1:9999");
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
}
