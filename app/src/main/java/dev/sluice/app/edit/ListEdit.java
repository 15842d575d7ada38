package dev.sluice.app.edit;

import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts one item into a list of a configuration's text, or takes one out. Every other byte stays as
 * it is, and what is new is written in the text's own style. Nothing is trusted to have worked: a
 * result that does not say exactly what it should is not handed out.
 *
 * @param section the list's name, such as {@code providers}
 * @param idName the member that names an item, such as {@code id}
 */
public record ListEdit(String section, String idName) {
    private static final String MARK = "\uFEFF";

    /** What came of it. */
    public sealed interface Edited {}

    /** The text with the change in it. */
    public record Done(String text) implements Edited {}

    /** There is no such item. */
    public record Absent(List<String> names) implements Edited {}

    /**
     * It cannot be done here.
     *
     * @param why a sentence without its final stop
     */
    public record Refused(String why) implements Edited {}

    /**
     * Puts an item in the place of the one of this name, or at the end.
     *
     * @param fileName decides the syntax
     * @param item all that it says; nothing in it is null
     */
    public Edited put(String text, String fileName, String id, Node.Members item) {
        return edited(text, fileName, id, item);
    }

    /**
     * Takes out the item of this name.
     *
     * @param fileName decides the syntax
     */
    public Edited remove(String text, String fileName, String id) {
        return edited(text, fileName, id, null);
    }

    private Edited edited(String whole, String fileName, String id, Node.@Nullable Members item) {
        String mark = whole.startsWith(MARK) ? MARK : "";
        String text = whole.substring(mark.length());
        Node.@Nullable Members file = read(text, fileName);
        if (file == null) {
            return new Refused("the file cannot be read, or is no sluice.yaml");
        }
        List<Node> items = Trees.items(file, section);
        int at = Trees.find(items, idName, id);
        if (at < 0 && item == null) {
            return new Absent(names(items));
        }
        int place = at < 0 ? items.size() : at;
        Node.Members wanted = Trees.with(file, section, place, item);
        for (Supplier<@Nullable String> way :
                ways(
                        text,
                        fileName,
                        new Target(at, at < 0 ? null : items.get(at), item, isEmpty(file)))) {
            @Nullable String changed = way.get();
            if (changed != null && Trees.same(wanted, plain(read(changed, fileName), wanted))) {
                return new Done(mark + changed);
            }
        }
        return new Refused(
                "the list '"
                        + section
                        + "' is written in a way that cannot be changed piece by piece (an anchor,"
                        + " a list that is no list, or comments within JSON)");
    }

    private List<String> names(List<Node> items) {
        return items.stream()
                .map(each ->
                        each instanceof Node.Members members
                                        && members.get(idName) instanceof Node.Scalar scalar
                                ? scalar.text()
                                : "")
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** An empty list may be written as nothing. */
    private Node.@Nullable Members plain(Node.@Nullable Members found, Node.Members wanted) {
        return found != null && Trees.items(wanted, section).isEmpty() && found.get(section) == null
                ? new Node.Members(found.line(), Trees.without(found, wanted, section))
                : found;
    }

    private static Node.@Nullable Members read(String text, String fileName) {
        try {
            return ConfigText.read(text.getBytes(StandardCharsets.UTF_8), fileName)
                            instanceof Node.Members members
                    ? members
                    : null;
        } catch (Unreadable _) {
            return null;
        }
    }

    /**
     * What is to be changed.
     *
     * @param at its number, -1 for a new one
     * @param said what it says now
     * @param item what it is to say, null for nothing
     * @param mayBegin whether the list says nothing so far
     */
    private record Target(
            int at, @Nullable Node said, Node.@Nullable Members item, boolean mayBegin) {}

    private boolean isEmpty(Node.Members file) {
        @Nullable Node list = file.get(section);
        return list == null || (list instanceof Node.Items items && items.items().isEmpty());
    }

    /** Returns the ways in which it could be done, the most careful first. */
    private List<Supplier<@Nullable String>> ways(String text, String fileName, Target target) {
        int at = target.at();
        Node.@Nullable Members item = target.item();
        @Nullable Node said = target.said();
        @Nullable Piece root = Piece.of(text);
        var lines = new Lines(text);
        Ink ink = Style.of(lines, root, fileName);
        var block = new BlockEdit(lines, ink);
        if (root == null || root.kind() == Piece.Kind.WORD) {
            return item == null || isBroken(text, root)
                    ? List.of()
                    : List.of(() -> block.section(0, section, item));
        }
        Piece.@Nullable Member member = root.member(section);
        var flow = new FlowEdit(lines, ink);
        if (member == null) {
            return item == null
                    ? List.of()
                    : List.of(() ->
                            root.isFlow()
                                    ? flow.section(root, section, item)
                                    : block.section(lines.column(root.from()), section, item));
        }
        Piece list = member.value();
        boolean empty = list.inner().isEmpty() && target.mayBegin();
        if (item == null) {
            return empty || at >= list.inner().size()
                    ? List.of()
                    : List.of(
                            () -> list.isFlow() ? flow.remove(list, at) : block.remove(member, at));
        }
        if (empty) {
            return List.of(
                    () -> root.isFlow() ? flow.only(root, list, item) : block.only(member, item));
        }
        if (!list.isList()) {
            return List.of();
        }
        if (at < 0 || said == null) { // a new one says nothing yet
            return List.of(
                    () -> list.isFlow() ? flow.append(list, item) : block.append(list, item));
        }
        Piece old = list.inner().get(at);
        return old.kind() == Piece.Kind.BLOCK_MEMBERS
                ? List.of(() -> block.members(old, said, item), () -> block.whole(old, item))
                : List.of(() -> flow.whole(old, item));
    }

    /** A text without a document may hold comments only, or be no YAML at all. */
    private static boolean isBroken(String text, @Nullable Piece root) {
        return root == null
                && text.lines().anyMatch(each -> !each.isBlank() && !each.strip().startsWith("#"));
    }
}
