package lv.pkip.kernel.identityldap;

import java.util.List;
import java.util.UUID;

/** One entry of the tree: its values are looked up where they are kept anyway, so that twenty thousand of them cost little. */
interface Entry {

    String dn();

    /** The name as the index of names has it. */
    String key();

    UUID uuid();

    /** Values that belong to the entry itself; those that its place in the tree gives are the catalog's. */
    List<String> values(Attribute attribute);

    /** True for what holds the tree together: everybody bound sees it. */
    boolean isOpen();

    /** The account that this is, empty for what is none. */
    String login();

    /** True when another one has the same values. */
    boolean isAs(Entry other);

    static List<String> unlessEmpty(String value) {
        return value.isEmpty() ? List.of() : List.of(value);
    }
}
