package lv.pkip.kernel.identityscim;

import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code If-Match} and {@code If-None-Match} demand (RFC 7644 section 3.14); versions are compared weakly. */
record Precondition(Optional<String> match, Optional<String> noneMatch) {
    static final Precondition NONE = new Precondition(Optional.empty(), Optional.empty());
    private static final Pattern BETWEEN = Pattern.compile("\\s*,\\s*");

    /** Throws when somebody else changed the resource since its version was read. */
    void check(Stored stored) {
        if (match.filter(tags -> !has(tags, stored)).isPresent()) {
            throw ScimProblem.changedMeanwhile();
        }
    }

    /** True when the change is meant for a version, not for whatever is there. */
    boolean namesVersion() {
        return match.filter(tags -> BETWEEN.splitAsStream(tags.strip()).noneMatch("*"::equals)).isPresent();
    }

    boolean isUnchanged(Stored stored) {
        return noneMatch.filter(tags -> has(tags, stored)).isPresent();
    }

    private static boolean has(String tags, Stored stored) {
        String own = stored.etag().substring(2);
        return BETWEEN.splitAsStream(tags.strip()).anyMatch(tag -> tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(own));
    }
}
