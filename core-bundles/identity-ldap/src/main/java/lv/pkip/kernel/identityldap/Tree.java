package lv.pkip.kernel.identityldap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** All that can be named: the catalog of now, and outside of it the root and the schema. */
final class Tree {
    private final Supplier<Catalog> catalog;
    private final FixedEntry plainRoot;
    private final FixedEntry rootWithTls;
    private final FixedEntry schema;
    private final boolean startTls;

    private Tree(Supplier<Catalog> catalog, FixedEntry plainRoot, FixedEntry rootWithTls, FixedEntry schema, boolean startTls) {
        this.catalog = catalog;
        this.plainRoot = plainRoot;
        this.rootWithTls = rootWithTls;
        this.schema = schema;
        this.startTls = startTls;
    }

    static Tree of(Supplier<Catalog> catalog, String base) {
        Map<Attribute, List<String>> published = new java.util.EnumMap<>(Schema.published());
        published.put(Attribute.OBJECT_CLASS, List.of("top", "subentry", "subschema"));
        published.put(Attribute.STRUCTURAL, List.of("subentry"));
        published.put(Attribute.CN, List.of("subschema"));
        return new Tree(catalog, root(base, false), root(base, true), FixedEntry.at(Schema.DN, published), false);
    }

    /** The same as it is seen where encryption can be begun. */
    Tree withStartTls(boolean can) {
        return new Tree(catalog, plainRoot, rootWithTls, schema, can);
    }

    private static FixedEntry root(String base, boolean startTls) {
        return FixedEntry.at("", Map.of(Attribute.OBJECT_CLASS, List.of("top", "pkipRoot"), Attribute.STRUCTURAL, List.of("pkipRoot"),
                Attribute.NAMING_CONTEXTS, List.of(base),
                Attribute.SUPPORTED_CONTROL, List.of(Searching.PAGES, Searching.SORT, Conversation.MANAGE_DSA_IT),
                Attribute.SUPPORTED_EXTENSION, startTls ? List.of(Conversation.START_TLS, Conversation.WHO_AM_I) : List.of(Conversation.WHO_AM_I),
                // all operational attributes (RFC 3673), and true and false filters (RFC 4526)
                Attribute.SUPPORTED_FEATURES, List.of("1.3.6.1.4.1.4203.1.5.1", "1.3.6.1.4.1.4203.1.5.3"),
                Attribute.SUPPORTED_VERSION, List.of("3"), Attribute.VENDOR_NAME, List.of("PKIP")));
    }

    Catalog catalog() {
        return catalog.get();
    }

    Optional<FixedEntry> outside(String key) {
        return key.isEmpty() ? Optional.of(startTls ? rootWithTls : plainRoot) : key.equals(schema.key()) ? Optional.of(schema) : Optional.empty();
    }

    /** Name of the nearest entry above that the viewer sees, empty when there is none. */
    String nearest(String key, Viewer viewer) {
        for (String above = Names.above(key); !above.isEmpty(); above = Names.above(above)) {
            int place = catalog().named(above);
            if (place >= 0 && viewer.sees(catalog().entry(place))) {
                return catalog().entry(place).dn();
            }
        }
        return "";
    }
}
