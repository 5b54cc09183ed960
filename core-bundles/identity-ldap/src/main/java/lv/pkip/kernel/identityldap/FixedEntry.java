package lv.pkip.kernel.identityldap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An entry that is there always: the root, the schema, the top of the tree and its branches. */
record FixedEntry(String dn, String key, UUID uuid, Map<Attribute, List<String>> values) implements Entry {

    static FixedEntry at(String dn, Map<Attribute, List<String>> values) {
        String key = Rule.dn(dn);
        return new FixedEntry(dn, key, UUID.nameUUIDFromBytes(("entry " + key).getBytes(StandardCharsets.UTF_8)), Map.copyOf(values));
    }

    @Override
    public List<String> values(Attribute attribute) {
        return values.getOrDefault(attribute, List.of());
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public String login() {
        return "";
    }

    @Override
    public boolean isAs(Entry other) {
        return equals(other);
    }
}
