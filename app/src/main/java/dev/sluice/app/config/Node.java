package dev.sluice.app.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a configuration file, whatever its syntax, that knows the line it stands on. */
public sealed interface Node {

    /** Returns the line, counted from 1. */
    int line();

    /**
     * Named members, in the order of the file.
     *
     * @param members name to value; no name twice
     */
    record Members(int line, Map<String, Node> members) implements Node {
        /** Returns a member, or null when it is absent or written as null. */
        public @Nullable Node get(String name) {
            @Nullable Node node = members.get(name);
            return node instanceof Scalar scalar && scalar.kind() == Kind.NULL ? null : node;
        }

        /** Returns the line of a member, or of the whole when there is no such member. */
        public int lineOf(String name) {
            @Nullable Node node = members.get(name);
            return node == null ? line : node.line();
        }
    }

    /** Items in order. */
    record Items(int line, List<Node> items) implements Node {}

    /**
     * A single value.
     *
     * @param text the value, references filled in; a number exactly as written
     * @param written as it stands in the file, fit to be shown where {@code text} may be a secret
     */
    record Scalar(int line, Kind kind, String text, String written) implements Node {
        /** Leaves the value out: it may be a secret, and nothing here knows whether it is. */
        @Override
        public String toString() {
            return kind + " on line " + line;
        }
    }

    /** The kinds of single value. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }
}
