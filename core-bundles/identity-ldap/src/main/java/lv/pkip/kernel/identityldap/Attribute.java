package lv.pkip.kernel.identityldap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The attribute types there are: name, number, how values compare, who may see them, and whether an index is kept. */
enum Attribute {
    OBJECT_CLASS("objectClass", "2.5.4.0", Rule.OID, "m"),
    CN("cn commonName", "2.5.4.3", Rule.IGNORE_CASE, "mi"),
    SN("sn surname", "2.5.4.4", Rule.IGNORE_CASE, "mi"),
    GIVEN_NAME("givenName gn", "2.5.4.42", Rule.IGNORE_CASE, "mi"),
    DISPLAY_NAME("displayName", "2.16.840.1.113730.3.1.241", Rule.IGNORE_CASE, "i"),
    UID("uid userid", "0.9.2342.19200300.100.1.1", Rule.IGNORE_CASE, "mi"),
    MAIL("mail rfc822Mailbox", "0.9.2342.19200300.100.1.3", Rule.IGNORE_CASE_IA5, "mi", Level.CONTACT),
    TELEPHONE_NUMBER("telephoneNumber", "2.5.4.20", Rule.TELEPHONE, "mi", Level.CONTACT),
    EMPLOYEE_NUMBER("employeeNumber", "2.16.840.1.113730.3.1.3", Rule.IGNORE_CASE, "i"),
    PREFERRED_LANGUAGE("preferredLanguage", "2.16.840.1.113730.3.1.39", Rule.IGNORE_CASE, ""),
    TITLE("title", "2.5.4.12", Rule.IGNORE_CASE, "mi"),
    OU("ou organizationalUnitName", "2.5.4.11", Rule.IGNORE_CASE, "mi"),
    O("o organizationName", "2.5.4.10", Rule.IGNORE_CASE, "m"),
    DC("dc domainComponent", "0.9.2342.19200300.100.1.25", Rule.IGNORE_CASE_IA5, ""),
    DEPARTMENT_NUMBER("departmentNumber", "2.16.840.1.113730.3.1.2", Rule.IGNORE_CASE, "mi"),
    DESCRIPTION("description", "2.5.4.13", Rule.IGNORE_CASE, "m"),
    MANAGER("manager", "0.9.2342.19200300.100.1.10", Rule.DN_RULE, "m"),
    MEMBER("member", "2.5.4.31", Rule.DN_RULE, "mi"),
    MEMBER_UID("memberUid", "1.3.6.1.1.1.1.12", Rule.EXACT_IA5, "mi"),
    GID_NUMBER("gidNumber", "1.3.6.1.1.1.1.1", Rule.INTEGER, "i"),
    UNIT("pkipUnit", "2.25." + Schema.ROOT + ".1.1", Rule.DN_RULE, "i"),
    UNIT_KIND("pkipUnitKind", "2.25." + Schema.ROOT + ".1.2", Rule.IGNORE_CASE, ""),
    REGISTRATION_NUMBER("pkipRegistrationNumber", "2.25." + Schema.ROOT + ".1.3", Rule.IGNORE_CASE, ""),
    PERSONAL_CODE("pkipPersonalCode", "2.25." + Schema.ROOT + ".1.4", Rule.IGNORE_CASE, "n", Level.CODE),
    MEMBER_OF("memberOf", "1.2.840.113556.1.2.102", Rule.DN_RULE, "omi"),
    STRUCTURAL("structuralObjectClass", "2.5.21.9", Rule.OID, "o"),
    ENTRY_UUID("entryUUID", "1.3.6.1.1.16.4", Rule.UUID_RULE, "oi"),
    ENTRY_DN("entryDN", "1.3.6.1.1.20", Rule.DN_RULE, "oi"),
    CREATED("createTimestamp", "2.5.18.1", Rule.TIME, "o"),
    MODIFIED("modifyTimestamp", "2.5.18.2", Rule.TIME, "o"),
    SUBSCHEMA_SUBENTRY("subschemaSubentry", "2.5.18.10", Rule.DN_RULE, "o"),
    HAS_SUBORDINATES("hasSubordinates", "2.5.18.9", Rule.TRUTH, "o"),
    NUM_SUBORDINATES("numSubordinates", "1.3.6.1.4.1.453.16.2.103", Rule.INTEGER, "o", Level.READ),
    NAMING_CONTEXTS("namingContexts", "1.3.6.1.4.1.1466.101.120.5", Rule.DN_RULE, "rm"),
    SUPPORTED_CONTROL("supportedControl", "1.3.6.1.4.1.1466.101.120.13", Rule.OID, "rm"),
    SUPPORTED_EXTENSION("supportedExtension", "1.3.6.1.4.1.1466.101.120.7", Rule.OID, "rm"),
    SUPPORTED_FEATURES("supportedFeatures", "1.3.6.1.4.1.4203.1.3.5", Rule.OID, "rm"),
    SUPPORTED_VERSION("supportedLDAPVersion", "1.3.6.1.4.1.1466.101.120.15", Rule.INTEGER, "rm"),
    VENDOR_NAME("vendorName", "1.3.6.1.1.4", Rule.IGNORE_CASE, "r"),
    OBJECT_CLASSES("objectClasses", "2.5.21.6", Rule.NONE, "om"),
    ATTRIBUTE_TYPES("attributeTypes", "2.5.21.5", Rule.NONE, "om"),
    MATCHING_RULES("matchingRules", "2.5.21.4", Rule.NONE, "om"),
    LDAP_SYNTAXES("ldapSyntaxes", "1.3.6.1.4.1.1466.101.120.16", Rule.NONE, "om");

