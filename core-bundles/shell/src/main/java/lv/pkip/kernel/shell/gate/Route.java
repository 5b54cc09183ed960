package lv.pkip.kernel.shell.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address of the shell: method, path with {@code {names}}, who may take it, whether files may come with it.
 *
 * @param foreign the form comes from another site and cannot carry a token of ours; the handler finds out by itself whether
 *                it was asked for, and changes nothing
 */
public record Route(String method, String path, Access access, boolean files, boolean foreign, Handler handler) {

    /** Answers the request. */
    @FunctionalInterface
    public interface Handler {
        Reply handle(Exchange exchange) throws Exception;
    }

    public static Route get(String path, Access access, Handler handler) {
        return new Route("GET", path, access, false, false, handler);
    }

    public static Route post(String path, Access access, Handler handler) {
        return new Route("POST", path, access, false, false, handler);
    }

    /** A form that files may come with. Signed-in people only: nobody else's files are read. */
    public static Route upload(String path, Access access, Handler handler) {
        if (!access.signedIn()) {
            throw new IllegalArgumentException("files are taken from signed-in people only: " + path);
        }
        return new Route("POST", path, access, true, false, handler);
    }

    /** A form that a partner's page lets the browser send here. */
    public static Route foreignPost(String path, Handler handler) {
        return new Route("POST", path, Access.everyone(), false, true, handler);
    }

    /** All routes, found by method and path. */
    public static final class Table {
        private record Entry(Route route, Pattern pattern, List<String> names) { }

        private final List<Entry> entries;
        private final List<Route> routes;

        public Table(List<Route> routes) {
            this.routes = List.copyOf(routes);
            this.entries = routes.stream().map(Table::entry).toList();
        }

        private static Entry entry(Route route) {
            List<String> names = new ArrayList<>();
            StringBuilder regex = new StringBuilder();
            for (String part : route.path().substring(1).split("/")) {
                if (part.startsWith("{")) {
                    names.add(part.substring(1, part.length() - 1));
                    regex.append("/([^/]+)");
                } else {
                    regex.append(part.isEmpty() ? "/" : "/" + Pattern.quote(part));
                }
            }
            return new Entry(route, Pattern.compile(regex.toString()), names);
        }

        public List<Route> routes() {
            return routes;
        }

        /** The route with the values of its names; 405 when the path is known for another method only. */
        public Optional<Found> find(String method, String path) {
            String wanted = method.equals("HEAD") ? "GET" : method;
            boolean known = false;
            for (Entry entry : entries) {
                Matcher matcher = entry.pattern().matcher(path);
                if (matcher.matches()) {
                    known = true;
                    if (entry.route().method().equals(wanted)) {
                        Map<String, String> values = new LinkedHashMap<>();
                        for (int i = 0; i < entry.names().size(); i++) {
                            values.put(entry.names().get(i), matcher.group(i + 1));
                        }
                        return Optional.of(new Found(entry.route(), values));
                    }
                }
            }
            if (known) {
                throw new Refused(405, "method");
            }
            return Optional.empty();
        }
    }

    /** A route and the values its path gave to the names. */
    public record Found(Route route, Map<String, String> values) { }
}
