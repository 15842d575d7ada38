package dev.sluice.app.control;

import dev.sluice.app.access.Caller;
import dev.sluice.relay.Control.Ask;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A question, and what can be read from it. Whatever cannot be read is refused with 400, saying
 * which parameter, what was found and what was expected.
 *
 * @param id what stood for {@code {id}} in the path, decoded; "" where there is none
 * @param caller who asks
 */
record Asked(Ask ask, String id, Caller caller) {
    private static final String INVALID = "invalid_value";

    /** Java's dates go so far that no ledger can count their milliseconds. */
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /** Returns whose things are all that may be seen and touched; null: everybody's. */
    @Nullable String owner() {
        return switch (caller) {
            case Caller.Person person -> person.narrowed();
            case Caller.Stranger() -> "";
        };
    }

    /** Returns who asks. */
    Caller.Person person() {
        return switch (caller) {
            case Caller.Person person -> person;
            case Caller.Stranger() -> throw new IllegalStateException("nobody knows who asks");
        };
    }

    /** Returns a parameter, or null when it is absent or blank. */
    @Nullable String text(String name) {
        @Nullable String value = ask.query().get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Returns a parameter that is one of these words. */
    String word(String name, String usual, List<String> words) {
        @Nullable String value = text(name);
        if (value == null) {
            return usual;
        }
        if (!words.contains(value)) {
            throw refused(name, value, String.join(", ", words));
        }
        return value;
    }

    /** Returns a parameter that is a whole number. */
    int whole(String name, int usual, int most) {
        @Nullable String value = text(name);
        if (value == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw refused(name, value, "a whole number from 1 to " + most);
    }

    /** Returns a parameter that is {@code true} or {@code false}; absent means false. */
    boolean truth(String name) {
        return word(name, "false", List.of("true", "false")).equals("true");
    }

    /** Returns when something begins: a moment, or the first moment of a day. */
    @Nullable Instant begin(String name) {
        return moment(name, date -> date);
    }

    /** Returns when something ends, exclusive: a moment, or the end of a day. */
    @Nullable Instant end(String name) {
        return moment(name, date -> date.plusDays(1));
    }

    private @Nullable Instant moment(String name, Function<LocalDate, LocalDate> side) {
        @Nullable String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            Instant moment =
                    value.indexOf('T') < 0
                            ? side.apply(LocalDate.parse(value))
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant()
                            : OffsetDateTime.parse(value).toInstant();
            if (!moment.isBefore(Instant.EPOCH) && moment.isBefore(LATEST)) {
                return moment;
            }
        } catch (DateTimeException _) {
            // said below
        }
        throw refused(name, value, "a date such as 2026-11-30 or 2026-11-30T12:00:00Z");
    }

    /**
     * Returns the body, which must be a JSON object.
     *
     * @param what it should be, for the one who sent something else
     */
    byte[] object(String what) {
        String problem = "The body is not JSON; expected an object: " + what + ".";
        try {
            // An empty object and null look alike once they have been read.
            String text = new String(ask.body(), StandardCharsets.UTF_8).strip();
            JsonValue.read(ask.body());
            if (text.startsWith("{")) {
                return ask.body();
            }
            problem = "The body is JSON, but no object; expected an object: " + what + ".";
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new ApiException(ApiError.badRequest(problem, null, "invalid_json"));
    }

    /** Refuses parameters that the question does not take: one mistyped would go unnoticed. */
    void only(List<Row.Parameter> known) {
        List<String> names = known.stream().map(Row.Parameter::name).toList();
        for (Map.Entry<String, String> each : ask.query().entrySet()) {
            if (!names.contains(each.getKey())) {
                String near = NearNames.hint(each.getKey(), names);
                String there =
                        names.isEmpty()
                                ? "there are none here"
                                : "expected " + String.join(", ", names);
                throw new ApiException(
                        ApiError.badRequest(
                                "Unknown parameter '" + each.getKey() + "', " + there + "." + near,
                                each.getKey(),
                                INVALID));
            }
        }
    }

    /** Makes the refusal of a parameter. */
    static ApiException refused(String name, String found, String expected) {
        return new ApiException(
                ApiError.badRequest(
                        "The parameter '"
                                + name
                                + "': found '"
                                + found
                                + "', expected "
                                + expected
                                + ".",
                        name,
                        INVALID));
    }

    /** Makes the refusal of a question that lacks a parameter. */
    static ApiException missing(String name, String expected) {
        return new ApiException(
                ApiError.badRequest(
                        "The parameter '" + name + "' is missing, expected " + expected + ".",
                        name,
                        "missing_required_parameter"));
    }

    /** Makes the refusal of a name that nothing has; the name is not repeated. */
    static ApiException unknown(String message, String code) {
        return new ApiException(new ApiError(404, "invalid_request_error", message, "id", code));
    }
}
