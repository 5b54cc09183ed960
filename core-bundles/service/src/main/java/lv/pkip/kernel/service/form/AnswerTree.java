package lv.pkip.kernel.service.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import lv.pkip.kernel.api.service.Answers;

/** Answers as a JSON tree, within limits: whoever sends more is not filling in a form. */
final class AnswerTree {
    private static final int MOST_NODES = 20_000;
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final int MOST_DIGITS = 40;
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private int nodes;
    private int characters;

    /** Answers too deep, too many or too long. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("answers exceed the limits", null, false, false);
        }
    }

    private AnswerTree() {
    }

    static ObjectNode of(Answers answers) {
        return (ObjectNode) new AnswerTree().node(answers.asMap(), 0);
    }

    private JsonNode node(Object value, int depth) {
        if (depth > 2 * FormShape.DEEPEST || ++nodes > MOST_NODES) {
            throw new TooLarge();
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((key, child) -> {
                count((String) key);
                object.set((String) key, node(child, depth + 1));
            });
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(child -> array.add(node(child, depth + 1)));
            return array;
        }
        if (value instanceof BigDecimal number) {
            return number(number);
        }
        if (value instanceof Boolean flag) {
            return BooleanNode.valueOf(flag);
        }
        count(value.toString());
        return TextNode.valueOf(value.toString());
    }

    private void count(String text) {
        characters += text.length();
        if (characters > MOST_CHARACTERS) {
            throw new TooLarge();
        }
    }

    /** Whole numbers have to look whole: the validator calls 3.0 no integer. Exponents are limited before they unfold. */
    private static JsonNode number(BigDecimal number) {
        if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new TooLarge();
        }
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (plain.scale() <= 0 && plain.precision() - plain.scale() <= 18) {
            return LongNode.valueOf(plain.longValueExact());
        }
        return plain.scale() <= 0 ? NODES.numberNode(plain.toBigIntegerExact()) : DecimalNode.valueOf(plain);
    }
}
