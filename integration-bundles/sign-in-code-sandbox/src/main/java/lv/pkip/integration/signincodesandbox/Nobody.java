package lv.pkip.integration.signincodesandbox;

import java.util.List;

/** Somebody who does not exist; codes of this form are given to nobody. */
record Nobody(String givenName, String familyName, String code) {
    static final List<Nobody> ALL = List.of(new Nobody("Jānis", "Paraudziņš", "32000000001"), new Nobody("Līga", "Piemēra", "00015810002"),
            new Nobody("Ēriks", "Izdomātais", "32000000003"), new Nobody("Māra", "Pārstāve", "32000000040"));

    String name() {
        return givenName + " " + familyName;
    }

    String written() {
        return code.substring(0, 6) + "-" + code.substring(6);
    }
}
