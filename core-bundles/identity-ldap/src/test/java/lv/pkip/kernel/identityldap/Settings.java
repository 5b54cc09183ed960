package lv.pkip.kernel.identityldap;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Settings as a file with some lines gives them. */
final class Settings {

    private Settings() {
    }

    /** @param lines key, value, key, value … */
    static LdapServer.Config of(Object... lines) {
        Map<String, Object> set = new HashMap<>();
        for (int i = 0; i < lines.length; i += 2) {
            set.put((String) lines[i], lines[i + 1]);
        }
        return (LdapServer.Config) Proxy.newProxyInstance(Settings.class.getClassLoader(), new Class<?>[] {LdapServer.Config.class},
                (proxy, method, arguments) -> set.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
