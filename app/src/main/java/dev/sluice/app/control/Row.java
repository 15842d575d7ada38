package dev.sluice.app.control;

import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question that an administrator may ask: where, what it means, and who answers.
 *
 * @param doc what is said of it; the description of the API is made of this
 */
record Row(Doc doc, Handler handler) {
    private static final String ID = "{id}";

    /** Begins a row. */
    static Doc of(String method, String pattern, String summary) {
        return new Doc(
                method,
                pattern,
                summary,
                List.of(),
                List.of(),
                null,
                new Gives(200, Schema.FREE, List.of()));
    }

    /**
     * What is said of a question.
     *
     * @param pattern path below {@code /admin/api}; {@code {id}} stands for a name, which may hold
     *     slashes
     * @param summary a sentence
     * @param takes parameters of the query; others are refused
     * @param heeds headers of the request
     * @param body what the body is, or null for none
     */
    record Doc(
            String method,
            String pattern,
            String summary,
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
            return new Doc(method, pattern, summary, List.copyOf(all), heeds, body, gives);
        }

        Doc heeds(Parameter header) {
            return new Doc(method, pattern, summary, takes, List.of(header), body, gives);
        }

        Doc body(Schema schema) {
            return new Doc(method, pattern, summary, takes, heeds, schema, gives);
        }

        Doc gives(Schema schema, String... furtherTypes) {
            return gives(new Gives(200, schema, List.of(furtherTypes)));
        }

        Doc gives(Gives other) {
            return new Doc(method, pattern, summary, takes, heeds, body, other);
        }

        /** The question changes nothing. */
        Row reads(Reading reading) {
            return new Row(this, reading);
        }

        /** The question changes something, which the log tells. */
        Row changes(Changing changing) {
            return new Row(this, changing);
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
