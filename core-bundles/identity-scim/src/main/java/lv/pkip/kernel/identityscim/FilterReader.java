package lv.pkip.kernel.identityscim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads filters and the paths of patches: the grammar of RFC 7644 figure 1, and besides {@code emails[type eq "work"].value eq "a@b"},
 * which identity providers send.
 */
final class FilterReader {
    private static final int LONGEST = 8_192;
    private static final int DEEPEST = 40;
    private static final int MOST = 200;
    private static final Set<Filter.Operator> OF_TEXT = Set.of(Filter.Operator.CO, Filter.Operator.SW, Filter.Operator.EW);

    private final String text;
    private final boolean lenient;
    private int at;
    private int read;

    private FilterReader(String text, boolean lenient) {
        this.text = text;
        this.lenient = lenient;
    }

    /** A whole filter; what the schema does not know is refused. */
    static Filter filter(String text, Target.Scope scope) {
        return new FilterReader(text, false).whole(scope);
    }

    /** A filter that is tried on several sorts of resources: what one of them does not know is not there. */
    static Filter filterOfAll(String text, Target.Scope scope) {
        return new FilterReader(text, true).whole(scope);
    }

    /**
     * Path of a patch.
     *
     * @param target what is changed, or what has the values that the filter chooses from
     * @param values which values of it
     * @param part   what of the chosen values
     */
    record Path(Target target, Optional<Filter> values, Optional<Target> part) { }

    static Path path(String text, Target.Scope scope) {
        try {
            return new FilterReader(text, false).path(scope);
        } catch (ScimProblem problem) {
            throw problem.scimType().equals("invalidFilter") ? ScimProblem.path("The path leads nowhere: " + problem.getMessage()) : problem;
        }
    }

    private Path path(Target.Scope scope) {
        limit();
        Target target = find(scope, word());
        if (at == text.length()) {
            return new Path(target, Optional.empty(), Optional.empty());
        }
        if (text.charAt(at) != '[' || !target.attribute().multiValued()) {
            throw ScimProblem.path("Nothing can follow here, or values cannot be chosen from what has one only.");
        }
        Target.Scope inside = Target.inside(target.attribute());
        Filter values = brackets(inside, 0);
        Optional<Target> part = at < text.length() && text.charAt(at) == '.' ? Optional.of(part(inside)) : Optional.empty();
        if (at != text.length()) {
            throw ScimProblem.path("Something follows the end of the path.");
        }
        return new Path(target, Optional.of(values), part);
    }

    private Filter whole(Target.Scope scope) {
        limit();
        Filter filter = either(scope, 0);
        blank();
        if (at != text.length()) {
            throw ScimProblem.filter("The filter goes on where its end was expected, at character " + (at + 1) + ".");
        }
        return filter;
    }

    private void limit() {
        if (text.length() > LONGEST) {
            throw ScimProblem.filter("The filter is longer than " + LONGEST + " characters.");
        }
    }

    private Filter either(Target.Scope scope, int depth) {
        Filter left = both(scope, depth);
        while (keyword("or")) {
            left = new Filter.Either(left, both(scope, depth));
        }
        return left;
    }

    private Filter both(Target.Scope scope, int depth) {
        Filter left = one(scope, depth);
        while (keyword("and")) {
            left = new Filter.Both(left, one(scope, depth));
        }
        return left;
    }

    private Filter one(Target.Scope scope, int depth) {
        if (depth > DEEPEST || ++read > MOST) {
            throw ScimProblem.filter("The filter is deeper than " + DEEPEST + " or has more than " + MOST + " parts.");
        }
        blank();
        if (isNot()) {
            at += 3;
            return new Filter.Not(group(scope, depth));
        }
        return at < text.length() && text.charAt(at) == '(' ? group(scope, depth) : term(scope, depth);
    }

