package lv.pkip.kernel.auditsyslog;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Settings as a file with some lines gives them. */
final class Settings {

    private Settings() {
    }

    static Map<String, Object> lines(Object... lines) {
        Map<String, Object> set = new HashMap<>();
        for (int i = 0; i < lines.length; i += 2) {
            set.put((String) lines[i], lines[i + 1]);
        }
        return set;
    }

    static <T> T of(Class<T> type, Map<String, Object> set) {
        return type.cast(Proxy.newProxyInstance(Settings.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> set.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
