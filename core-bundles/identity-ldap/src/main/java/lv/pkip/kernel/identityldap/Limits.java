package lv.pkip.kernel.identityldap;

/** How much one client, and all of them, may ask. */
record Limits(int sizeLimit, int pageSize, int timeLimitSeconds, Condition.Limits filter, int connections, int connectionsPerAddress,
        int messageBytes, int idleSeconds, int idleUnboundSeconds, int bindsAtOnce) {
    /** Before somebody bound, nothing larger need be said than a bind with a long password. */
    static final int UNBOUND_MESSAGE_BYTES = 16 * 1024;
    /** Codes are read one by one, and each reading is a record. */
    static final int PERSONAL_CODES = 100;
    static final int ATTRIBUTES = 200;
    static final int CONTROLS = 10;
    static final int SORT_KEYS = 5;
}
