package dev.sluice.app.edit;

import dev.sluice.app.config.Node;
import org.jspecify.annotations.Nullable;

/** Changes lists in brackets: YAML's flow style, and JSON. */
record FlowEdit(Lines lines, Ink ink) {
    private String text() {
        return lines.text();
    }

    /** Adds a list to the members in braces. */
    @Nullable String section(Piece root, String name, Node.Members item) {
        String list = ink.word(name) + ": ";
        if (root.inner().isEmpty()) {
            return new Patch()
                    .insert(root.to() - 1, list + "[" + ink.flow(item) + "]")
                    .over(text());
        }
        Piece first = root.inner().getFirst();
        Piece last = root.inner().getLast();
        if (!lines.isFirst(first.from())) {
            return append(last, list + "[" + ink.flow(item) + "]", " ");
        }
        int indent = lines.indent(first.from());
        String gap = ink.end() + " ".repeat(indent);
        return append(last, list + spread(item, indent), gap);
    }

    private String spread(Node.Members item, int indent) {
        int inner = indent + ink.step();
        return "["
                + ink.end()
                + " ".repeat(inner)
                + ink.spread(item, inner)
                + ink.end()
                + " ".repeat(indent)
                + "]";
    }

    /** Puts the first item into an empty list. */
    String only(Piece root, Piece list, Node.Members item) {
        boolean spread = lines.isFirst(root.inner().getFirst().from());
        int indent = lines.indent(list.from());
        String fresh = spread ? spread(item, indent) : "[" + ink.flow(item) + "]";
        String gap = list.from() == list.to() ? " " : "";
        return new Patch().replace(list.from(), list.to(), gap + fresh).over(text());
    }

    /** Adds an item at the end. */
    @Nullable String append(Piece list, Node.Members item) {
        Piece last = list.inner().getLast();
        if (!lines.isFirst(last.from())) {
            return append(last, ink.flow(item), " ");
        }
        int indent = lines.indent(last.from());
        return append(last, like(last, item), ink.end() + " ".repeat(indent));
    }

    /** Writes an item on one line or several, as another is. */
    private String like(Piece other, Node.Members item) {
        boolean spread = text().substring(other.from(), other.to()).indexOf('\n') >= 0;
        return spread ? ink.spread(item, lines.indent(other.from())) : ink.flow(item);
    }

    private @Nullable String append(Piece last, String fresh, String gap) {
        int comma = comma(last.to());
        String rest = text().substring(last.to(), lines.stop(last.to()));
        var patch = new Patch();
        // A comment behind the last item is about that item: what is new goes below it.
        if (gap.length() > 1 && rest.matches("\\s*,?\\s*#.*")) {
            if (comma < 0) {
                patch.insert(last.to(), ",");
            }
            patch.insert(lines.stop(last.to()), gap + fresh + (comma < 0 ? "" : ","));
        } else {
            patch.insert(last.to(), "," + gap + fresh);
        }
        return patch.over(text());
    }

    /** Returns the comma behind an item, -1 for none. */
    private int comma(int from) {
        int at = skip(from);
        return at < text().length() && text().charAt(at) == ',' ? at : -1;
    }

    /** Skips blanks and comments. */
    private int skip(int from) {
        int at = from;
        while (at < text().length()) {
            if (text().charAt(at) == '#' && Character.isWhitespace(text().charAt(at - 1))) {
                at = lines.stop(at);
            } else if (Character.isWhitespace(text().charAt(at))) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    /** Replaces an item as a whole. */
    String whole(Piece old, Node.Members item) {
        return new Patch().replace(old.from(), old.to(), like(old, item)).over(text());
    }

    /** Takes an item out, with its comma. */
    @Nullable String remove(Piece list, int at) {
        Piece item = list.inner().get(at);
        int comma = comma(item.to());
        var patch = new Patch();
        if (comma < 0 && at > 0) {
            int before = comma(list.inner().get(at - 1).to());
            if (before < 0) {
                return null;
            }
            patch.remove(before, before + 1);
        }
        int from = item.from();
        int to = comma < 0 ? item.to() : comma + 1;
        if (lines.isFirst(from) && lines.isLast(to)) {
            from = lines.begin(from);
            to = lines.next(to);
        } else if (at == 0) {
            while (to < text().length() && text().charAt(to) == ' ' && comma >= 0) {
                to++;
            }
        } else {
            while (text().charAt(from - 1) == ' ') {
                from--;
            }
        }
        return patch.remove(from, to).over(text());
    }
}
