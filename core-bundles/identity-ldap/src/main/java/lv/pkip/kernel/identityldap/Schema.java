package lv.pkip.kernel.identityldap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is published in {@code cn=subschema}: object classes, attribute types, matching rules and syntaxes that are in use, no others. */
final class Schema {
    static final String DN = "cn=subschema";
    /** Our own numbers hang below 2.25 (ITU-T X.667), which needs nobody's leave. */
    static final String ROOT = "19249996047516768263882428328152457312";

    private static final Map<String, String> CLASSES = new LinkedHashMap<>();
    private static final Map<String, String> NAMES = new HashMap<>();
    private static final Map<String, String> SYNTAXES = Map.of("1.3.6.1.4.1.1466.115.121.1.15", "Directory String",
            "1.3.6.1.4.1.1466.115.121.1.26", "IA5 String", "1.3.6.1.4.1.1466.115.121.1.27", "INTEGER", "1.3.6.1.4.1.1466.115.121.1.12", "DN",
            "1.3.6.1.4.1.1466.115.121.1.50", "Telephone Number", "1.3.6.1.1.16.1", "UUID", "1.3.6.1.4.1.1466.115.121.1.24", "Generalized Time",
            "1.3.6.1.4.1.1466.115.121.1.38", "OID", "1.3.6.1.4.1.1466.115.121.1.7", "Boolean");
    private static final List<String> RULES = List.of("( 2.5.13.0 NAME 'objectIdentifierMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
            "( 2.5.13.1 NAME 'distinguishedNameMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )",
            "( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
            "( 2.5.13.3 NAME 'caseIgnoreOrderingMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
            "( 2.5.13.4 NAME 'caseIgnoreSubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.58 )",
            "( 2.5.13.6 NAME 'caseExactOrderingMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
            "( 1.3.6.1.4.1.1466.109.114.1 NAME 'caseExactIA5Match' SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
            "( 1.3.6.1.4.1.1466.109.114.2 NAME 'caseIgnoreIA5Match' SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
            "( 1.3.6.1.4.1.1466.109.114.3 NAME 'caseIgnoreIA5SubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.58 )",
            "( 1.3.6.1.4.1.4203.1.2.1 NAME 'caseExactIA5SubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )",
            "( 2.5.13.13 NAME 'booleanMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )",
            "( 2.5.13.14 NAME 'integerMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
            "( 2.5.13.15 NAME 'integerOrderingMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
            "( 2.5.13.20 NAME 'telephoneNumberMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.50 )",
            "( 2.5.13.21 NAME 'telephoneNumberSubstringsMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.58 )",
            "( 2.5.13.27 NAME 'generalizedTimeMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )",
            "( 2.5.13.28 NAME 'generalizedTimeOrderingMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )",
            "( 1.3.6.1.1.16.2 NAME 'UUIDMatch' SYNTAX 1.3.6.1.1.16.1 )", "( 1.3.6.1.1.16.3 NAME 'UUIDOrderingMatch' SYNTAX 1.3.6.1.1.16.1 )");

    static {
        define("2.5.6.0", "top", "ABSTRACT MUST objectClass");
        define("2.5.6.4", "organization", "SUP top STRUCTURAL MUST o MAY description");
        define("2.5.6.5", "organizationalUnit", "SUP top STRUCTURAL MUST ou MAY ( description )");
        define("2.5.6.6", "person", "SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( telephoneNumber $ description )");
        define("2.5.6.7", "organizationalPerson", "SUP person STRUCTURAL MAY ( title $ ou )");
        define("2.16.840.1.113730.3.2.2", "inetOrgPerson", "SUP organizationalPerson STRUCTURAL MAY ( departmentNumber $ displayName $ employeeNumber"
                + " $ givenName $ mail $ manager $ o $ preferredLanguage $ uid )");
        // As RFC 2307bis and the 389 directory have it: a group may be empty, and is both kinds of group at once.
        define("2.5.6.9", "groupOfNames", "SUP top STRUCTURAL MUST cn MAY ( member $ description $ o $ ou )");
        define("1.3.6.1.1.1.2.2", "posixGroup", "SUP top AUXILIARY MUST gidNumber MAY ( memberUid $ description )");
        define("0.9.2342.19200300.100.4.5", "account", "SUP top STRUCTURAL MUST uid MAY ( description $ o $ ou )");
        define("1.3.6.1.4.1.1466.344", "dcObject", "SUP top AUXILIARY MUST dc");
        define("2.25." + ROOT + ".2.1", "pkipPerson", "SUP top AUXILIARY MAY ( pkipUnit $ pkipPersonalCode )");
        define("2.25." + ROOT + ".2.2", "pkipUnitObject", "SUP top AUXILIARY MAY ( displayName $ manager $ pkipUnitKind $ pkipRegistrationNumber )");
        define("2.25." + ROOT + ".2.3", "pkipService", "SUP top AUXILIARY MAY ( cn $ displayName )");
        define("2.25." + ROOT + ".2.4", "pkipRoot", "SUP top STRUCTURAL MAY cn");
        define("2.5.20.1", "subschema", "AUXILIARY MAY ( objectClasses $ attributeTypes $ matchingRules $ ldapSyntaxes )");
        define("2.5.17.0", "subentry", "SUP top STRUCTURAL MUST cn");
    }

    private Schema() {
    }

    private static void define(String oid, String name, String rest) {
        CLASSES.put(name, "( " + oid + " NAME '" + name + "' " + rest + " )");
        NAMES.put(oid, name.toLowerCase(Locale.ROOT));
        NAMES.put(name.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    }

    /** A number or a name as the key of a name; what is not known is its own key. */
    static String className(String value) {
        String small = value.strip().toLowerCase(Locale.ROOT);
        return NAMES.getOrDefault(small, small);
    }

    static Map<Attribute, List<String>> published() {
        return Map.of(Attribute.OBJECT_CLASSES, List.copyOf(CLASSES.values()),
                Attribute.ATTRIBUTE_TYPES, Stream.concat(Stream.of("( 2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch ORDERING caseIgnoreOrderingMatch"
                        + " SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"),
                        Arrays.stream(Attribute.values()).map(Attribute::described)).toList(),
                Attribute.MATCHING_RULES, RULES,
                Attribute.LDAP_SYNTAXES, SYNTAXES.entrySet().stream().map(s -> "( " + s.getKey() + " DESC '" + s.getValue() + "' )").sorted()
                        .collect(Collectors.toList()));
    }
}
