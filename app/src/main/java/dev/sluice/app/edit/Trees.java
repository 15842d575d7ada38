package dev.sluice.app.edit;

import dev.sluice.app.config.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a configuration says, whatever it looks like. */
final class Trees {
    private Trees() {}

    /** Returns whether two pieces say the same; lines do not count, nor does the order of names. */
    static boolean same(@Nullable Node one, @Nullable Node other) {
        return switch (one) {
            case null -> other == null;
            case Node.Scalar(_, var kind, var text, _) ->
                    other instanceof Node.Scalar scalar
                            && kind == scalar.kind()
                            && text.equals(scalar.text());
            case Node.Items(_, var items) -> {
                if (!(other instanceof Node.Items others)
                        || items.size() != others.items().size()) {
                    yield false;
                }
                boolean same = true;
                for (int i = 0; i < items.size(); i++) {
                    same &= same(items.get(i), others.items().get(i));
                }
                yield same;
            }
            case Node.Members(_, var members) ->
                    other instanceof Node.Members others
                            && members.keySet().equals(others.members().keySet())
                            && members.entrySet().stream()
                                    .allMatch(each ->
                                            same(
                                                    each.getValue(),
                                                    others.members().get(each.getKey())));
        };
    }

    /**
     * Returns a file with another item in one of its lists.
     *
     * @param at where; the list's size to add it
     * @param item null to take out what is there
     */
    static Node.Members with(
            Node.Members file, String section, int at, Node.@Nullable Members item) {
        List<Node> items = new ArrayList<>(items(file, section));
        if (item == null) {
            items.remove(at);
        } else if (at == items.size()) {
            items.add(item);
        } else {
            items.set(at, item);
        }
        Map<String, Node> members = new LinkedHashMap<>(file.members());
        members.put(section, new Node.Items(0, items));
        return new Node.Members(file.line(), members);
    }

    /** Returns what a file says, its list that says nothing given as the other has it. */
    static Map<String, Node> without(Node.Members file, Node.Members wanted, String section) {
        Map<String, Node> members = new LinkedHashMap<>(file.members());
        @Nullable Node empty = wanted.members().get(section);
        if (empty != null) {
            members.put(section, empty);
        }
        return members;
    }

    /** Returns the items of a list; none where there is no list. */
    static List<Node> items(Node.Members file, String section) {
        return file.get(section) instanceof Node.Items items ? items.items() : List.of();
    }

    /** Returns the item of a name, by the member that holds it; -1 when there is none. */
    static int find(List<Node> items, String idName, String id) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Node.Members members
                    && members.get(idName) instanceof Node.Scalar scalar
                    && Objects.equals(scalar.text(), id)) {
                return i;
            }
        }
        return -1;
    }
}
