package dev.sluice.app.edit;

import dev.sluice.app.config.Node;
import dev.sluice.app.config.PlainScalar;
import java.util.List;
import java.util.Map;

/**
 * Writes pieces of configuration in the style of the text around them.
 *
 * @param quotes whether every word is in quotes: JSON
 * @param end the line end
 * @param step how much deeper each level is indented
 * @param dashStep how much deeper a list's dashes stand than its name
 */
record Ink(Quotes quotes, String end, int step, int dashStep) {
    private static final int LINE = 100;

    /** When words are in quotes. */
    enum Quotes {
        WHERE_NEEDED,
        ALWAYS
    }

    /** Writes members, each on a line; the cursor stands where the first begins. */
    String block(Node.Members members, int indent) {
        var text = new StringBuilder();
        for (Map.Entry<String, Node> each : members.members().entrySet()) {
            if (!text.isEmpty()) {
                text.append(end).append(" ".repeat(indent));
            }
            text.append(word(each.getKey())).append(':').append(value(each.getValue(), indent));
        }
        return text.toString();
    }

    /** Writes what follows a name and its colon. */
    String value(Node value, int indent) {
        return switch (value) {
            case Node.Scalar scalar -> " " + scalar(scalar);
            case Node.Members members ->
                    members.members().isEmpty()
                            ? " {}"
                            : end + " ".repeat(indent + step) + block(members, indent + step);
            case Node.Items items -> items(items, indent);
        };
    }

    private String items(Node.Items items, int indent) {
        boolean words = items.items().stream().allMatch(Node.Scalar.class::isInstance);
        String oneLine = flow(items);
        if (words && indent + oneLine.length() < LINE) {
            return " " + oneLine;
        }
        var text = new StringBuilder();
        int dash = indent + dashStep;
        for (Node each : items.items()) {
            text.append(end).append(" ".repeat(dash)).append("- ");
            text.append(
                    each instanceof Node.Members members && !members.members().isEmpty()
                            ? block(members, dash + 2)
                            : flow(each));
        }
        return text.toString();
    }

    /** Writes something on one line. */
    String flow(Node node) {
        return switch (node) {
            case Node.Scalar scalar ->
                    quotes == Quotes.ALWAYS
                            ? PlainScalar.quoted(scalar)
                            : PlainScalar.inFlow(scalar);
            case Node.Items items ->
                    "[" + String.join(", ", items.items().stream().map(this::flow).toList()) + "]";
            case Node.Members members -> {
                List<String> all =
                        members.members().entrySet().stream()
                                .map(each -> word(each.getKey()) + ": " + flow(each.getValue()))
                                .toList();
                yield "{" + String.join(", ", all) + "}";
            }
        };
    }

    /** Writes members in braces, each on a line; the cursor stands before the brace. */
    String spread(Node node, int indent) {
        String inner = " ".repeat(indent + step);
        String outer = end + " ".repeat(indent);
        return switch (node) {
            case Node.Scalar scalar -> flow(scalar);
            case Node.Items items -> {
                boolean words = items.items().stream().allMatch(Node.Scalar.class::isInstance);
                if (words) {
                    yield flow(items);
                }
                List<String> all =
                        items.items().stream()
                                .map(each -> end + inner + spread(each, indent + step))
                                .toList();
                yield "[" + String.join(",", all) + outer + "]";
            }
            case Node.Members members -> {
                List<String> all =
                        members.members().entrySet().stream()
                                .map(each ->
                                        end
                                                + inner
                                                + word(each.getKey())
                                                + ": "
                                                + spread(each.getValue(), indent + step))
                                .toList();
                yield all.isEmpty() ? "{}" : "{" + String.join(",", all) + outer + "}";
            }
        };
    }

    /** Writes a name. */
    String word(String name) {
        return scalar(new Node.Scalar(0, Node.Kind.TEXT, name, name));
    }

    private String scalar(Node.Scalar scalar) {
        return quotes == Quotes.ALWAYS ? PlainScalar.quoted(scalar) : PlainScalar.inBlock(scalar);
    }
}
