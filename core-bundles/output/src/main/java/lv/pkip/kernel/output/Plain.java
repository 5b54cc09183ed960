package lv.pkip.kernel.output;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Phase;

/**
 * A model as templates see it: maps, lists, text, numbers, booleans and dates. Templates call no methods, so what a
 * vendor's template can reach is exactly what is copied here.
 */
final class Plain {

    private Plain() { }

    static Map<String, Object> of(Map<String, Object> model, String language) {
        Map<String, Object> plain = new LinkedHashMap<>();
        model.forEach((key, value) -> plain.put(key, of(value, language)));
        return plain;
    }

    private static Object of(Object value, String language) {
        if (value instanceof Optional<?> optional) {
            return optional.map(v -> of(v, language)).orElse(null);
        }
        if (value instanceof Answers answers) {
            return of(answers.asMap(), language);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, v) -> plain.put(String.valueOf(key), of(v, language)));
            return plain;
        }
        if (value instanceof Iterable<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(v -> plain.add(of(v, language)));
            return plain;
        }
        if (value instanceof Municipality municipality) {
            return municipality(municipality, language);
        }
        if (value instanceof Phase phase) {
            return phase.word();
        }
        if (value instanceof Definition) {
            return null;
        }
        if (value instanceof Record record) {
            return record(record, language);
        }
        return value == null || value instanceof String || value instanceof BigDecimal || value instanceof Boolean
                || value instanceof Number || value instanceof Temporal ? value : value.toString();
    }

    private static Map<String, Object> record(Record record, String language) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                plain.put(component.getName(), of(component.getAccessor().invoke(record), language));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalArgumentException("records in a model are public: " + record.getClass().getName(), e);
            }
        }
        return plain;
    }

    private static Map<String, Object> municipality(Municipality m, String language) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("id", m.id());
        plain.put("name", m.name(language));
        plain.put("registrationNumber", m.registrationNumber());
        plain.put("address", m.address());
        plain.put("email", m.email());
        plain.put("phone", m.phone());
        plain.put("baseUrl", m.baseUrl());
        plain.put("properties", new LinkedHashMap<>(m.properties()));
        return plain;
    }
}
