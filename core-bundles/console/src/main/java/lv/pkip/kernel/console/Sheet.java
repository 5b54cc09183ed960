package lv.pkip.kernel.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.support.table.ShellTable;

/** What a command prints: a table for people or JSON for scripts, from the same rows. */
final class Sheet {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    Sheet(String... columns) {
        this.columns = List.of(columns);
    }

    Sheet row(Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        rows.add(List.of(values));
        return this;
    }

    void print(boolean json, PrintStream out, String whenEmpty) {
        if (json) {
            List<Map<String, Object>> objects = new ArrayList<>();
            for (List<Object> row : rows) {
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    Object value = row.get(i);
                    object.put(columns.get(i), value instanceof Number || value instanceof Boolean ? value : value.toString());
                }
                objects.add(object);
            }
            try {
                out.println(MAPPER.writeValueAsString(objects));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("rows hold text, numbers and booleans", e);
            }
            return;
        }
        ShellTable table = new ShellTable().emptyTableText(whenEmpty);
        columns.forEach(table::column);
        rows.forEach(row -> table.addRow().addContent(row.stream().map(Sheet::plain).toArray()));
        table.print(out);
    }

    /** Text from outside must not steer the terminal. */
    private static String plain(Object value) {
        return value.toString().replaceAll("\\p{Cntrl}", " ");
    }
}
