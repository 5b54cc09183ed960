package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.List;
import java.util.Optional;

/** An entry of a catalog as one viewer sees it. */
interface Row {

    String dn();

    /** Empty when the viewer may not know whether there are any. */
    Optional<List<String>> values(Attribute attribute);

    default boolean inName(Attribute attribute, Rule rule, String key) {
        try {
            for (RDN rdn : new DN(dn()).getRDNs()) {
                for (int i = 0; i < rdn.getAttributeNames().length; i++) {
                    if (Attribute.named(rdn.getAttributeNames()[i]).contains(attribute) && key.equals(rule.key(rdn.getAttributeValues()[i]))) {
                        return true;
                    }
                }
            }
            return false;
        } catch (LDAPException e) {
            return false;
        }
    }

    /** An entry of the tree. */
    record InTree(Catalog catalog, int place, Viewer viewer) implements Row {
        @Override
        public String dn() {
            return catalog.entry(place).dn();
        }

        @Override
        public Optional<List<String>> values(Attribute attribute) {
            return viewer.sees(catalog.entry(place), attribute) ? Optional.of(catalog.values(place, attribute)) : Optional.empty();
        }
    }

    /** The root or the schema, which everybody may see. */
    record Outside(FixedEntry entry) implements Row {
        @Override
        public String dn() {
            return entry.dn();
        }

        @Override
        public Optional<List<String>> values(Attribute attribute) {
            return Optional.of(switch (attribute) {
                case ENTRY_DN -> List.of(entry.dn());
                case SUBSCHEMA_SUBENTRY -> List.of(Schema.DN);
                case ENTRY_UUID -> entry.dn().isEmpty() ? List.of() : List.of(entry.uuid().toString());
                default -> entry.values(attribute);
            });
        }
    }
}