    /** Subtypes of {@code name}: who asks for it asks for each of them. */
    private static final List<Attribute> NAMES = List.of(CN, SN, GIVEN_NAME, TITLE, OU, O);
    private static final Map<String, List<Attribute>> BY_NAME = new HashMap<>();

    static {
        for (Attribute attribute : values()) {
            BY_NAME.put(attribute.oid, List.of(attribute));
            attribute.names.forEach(name -> BY_NAME.put(name.toLowerCase(Locale.ROOT), List.of(attribute)));
        }
        BY_NAME.put("name", NAMES);
        BY_NAME.put("2.5.4.41", NAMES);
    }

    private final List<String> names;
    private final String oid;
    private final Rule rule;
    private final String traits;
    private final Level level;

    Attribute(String names, String oid, Rule rule, String traits) {
        this(names, oid, rule, traits, Level.PLAIN);
    }

    /** @param traits m: many values, i: index, o: operational, r: operational and of the root, n: only when asked for by name */
    Attribute(String names, String oid, Rule rule, String traits, Level level) {
        this.names = List.of(names.split(" "));
        this.oid = oid;
        this.rule = rule;
        this.traits = traits;
        this.level = level;
    }

    /** The types of a name or number, without regard to case; none for an unknown one or one with options, of which there are none here. */
    static List<Attribute> named(String description) {
        List<Attribute> exact = BY_NAME.get(description);
        return exact != null ? exact : BY_NAME.getOrDefault(description.toLowerCase(Locale.ROOT), List.of());
    }

    static Optional<Attribute> one(String description) {
        return named(description).stream().findFirst();
    }

    static List<Attribute> indexed() {
        return Arrays.stream(values()).filter(Attribute::isIndexed).toList();
    }

    /** As written in answers. */
    String type() {
        return names.get(0);
    }

    Rule rule() {
        return rule;
    }

    Level level() {
        return level;
    }

    boolean isIndexed() {
        return traits.contains("i");
    }

    boolean isOperational() {
        return traits.contains("o") || traits.contains("r");
    }

    /** Asked for by name only, never by {@code *}. */
    boolean isByNameOnly() {
        return traits.contains("n");
    }

    /** RFC 4512, 4.1.2. */
    String described() {
        boolean isName = NAMES.contains(this);
        String label = names.size() == 1 ? "'" + type() + "'" : "( '" + String.join("' '", names) + "' )";
        return "( " + oid + " NAME " + label + (isName ? " SUP name" : "") + (rule.equality().isEmpty() ? "" : " EQUALITY " + rule.equality())
                + (rule.ordering().isEmpty() ? "" : " ORDERING " + rule.ordering())
                + (rule.substring().isEmpty() ? "" : " SUBSTR " + rule.substring()) + " SYNTAX " + rule.syntax()
                + (traits.contains("m") ? "" : " SINGLE-VALUE") + (isOperational() ? " NO-USER-MODIFICATION USAGE "
                        + (traits.contains("r") ? "dSAOperation" : "directoryOperation") : "") + " )";
    }
}
