package lv.pkip.kernel.identityldap;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Searches of one connection that are read page by page (RFC 2696). What is left is kept as the ids of entries, not as entries,
 * so that a slow reader keeps no old catalog alive. A cookie is random, good once, and only here.
 */
final class Pages {
    private static final int AT_ONCE = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Rest> open = new LinkedHashMap<>();

    /**
     * What is left of a search.
     *
     * @param asked   what was searched for, which the next page must ask for again
     * @param returned how many entries went out already
     */
    record Rest(String asked, UUID[] ids, int next, int returned) {
        int size() {
            return ids.length - next;
        }
    }

    /** Takes a search up where its last page ended. */
    Optional<Rest> take(byte[] cookie) {
        return Optional.ofNullable(open.remove(Base64.getEncoder().encodeToString(cookie)));
    }

    /** The cookie of what is left. */
    byte[] keep(Rest rest) {
        byte[] cookie = new byte[16];
        RANDOM.nextBytes(cookie);
        if (open.size() >= AT_ONCE) {
            open.remove(open.keySet().iterator().next());
        }
        open.put(Base64.getEncoder().encodeToString(cookie), rest);
        return Arrays.copyOf(cookie, cookie.length);
    }

    void forget() {
        open.clear();
    }
}
