package lv.pkip.kernel.identity;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a browser says of itself, cut down to what its owner knows it by: {@code Firefox, Linux}. */
final class UserAgent {
    /** In this order: each browser also says the names of those it wants to be taken for. */
    private static final Map<String, String> BROWSERS = ordered("Edg", "Edge", "OPR/", "Opera", "Vivaldi", "Vivaldi", "SamsungBrowser", "Samsung Internet",
            "Firefox", "Firefox", "FxiOS", "Firefox", "CriOS", "Chrome", "Chromium", "Chromium", "Chrome", "Chrome", "Safari", "Safari");
    private static final Map<String, String> SYSTEMS = ordered("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows",
            "CrOS", "ChromeOS", "Mac OS X", "macOS", "Linux", "Linux");

    private UserAgent() {
    }

    private static Map<String, String> ordered(String... marksAndNames) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < marksAndNames.length; i += 2) {
            map.put(marksAndNames[i], marksAndNames[i + 1]);
        }
        return map;
    }

    /** Empty when nothing is recognised; never a part of what was sent. */
    static String kind(String header) {
        String browser = name(header, BROWSERS);
        String system = name(header, SYSTEMS);
        return browser.isEmpty() || system.isEmpty() ? browser + system : browser + ", " + system;
    }

    private static String name(String header, Map<String, String> known) {
        return known.entrySet().stream().filter(mark -> header.contains(mark.getKey())).map(Map.Entry::getValue).findFirst().orElse("");
    }
}
