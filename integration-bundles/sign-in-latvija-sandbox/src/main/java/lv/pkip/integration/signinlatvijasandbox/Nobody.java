package lv.pkip.integration.signinlatvijasandbox;

import java.util.List;

/**
 * Somebody who does not exist; codes of these forms are given to nobody.
 *
 * @param code     today's personal code
 * @param historic codes of before
 * @param level    1 to 4, as the service states it
 */
public record Nobody(String givenName, String familyName, String code, List<String> historic, int level) {
    private static final String MEANS = "URN:IVIS:100001:AM.";
    static final List<Nobody> ALL = List.of(
            new Nobody("Jānis", "Paraudziņš", "32000000001", List.of(), 4),
            new Nobody("Līga", "Piemēra", "32000000002", List.of("00015810002"), 4),
            new Nobody("Ēriks", "Izdomātais", "32000000003", List.of(), 3),
            new Nobody("Māra", "Pārstāve", "32000000040", List.of("00015810004"), 4));

    String method() {
        return MEANS + (level == 4 ? "EPARAKSTS-MOBILE" : "BANK-PARAUGS");
    }

    Nobody at(int other) {
        return new Nobody(givenName, familyName, code, historic, other);
    }
}
