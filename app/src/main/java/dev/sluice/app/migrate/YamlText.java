package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import dev.sluice.app.config.PlainScalar;
import java.util.Map;

/**
 * Writes a tree as YAML for people: blocks for what is large, one line for what is small. Nothing
 * depends on how it looks, as JSON is YAML, too, and quotes whatever is not plainly a word.
 */
final class YamlText {
    private static final int LINE = 100;

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String of(Node.Members file) {
        var yaml = new YamlText();
        yaml.members(file, 0, 0);
        return yaml.text.toString();
    }

    /**
     * Writes members, one on each line; the cursor stands where the first begins.
     *
     * @param lists how many lists this is in
     */
    private void members(Node.Members members, int indent, int lists) {
        boolean first = true;
        for (Map.Entry<String, Node> each : members.members().entrySet()) {
            if (!first) {
                text.append(" ".repeat(indent));
            }
            first = false;
            text.append(name(each.getKey())).append(':');
            value(each.getKey(), each.getValue(), indent, lists);
            if (isCallersName(members, each.getKey())) {
                text.append(" # asked for the model that the caller names");
            }
            if (text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
        }
    }

    /** Of a model that ends in a star and leads to a provider without more ado. */
    private static boolean isCallersName(Node.Members model, String member) {
        return member.equals("name")
                && model.get("provider") != null
                && model.get("upstream_model") == null
                && model.get("name") instanceof Node.Scalar name
                && name.text().endsWith("*");
    }

    private void value(String name, Node value, int indent, int lists) {
        switch (value) {
            case Node.Scalar scalar -> text.append(' ').append(PlainScalar.inBlock(scalar));
            case Node.Members members -> {
                if (members.members().isEmpty() || name.equals("hedge")) {
                    text.append(' ').append(flow(members));
                } else {
                    text.append('\n').append(" ".repeat(indent + 2));
                    members(members, indent + 2, lists);
                }
            }
            case Node.Items items -> items(items, indent, lists);
        }
    }

    private void items(Node.Items items, int indent, int lists) {
        boolean words = items.items().stream().allMatch(Node.Scalar.class::isInstance);
        String oneLine = flow(items);
        if (words && indent + oneLine.length() < LINE) {
            text.append(' ').append(oneLine);
            return;
        }
        text.append('\n');
        for (Node each : items.items()) {
            text.append(" ".repeat(indent + 2)).append("- ");
            switch (each) {
                case Node.Scalar scalar -> text.append(PlainScalar.inBlock(scalar)).append('\n');
                case Node.Items inner -> text.append(flow(inner)).append('\n');
                case Node.Members members -> {
                    String small = flow(members);
                    if (lists > 0 && isFlat(members) && indent + small.length() < LINE) {
                        text.append(small).append('\n');
                    } else {
                        members(members, indent + 4, lists + 1);
                    }
                }
            }
        }
    }

    private static boolean isFlat(Node.Members members) {
        return members.members().values().stream().allMatch(Node.Scalar.class::isInstance);
    }

    private static String flow(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> PlainScalar.inFlow(scalar);
            case Node.Items items ->
                    "["
                            + String.join(", ", items.items().stream().map(YamlText::flow).toList())
                            + "]";
            case Node.Members members ->
                    "{"
                            + String.join(
                                    ", ",
                                    members.members().entrySet().stream()
                                            .map(each ->
                                                    name(each.getKey())
                                                            + ": "
                                                            + flow(each.getValue()))
                                            .toList())
                            + "}";
        };
    }

    private static String name(String name) {
        return PlainScalar.inBlock(Values.text(name));
    }
}