    /** {@code not} is followed by a bracket; {@code notes eq "x"} is another thing. */
    private boolean isNot() {
        if (!text.regionMatches(true, at, "not", 0, 3)) {
            return false;
        }
        int after = at + 3;
        while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
            after++;
        }
        return after < text.length() && text.charAt(after) == '(';
    }

    private Filter group(Target.Scope scope, int depth) {
        expect('(');
        Filter inner = either(scope, depth + 1);
        expect(')');
        return inner;
    }

    private Filter term(Target.Scope scope, int depth) {
        String name = word();
        Optional<Target> found = scope.find(name);
        if (found.isEmpty() && !lenient) {
            throw ScimProblem.filter("There is no attribute of this name, at character " + (at + 1) + ".");
        }
        if (at < text.length() && text.charAt(at) == '[') {
            return values(found, depth);
        }
        return compared(found);
    }

    private Filter values(Optional<Target> found, int depth) {
        Target.Scope inside = found.map(target -> Target.inside(target.attribute())).orElse(any -> Optional.empty());
        Filter chosen = brackets(inside, depth);
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            String name = word();
            Optional<Target> part = inside.find(name);
            if (found.isPresent() && part.isEmpty()) {
                throw ScimProblem.filter("There is no sub-attribute of this name, at character " + (at + 1) + ".");
            }
            chosen = new Filter.Both(chosen, compared(part));
        }
        Filter inner = chosen;
        return found.<Filter>map(target -> new Filter.Within(target, inner)).orElse(new Filter.Absent(false));
    }

    private Filter brackets(Target.Scope inside, int depth) {
        expect('[');
        Filter inner = either(inside, depth + 1);
        expect(']');
        return inner;
    }

    private Target part(Target.Scope inside) {
        at++;
        return find(inside, word());
    }

    private Target find(Target.Scope scope, String name) {
        return scope.find(name).orElseThrow(() -> ScimProblem.path("There is no attribute of this name."));
    }

    private Filter compared(Optional<Target> found) {
        blank();
        String operator = word().toUpperCase(Locale.ROOT);
        if (operator.equals("PR")) {
            return found.<Filter>map(Filter.Present::new).orElse(new Filter.Absent(false));
        }
        Filter.Operator known = operator(operator);
        blank();
        JsonNode value = value();
        return found.map(target -> comparison(target.compared(), known, value))
                .orElse(new Filter.Absent(known == Filter.Operator.NE ^ value.isNull()));
    }

    private Filter.Operator operator(String word) {
        try {
            return Filter.Operator.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw ScimProblem.filter("There is no such operator, at character " + (at + 1) + ".");
        }
    }

    private static Filter comparison(Target target, Filter.Operator operator, JsonNode value) {
        Attribute attribute = target.attribute();
        boolean equality = operator == Filter.Operator.EQ || operator == Filter.Operator.NE;
        if (value.isNull() && equality) {
            return new Filter.Comparison(target, operator, Optional.empty());
        }
        boolean text = attribute.type() == Attribute.Type.STRING || attribute.type() == Attribute.Type.REFERENCE;
        if (attribute.type() == Attribute.Type.BOOLEAN && !equality || OF_TEXT.contains(operator) && !text) {
            throw ScimProblem.filter("The operator does not fit the type of " + target + ".");
        }
        Optional<Comparable<?>> comparable = attribute.comparable(value);
        if (comparable.isEmpty()) {
            throw ScimProblem.filter("The value does not fit the type of " + target + ".");
        }
        return new Filter.Comparison(target, operator, comparable);
    }

    private JsonNode value() {
        int begin = at;
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        } else {
            while (at < text.length() && " )]\t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        if (at > text.length() || at == begin) {
            throw ScimProblem.filter("The value is missing, or its end.");
        }
        String literal = text.substring(begin, at);
        return Json.literal(literal.startsWith("\"") ? literal : literal.toLowerCase(Locale.ROOT));
    }

    private String word() {
        int begin = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "$_-:.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == begin) {
            throw ScimProblem.filter("A name was expected at character " + (at + 1) + ".");
        }
        return text.substring(begin, at);
    }

    private boolean keyword(String word) {
        int before = at;
        blank();
        int after = at + word.length();
        boolean there = at > before || before > 0 && ")]".indexOf(text.charAt(before - 1)) >= 0;
        if (there && text.regionMatches(true, at, word, 0, word.length()) && after < text.length()
                && (Character.isWhitespace(text.charAt(after)) || text.charAt(after) == '(')) {
            at = after;
            return true;
        }
        at = before;
        return false;
    }

    private void blank() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void expect(char wanted) {
        blank();
        if (at >= text.length() || text.charAt(at) != wanted) {
            throw ScimProblem.filter("“" + wanted + "” was expected at character " + (at + 1) + ".");
        }
        at++;
    }
}
