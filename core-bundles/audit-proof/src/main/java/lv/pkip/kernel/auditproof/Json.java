package lv.pkip.kernel.auditproof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads one JSON value that others may have written with bad intent: bounded in every way, no key twice, whole numbers only. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(CanonicalJson.MAX_DEPTH + 2).maxNumberLength(20).maxNameLength(200)
                    .maxStringLength(LineReader.MAX_LENGTH).maxDocumentLength(LineReader.MAX_LENGTH).build())
            .build();

    private Json() { }

    /** An object: texts, {@code Long}, {@code Boolean}, lists, maps, and {@code null} nowhere. */
    static Map<String, Object> object(byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(Text.text(utf8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("json");
            }
            Map<String, Object> read = map(parser);
            if (parser.nextToken() != null) {
                throw new Malformed("json");
            }
            return read;
        } catch (StreamConstraintsException e) {
            throw new Malformed("json-limits"); // without the cause: it quotes what it read
        } catch (IOException e) {
            throw new Malformed("json");
        }
    }

    private static Map<String, Object> map(JsonParser parser) throws IOException {
        Map<String, Object> map = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            map.put(name, next(parser, parser.nextToken()));
        }
        return map;
    }

    private static Object next(JsonParser parser, JsonToken token) throws IOException {
        switch (token == null ? JsonToken.NOT_AVAILABLE : token) {
            case START_OBJECT:
                return map(parser);
            case START_ARRAY:
                List<Object> list = new ArrayList<>();
                for (JsonToken one = parser.nextToken(); one != JsonToken.END_ARRAY; one = parser.nextToken()) {
                    list.add(next(parser, one));
                }
                return list;
            case VALUE_STRING:
                return parser.getText();
            case VALUE_NUMBER_INT:
                return whole(parser.getText());
            case VALUE_TRUE:
                return true;
            case VALUE_FALSE:
                return false;
            case VALUE_NUMBER_FLOAT:
                throw new Malformed("json-number");
            default:
                throw new Malformed("json-type");
        }
    }

    private static Long whole(String digits) {
        if (digits.length() > 17 || digits.equals("-0") || Math.abs(Long.parseLong(digits)) > CanonicalJson.MAX_NUMBER) {
            throw new Malformed("json-number");
        }
        return Long.valueOf(digits);
    }

    static void only(Map<String, Object> map, Set<String> known, String code) {
        if (!known.containsAll(map.keySet())) {
            throw new Malformed(code);
        }
    }

    static String text(Map<String, Object> map, String key) {
        return as(String.class, map.get(key));
    }

    /** Not negative. */
    static long number(Map<String, Object> map, String key) {
        long number = as(Long.class, map.get(key));
        if (number < 0) {
            throw new Malformed("json-number");
        }
        return number;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> map, String key) {
        return map.containsKey(key) ? as(Map.class, map.get(key)) : Map.of();
    }

    static List<?> list(Map<String, Object> map, String key, int atMost) {
        List<?> list = as(List.class, map.get(key));
        if (list.size() > atMost) {
            throw new Malformed("json-limits");
        }
        return list;
    }

    static <T> T as(Class<T> type, Object value) {
        if (!type.isInstance(value)) {
            throw new Malformed("json-field");
        }
        return type.cast(value);
    }
}
