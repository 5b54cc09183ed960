package lv.pkip.kernel.identityldap;

import java.util.Optional;
import java.util.function.Predicate;
import lv.pkip.kernel.api.identity.Session;

/**
 * Who looks, and what that one may see.
 *
 * @param login empty for somebody who has not bound
 */
record Viewer(Optional<Session> session, String login, boolean read, boolean contact, boolean code) {
    static final Viewer NOBODY = new Viewer(Optional.empty(), "", false, false, false);
    static final String READ = "directory:read";
    static final String CONTACT = "directory:contact";
    static final String CODE = "directory:personal-code";

    static Viewer of(Session session, Predicate<String> may) {
        return new Viewer(Optional.of(session), session.actor().id(), may.test(READ), may.test(CONTACT), may.test(CODE));
    }

    boolean isBound() {
        return session.isPresent();
    }

    boolean sees(Entry entry) {
        return isBound() && (read || entry.isOpen() || isSelf(entry));
    }

    /** Of an entry that is seen. */
    boolean sees(Entry entry, Attribute attribute) {
        return switch (attribute.level()) {
            case PLAIN -> true;
            case READ -> read || isSelf(entry);
            case CONTACT -> contact || isSelf(entry);
            case CODE -> code;
        };
    }

    /** True when the attribute may be seen of entries besides one's own. */
    boolean seesOfOthers(Attribute attribute) {
        return switch (attribute.level()) {
            case PLAIN, READ -> read;
            case CONTACT -> read && contact;
            case CODE -> read && code;
        };
    }

    boolean isSelf(Entry entry) {
        return !login.isEmpty() && login.equals(entry.login());
    }
}
