package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads JSON as people write it: comments ({@code //}, {@code #}) and trailing commas allowed. */
final class JsonTree {
    private static final int DEEPEST = 100;
    private final JsonParser parser;
    private final String text;
    private final Extents extents;

    private JsonTree(JsonParser parser, String text, Extents extents) {
        this.parser = parser;
        this.text = text;
        this.extents = extents;
    }

    static Node read(String text) throws Unreadable {
        return read(text, Extents.NONE);
    }

    /** Reads a text, and says of every single value where it stands. */
    static Node read(String text, Extents extents) throws Unreadable {
        JsonFactory factory =
                JsonFactory.builder()
                        .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                        .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
                        .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                        .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                        .build();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonTree tree = new JsonTree(parser, text, extents);
            Node root = tree.node(parser.nextToken(), 0);
            if (parser.nextToken() != null) {
                throw new Unreadable(tree.line(), "something stands after the end of the JSON");
            }
            return root;
        } catch (JacksonException e) {
            throw new Unreadable(lineOf(e), reason(e));
        }
    }

    private Node node(JsonToken token, int depth) throws Unreadable {
        if (depth > DEEPEST) {
            throw new Unreadable(line(), "nested more than " + DEEPEST + " levels deep");
        }
        int line = line();
        return switch (token) {
            case START_OBJECT -> new Node.Members(line, members(depth));
            case START_ARRAY -> new Node.Items(line, items(depth));
            case VALUE_STRING -> scalar(line, Node.Kind.TEXT);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(line, Node.Kind.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(line, Node.Kind.BOOLEAN);
            case VALUE_NULL -> scalar(line, Node.Kind.NULL);
            case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new Unreadable(line, "a value is missing");
        };
    }

    private Map<String, Node> members(int depth) throws Unreadable {
        Map<String, Node> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            int line = line();
            Node value = node(parser.nextToken(), depth + 1);
            if (members.put(name, value) != null) {
                throw new Unreadable(line, "'" + name + "' stands here twice");
            }
        }
        return members;
    }

    private List<Node> items(int depth) throws Unreadable {
        List<Node> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(node(token, depth + 1));
            token = parser.nextToken();
        }
        return items;
    }

    private Node scalar(int line, Node.Kind kind) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        String value = parser.getString();
        var scalar = new Node.Scalar(line, kind, value, value);
        extents.stands(scalar, from, end(from));
        return scalar;
    }

    /** Finds the end of a value; the parser may be behind it already. */
    private int end(int from) {
        int at = from;
        if (text.charAt(at) == '"') {
            do {
                at += text.charAt(at) == '\\' ? 2 : 1;
            } while (text.charAt(at) != '"');
            return at + 1;
        }
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static int lineOf(JacksonException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    }

    /** Jackson's words, unless they repeat a piece of the file: that could be a secret. */
    private static String reason(JacksonException e) {
        String said = String.valueOf(e.getOriginalMessage());
        String first = said.lines().findFirst().orElse("");
        if (first.startsWith("Unexpected end")) {
            return "the JSON ends too early: a bracket, brace or quote is not closed";
        }
        if (first.startsWith("Unexpected character")) {
            int expecting = first.indexOf("was expecting");
            return "not JSON here: "
                    + (expecting < 0 ? "an unexpected character" : first.substring(expecting))
                    + ", column "
                    + (e.getLocation() == null ? 0 : e.getLocation().getColumnNr());
        }
        if (first.startsWith("Unrecognized token")) {
            return "not JSON here: a bare word; texts stand in double quotes";
        }
        return "not JSON here: a comma, quote or bracket is missing or misplaced";
    }
}
