package lv.pkip.kernel.identity;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.apache.shiro.authz.Permission;
import org.apache.shiro.authz.permission.WildcardPermission;

/** Reads permissions written {@code prefix:action}, with {@code *} for any part. */
final class Permissions {
    private static final Pattern WRITTEN = Pattern.compile("(\\*|[a-z][a-z0-9-]{0,62})(:(\\*|[a-z][a-z0-9,-]{0,62})){0,3}");

    private Permissions() {
    }

    static boolean isWritten(String permission) {
        return WRITTEN.matcher(permission).matches();
    }

    static Permission parse(String permission) {
        return new WildcardPermission(permission.toLowerCase(Locale.ROOT), true);
    }

    static List<Permission> parse(Collection<String> permissions) {
        return permissions.stream().map(Permissions::parse).toList();
    }
}
