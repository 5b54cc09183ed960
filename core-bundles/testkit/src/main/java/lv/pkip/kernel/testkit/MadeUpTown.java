package lv.pkip.kernel.testkit;

import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.identity.Municipality;

/** A made-up municipality at an address, with an account whose check digits fit unless told otherwise. */
public record MadeUpTown(String baseUrl, Map<String, String> properties) implements Municipality {
    public static final String IBAN = "LV80BANK0000435195001";

    public static MadeUpTown at(String baseUrl) {
        return new MadeUpTown(baseUrl, Map.of("iban", IBAN));
    }

    @Override
    public String id() {
        return "paraugs";
    }

    @Override
    public String name(String language) {
        return "Paraugu novada pašvaldība";
    }

    @Override
    public String registrationNumber() {
        return "90000000000";
    }

    @Override
    public String address() {
        return "Rātslaukums 1, Paraugi";
    }

    @Override
    public String email() {
        return "dome@example.org";
    }

    @Override
    public String phone() {
        return "60000000";
    }

    @Override
    public List<Unit> units() {
        return List.of();
    }
}
