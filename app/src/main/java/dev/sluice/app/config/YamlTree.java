package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML 1.2. Anchors may repeat a value, but neither recurse nor explode. */
final class YamlTree {
    private static final int DEEPEST = 100;
    private static final int MOST_NODES = 200_000;
    private final String text;
    private final Extents extents;
    private int nodes;
    private int[] places = {}; // the character at which each code point stands, made when asked

    private YamlTree(String text, Extents extents) {
        this.text = text;
        this.extents = extents;
    }

    static Node read(String text) throws Unreadable {
        return read(text, Extents.NONE);
    }

    /** Reads a text, and says of every single value where it stands. */
    static Node read(String text, Extents extents) throws Unreadable {
        try {
            LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
            Optional<org.snakeyaml.engine.v2.nodes.Node> root =
                    new Composer(
                                    settings,
                                    new ParserImpl(settings, new StreamReader(settings, text)))
                            .getSingleNode();
            return root.isEmpty()
                    ? new Node.Members(1, Map.of())
                    : new YamlTree(text, extents).node(root.get(), 0);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new Unreadable(line, "not YAML here: " + e.getProblem());
        } catch (YamlEngineException _) {
            throw new Unreadable(0, "the file is not YAML");
        }
    }

    private Node node(org.snakeyaml.engine.v2.nodes.Node node, int depth) throws Unreadable {
        int line = node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        if (depth > DEEPEST || ++nodes > MOST_NODES) {
            throw new Unreadable(line, "nested too deep, or anchors repeat too much");
        }
        return switch (node) {
            case MappingNode mapping -> new Node.Members(line, members(mapping, depth));
            case SequenceNode sequence -> {
                List<Node> items = new ArrayList<>();
                for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
                    items.add(node(item, depth + 1));
                }
                yield new Node.Items(line, items);
            }
            case ScalarNode scalar -> scalar(scalar, line);
            default -> throw new Unreadable(line, "an unknown kind of YAML node");
        };
    }

    private Node scalar(ScalarNode node, int line) {
        String value = node.getValue();
        var scalar = new Node.Scalar(line, kind(node.getTag()), value, value);
        if (!extents.equals(Extents.NONE) && node.getStartMark().isPresent()) {
            int from = at(node.getStartMark().get().getIndex());
            int to = at(node.getEndMark().orElse(node.getStartMark().get()).getIndex());
            while (from < to && "&!".indexOf(text.charAt(from)) >= 0) { // an anchor or a tag
                while (from < to && !Character.isWhitespace(text.charAt(from))) {
                    from++;
                }
                while (from < to && Character.isWhitespace(text.charAt(from))) {
                    from++;
                }
            }
            while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
                to--; // a block ends with its line breaks
            }
            extents.stands(scalar, from, to);
        }
        return scalar;
    }

    /** Turns a count of code points into one of characters. */
    private int at(int codePoints) {
        if (places.length == 0) {
            places = new int[text.codePointCount(0, text.length()) + 1];
            int at = 0;
            for (int i = 0; i < places.length; i++) {
                places[i] = at;
                at = i + 1 < places.length ? text.offsetByCodePoints(at, 1) : at;
            }
        }
        return places[Math.min(codePoints, places.length - 1)];
    }

    private Map<String, Node> members(MappingNode mapping, int depth) throws Unreadable {
        Map<String, Node> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = tuple.getKeyNode().getStartMark().map(Mark::getLine).orElse(-1) + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw new Unreadable(line, "the name of a member must be a plain word");
            }
            if (members.put(name.getValue(), node(tuple.getValueNode(), depth + 1)) != null) {
                throw new Unreadable(line, "'" + name.getValue() + "' stands here twice");
            }
        }
        return members;
    }

    private static Node.Kind kind(Tag tag) {
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return Node.Kind.NUMBER;
        }
        return tag.equals(Tag.BOOL)
                ? Node.Kind.BOOLEAN
                : tag.equals(Tag.NULL) ? Node.Kind.NULL : Node.Kind.TEXT;
    }
}
