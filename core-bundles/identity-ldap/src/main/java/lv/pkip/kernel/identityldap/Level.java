package lv.pkip.kernel.identityldap;

/** What one must be allowed to see an attribute of an entry that one sees. */
enum Level {
    /** Nothing more. */
    PLAIN,
    /** Permission {@code directory:read}. */
    READ,
    /** Permission {@code directory:contact}. */
    CONTACT,
    /** Permission {@code directory:personal-code}. */
    CODE
}
