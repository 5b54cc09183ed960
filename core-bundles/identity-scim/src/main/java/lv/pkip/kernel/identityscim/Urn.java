package lv.pkip.kernel.identityscim;

/** Names of schemas and messages. */
final class Urn {
    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String PKIP_USER = "urn:lv:pkip:scim:schemas:1.0:User";
    static final String PKIP_GROUP = "urn:lv:pkip:scim:schemas:1.0:Group";
    static final String SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema";
    static final String RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
    static final String CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    static final String SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    static final String BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    static final String BULK_ANSWER = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    private Urn() { }
}
