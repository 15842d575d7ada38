package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of entries as openai-style-api's page reads and writes it. */
public final class EntryText {
    private EntryText() {}

    /** Returns a list of entries as JSON without comments, or null when it is no list. */
    public static @Nullable String json(String text, String fileName) {
        Node.@Nullable Items items = items(text, fileName);
        return items == null ? null : RawJson.indented(items);
    }

    /**
     * Returns the entries of a text, those of another put in their places: an entry with the same
     * token is replaced, what is new comes last. Null when one of them is no list.
     *
     * @param fileName decides the syntax of {@code before}
     */
    public static @Nullable String merged(String before, String fileName, String fresh) {
        Node.@Nullable Items old = items(before, fileName);
        Node.@Nullable Items posted = items(fresh, fileName);
        if (old == null || posted == null) {
            return null;
        }
        List<Node> all = new ArrayList<>();
        List<Node> left = new ArrayList<>(posted.items());
        for (Node each : old.items()) {
            @Nullable String token = token(each);
            @Nullable Node instead = null;
            for (Node other : left) {
                if (instead == null && token != null && token.equals(token(other))) {
                    instead = other;
                }
            }
            all.add(instead == null ? each : instead);
            if (instead != null) {
                removeVery(instead, left);
            }
        }
        all.addAll(left); // a token that comes twice is refused by whoever reads this
        return RawJson.indented(new Node.Items(1, all));
    }

    @SuppressWarnings("ReferenceEquality") // two entries may say the same
    private static void removeVery(Node entry, List<Node> list) {
        list.removeIf(each -> each == entry);
    }

    private static @Nullable String token(Node entry) {
        return entry instanceof Node.Members members
                        && members.get("token") instanceof Node.Scalar scalar
                ? scalar.text().strip()
                : null;
    }

    private static Node.@Nullable Items items(String text, String fileName) {
        try {
            return ConfigText.read(text, fileName, Extents.NONE) instanceof Node.Items items
                    ? items
                    : null;
        } catch (Unreadable _) {
            return null;
        }
    }
}
