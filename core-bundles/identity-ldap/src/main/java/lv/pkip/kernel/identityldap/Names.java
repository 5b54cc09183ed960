package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Locale;
import java.util.Optional;

/** Names of entries taken apart. */
final class Names {

    private Names() {
    }

    static RDN first(String dn) {
        try {
            return new DN(dn).getRDN();
        } catch (LDAPException e) {
            throw new IllegalArgumentException("no name of an entry: " + dn, e);
        }
    }

    /** The login in {@code uid=<login>,ou=people,<base>} or {@code uid=<login>,ou=services,<base>}, by which alone one binds. */
    static Optional<String> login(String dn, String base) {
        try {
            DN name = new DN(dn);
            DN above = name.getParent();
            if (above == null || name.getRDN().isMultiValued() || !name.getRDN().hasAttribute("uid")) {
                return Optional.empty();
            }
            return above.equals(new DN("ou=people," + base)) || above.equals(new DN("ou=services," + base))
                    ? Optional.of(name.getRDN().getAttributeValues()[0].toLowerCase(Locale.ROOT)) : Optional.empty();
        } catch (LDAPException e) {
            return Optional.empty();
        }
    }

    /** The key of the name above, empty for a name of one part. */
    static String above(String key) {
        try {
            DN parent = new DN(key).getParent();
            return parent == null ? "" : parent.toNormalizedString();
        } catch (LDAPException e) {
            return "";
        }
    }
}
