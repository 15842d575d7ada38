package dev.sluice.app.control;

import dev.sluice.app.access.Role;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question: where, what it means, who may ask it, and who answers. There is no row that does
 * not say who may ask.
 *
 * @param doc what is said of it; the description of the API is made of this
 */
record Row(Doc doc, Handler handler) {
    private static final String ID = "{id}";

    /** Begins a row; it goes on with who may ask. */
    static Draft of(String method, String pattern, String summary) {
        return new Draft(method, pattern, summary);
    }

    /** The beginning of a row. */
    record Draft(String method, String pattern, String summary) {
        /** Whoever has at least this role may ask; {@link Role#OWNER}: whoever has signed in. */
        Doc least(Role role) {
            return doc(new Access.Least(role));
        }

        /** The same, and owners about what is theirs: {@link Asked#owner} says who. */
        Doc leastOrOwner(Role role) {
            return doc(new Access.LeastOrOwner(role));
        }

        /** Everybody may ask. The few that are so are a list in a test. */
        Doc open() {
            return doc(new Access.Open());
        }

        private Doc doc(Access access) {
            return new Doc(
                    method,
                    pattern,
                    summary,
                    access,
                    List.of(),
                    List.of(),
                    null,
                    new Gives(200, Schema.FREE, List.of()));
        }
    }

    /** Who may ask. */
    sealed interface Access {
        /** Everybody. */
        record Open() implements Access {}

        /** Whoever has at least this role. */
        record Least(Role role) implements Access {}

        /** Whoever has at least this role; an owner too, about what is its own. */
        record LeastOrOwner(Role role) implements Access {}

        /** Returns whether somebody with this role may ask. */
        default boolean permits(Role role) {
            return switch (this) {
                case Open() -> true;
                case Least(var least) -> role.covers(least);
                case LeastOrOwner(var least) -> role == Role.OWNER || role.covers(least);
            };
        }

        /** Returns the least role in a word. */
        default String word() {
            return switch (this) {
                case Open() -> "open";
                case Least(var least) -> least.word();
                case LeastOrOwner(var least) -> least.word() + " or owner";
            };
        }
    }

    /**
     * What is said of a question.
     *
     * @param pattern path below {@code /admin/api}; {@code {id}} stands for a name, which may hold
     *     slashes
     * @param summary a sentence
     * @param access who may ask
     * @param takes parameters of the query; others are refused
     * @param heeds headers of the request
     * @param body what the body is, or null for none
     */
    record Doc(
            String method,
            String pattern,
            String summary,
            Access access,
            List<Parameter> takes,
            List<Parameter> heeds,
            @Nullable Schema body,
            Gives gives) {
        Doc takes(Parameter... parameters) {
            return takes(Arrays.asList(parameters));
        }

        Doc takes(List<Parameter> parameters) {
            List<Parameter> all = new ArrayList<>(takes);
            all.addAll(parameters);
            return new Doc(method, pattern, summary, access, List.copyOf(all), heeds, body, gives);
        }

        Doc heeds(Parameter header) {
            return new Doc(method, pattern, summary, access, takes, List.of(header), body, gives);
        }

        Doc body(Schema schema) {
            return new Doc(method, pattern, summary, access, takes, heeds, schema, gives);
        }

        Doc gives(Schema schema, String... furtherTypes) {
            return gives(new Gives(200, schema, List.of(furtherTypes)));
        }

        Doc gives(Gives other) {
            return new Doc(method, pattern, summary, access, takes, heeds, body, other);
        }

        /** The question changes nothing. */
        Row reads(Reading reading) {
            return new Row(this, reading);
        }

        /** The question changes something, which the log tells. */
        Row changes(Changing changing) {
            return new Row(this, changing);
        }

        /** The question is how somebody gets in; its answer tells the audit log itself. */
        Row admits(Admitting admitting) {
            return new Row(this, admitting);
        }

        boolean hasId() {
            return pattern.contains(ID);
        }
    }

    /** A parameter of the query, or a header. */
    record Parameter(String name, Schema schema, String says) {}

    /**
     * What comes back when all is well.
     *
     * @param furtherTypes content types beside JSON
     */
    record Gives(int status, Schema schema, List<String> furtherTypes) {}

    /** Who answers. */
    sealed interface Handler {}

    /** Answers and changes nothing. */
    @FunctionalInterface
    non-sealed interface Reading extends Handler {
        Reply answer(Asked asked) throws StoreUnavailable;
    }

    /** Changes something and answers. */
    @FunctionalInterface
    non-sealed interface Changing extends Handler {
        Changed answer(Asked asked) throws StoreUnavailable;
    }

    /** Lets somebody in, or not, and says so itself. */
    @FunctionalInterface
    non-sealed interface Admitting extends Handler {
        Reply answer(Asked asked) throws StoreUnavailable;
    }

    /**
     * Something was changed.
     *
     * @param what for the log: {@code created the key team-a}; never a secret
     */
    record Changed(String what, Reply reply) {}

    /** Returns what stands for {@code {id}}, "" where there is none; null for another path. */
    @Nullable String match(String path) {
        String pattern = doc.pattern();
        int at = pattern.indexOf(ID);
        if (at < 0) {
            return path.equals(pattern) ? "" : null;
        }
        String before = pattern.substring(0, at);
        String after = pattern.substring(at + ID.length());
        return path.length() > before.length() + after.length()
                        && path.startsWith(before)
                        && path.endsWith(after)
                ? path.substring(before.length(), path.length() - after.length())
                : null;
    }
}
