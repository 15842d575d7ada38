package dev.sluice.app.edit;

import dev.sluice.app.config.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes lists whose items stand on lines of their own. */
record BlockEdit(Lines lines, Ink ink) {
    private String text() {
        return lines.text();
    }

    /** Adds a list at the end of the text. */
    String section(int column, String name, Node.Members item) {
        String text = text();
        String gap = text.isEmpty() || text.endsWith("\n") ? "" : ink.end();
        String list = " ".repeat(column) + ink.word(name) + ":" + ink.end();
        return text + gap + list + item(column + ink.dashStep(), 2, item) + ink.end();
    }

    private String item(int dash, int offset, Node.Members item) {
        return " ".repeat(dash) + "-" + " ".repeat(offset - 1) + ink.block(item, dash + offset);
    }

    /**
     * Puts the first item into a list that is empty: written as nothing, as null or as {@code []}.
     */
    String only(Piece.Member list, Node.Members item) {
        int colon = colon(list);
        int stop = lines.stop(list.value().to());
        var patch = new Patch();
        if (list.value().from() < list.value().to()) {
            int from = lines.isLast(list.value().to()) ? colon : list.value().from();
            patch.remove(from, list.value().to());
        }
        int dash = lines.column(list.name().from()) + ink.dashStep();
        return patch.insert(stop, ink.end() + item(dash, 2, item)).over(text());
    }

    /** Returns the place behind the colon of a member. */
    private int colon(Piece.Member member) {
        return text().indexOf(':', member.name().to()) + 1;
    }

    /** Adds an item at the end. */
    String append(Piece list, Node.Members item) {
        int first = dashes(list);
        int dash = lines.column(first);
        Piece last = list.inner().getLast();
        int stop = lines.stopWithComments(last.to(), dash);
        String gap = isAiry(list) ? ink.end() : "";
        String fresh;
        if (last.kind() == Piece.Kind.FLOW_MEMBERS) {
            fresh = " ".repeat(dash) + "- " + ink.flow(item);
        } else {
            Piece model = list.inner().getFirst();
            boolean beside = lines.begin(model.from()) == lines.begin(first);
            int offset = beside ? Math.max(2, lines.column(model.from()) - dash) : 2;
            fresh = item(dash, offset, item);
        }
        return new Patch().insert(stop, gap + ink.end() + fresh).over(text());
    }

    /** Returns where the first dash stands: behind an anchor and comments. */
    private int dashes(Piece list) {
        int at = list.from();
        while (at < list.to() && "&!#".indexOf(text().charAt(at)) >= 0) {
            boolean comment = text().charAt(at) == '#';
            while (at < list.to()
                    && (comment
                            ? text().charAt(at) != '\n'
                            : !Character.isWhitespace(text().charAt(at)))) {
                at++;
            }
            while (at < list.to() && Character.isWhitespace(text().charAt(at))) {
                at++;
            }
        }
        return at;
    }

    /** Returns whether items stand apart. */
    private boolean isAiry(Piece list) {
        List<Piece> items = list.inner();
        boolean airy = items.size() > 1;
        for (int i = 1; i < items.size(); i++) {
            int stop = lines.stop(items.get(i - 1).to());
            airy &=
                    text().substring(stop, items.get(i).from())
                            .matches("(?s)\\r?\\n[ \\t]*\\r?\\n.*");
        }
        return airy;
    }

    /** Takes an item out, with its comments but those above it. */
    @Nullable String remove(Piece.Member member, int at) {
        Piece list = member.value();
        int dash = lines.column(dashes(list));
        Piece item = list.inner().get(at);
        int begin = lines.begin(item.from());
        while (begin > 0 && !hasDash(begin, dash)) {
            begin = lines.begin(begin - 1);
        }
        if (!hasDash(begin, dash)) {
            return null;
        }
        int next = lines.next(lines.stopWithComments(item.to(), dash));
        var patch = new Patch();
        if (list.inner().size() == 1) {
            patch.insert(colon(member), " []");
        } else if (begin > 0
                && lines.isBlank(lines.begin(begin - 1))
                && (lines.isBlank(next) || next == text().length())) {
            begin = lines.begin(begin - 1); // the gap before it goes with it
        }
        return patch.remove(begin, next).over(text());
    }

    private boolean hasDash(int begin, int dash) {
        int at = begin + dash;
        return at < text().length()
                && text().charAt(at) == '-'
                && text().substring(begin, at).isBlank();
    }

    /** Replaces an item as a whole. */
    String whole(Piece old, Node.Members item) {
        int indent = lines.column(old.inner().getFirst().from());
        return new Patch()
                .replace(old.inner().getFirst().from(), old.to(), ink.block(item, indent))
                .over(text());
    }

    /**
     * Changes only those members of an item that say something else; null when it cannot.
     *
     * @param said what the item says now
     */
    @Nullable String members(Piece old, Node said, Node.Members item) {
        Map<String, Node> before = said instanceof Node.Members(_, var now) ? now : Map.of();
        int indent = lines.column(old.inner().getFirst().from());
        var patch = new Patch();
        int last = -1;
        Map<String, Node> left = new LinkedHashMap<>(item.members());
        for (Piece.Member each : old.members()) {
            String name = String.valueOf(each.name().word());
            @Nullable Node wanted = left.remove(name);
            int stop = lines.stop(each.value().to());
            if (wanted != null) {
                last = stop;
                if (!Trees.same(before.get(name), wanted)) {
                    change(patch, each, wanted, indent);
                }
            } else if (lines.isFirst(each.name().from())) {
                patch.remove(lines.begin(each.name().from()), lines.next(stop));
            } else {
                return null; // it stands behind the dash
            }
        }
        if (last < 0) {
            return null;
        }
        if (!left.isEmpty()) {
            String fresh = ink.block(new Node.Members(0, left), indent);
            patch.insert(last, ink.end() + " ".repeat(indent) + fresh);
        }
        return patch.over(text());
    }

    private void change(Patch patch, Piece.Member member, Node wanted, int indent) {
        Piece old = member.value();
        String fresh = ink.value(wanted, indent);
        boolean besides = lines.begin(old.from()) == lines.begin(member.name().from());
        if (!fresh.startsWith(" ") || !besides) {
            patch.replace(colon(member), old.to(), fresh);
        } else if (old.from() == old.to()) {
            patch.insert(old.from(), fresh);
        } else {
            patch.replace(old.from(), old.to(), fresh.substring(1));
        }
    }
}
