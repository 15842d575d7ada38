package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges and types that a chat request has to keep, whichever lane it takes. A member that is
 * null counts as absent; members that are not named here are not looked at.
 *
 * <p>Ranges are OpenAI's. Codes and the style of {@code param} are those that OpenAI answers with.
 */
public final class ParameterRules {
    private static final int MAX_STOPS = 4;
    private static final int EXCERPT = 40;

    private static final byte[] MESSAGES = ascii("messages");
    private static final byte[] MODEL = ascii("model");
    private static final byte[] STREAM = ascii("stream");
    private static final byte[] STREAM_OPTIONS = ascii("stream_options");
    private static final byte[] STOP = ascii("stop");
    private static final byte[] LOGIT_BIAS = ascii("logit_bias");

    /** What has to be looked at while a request is scanned. */
    public static final JsonMembers.Look LOOK = new JsonMembers.Look(MESSAGES, ascii("role"));

    private static final List<Range> RANGES =
            List.of(
                    new Range("temperature", Literal.DECIMAL, 0, 2),
                    new Range("top_p", Literal.DECIMAL, 0, 1),
                    new Range("presence_penalty", Literal.DECIMAL, -2, 2),
                    new Range("frequency_penalty", Literal.DECIMAL, -2, 2),
                    new Range("n", Literal.INTEGER, 1, Double.POSITIVE_INFINITY),
                    new Range("max_tokens", Literal.INTEGER, 1, Double.POSITIVE_INFINITY),
                    new Range(
                            "max_completion_tokens", Literal.INTEGER, 1, Double.POSITIVE_INFINITY),
                    new Range("max_length", Literal.INTEGER, 1, Double.POSITIVE_INFINITY));
    private static final Range BIAS = new Range("logit_bias", Literal.DECIMAL, -100, 100);

    /** Whether a number may have a fraction. */
    private enum Literal {
        DECIMAL("decimal", "a number"),
        INTEGER("integer", "an integer");

        final String word;
        final String noun;

        Literal(String word, String noun) {
            this.word = word;
            this.noun = noun;
        }
    }

    private static final class Range {
        final String name;
        final byte[] key;
        final Literal literal;
        final double min;
        final double max;

        Range(String name, Literal literal, double min, double max) {
            this.name = name;
            this.key = ascii(name);
            this.literal = literal;
            this.min = min;
            this.max = max;
        }
    }

    private final byte[] body;
    private final JsonMembers members;

    private ParameterRules(byte[] body, JsonMembers members) {
        this.body = body;
        this.members = members;
    }

    /**
     * Returns what is wrong with a chat request, or null when nothing is.
     *
     * @param members the index of {@code body}, made with {@link #LOOK}
     */
    public static @Nullable ApiError check(byte[] body, JsonMembers members) {
        return new ParameterRules(body, members).first();
    }

    private @Nullable ApiError first() {
        ApiError error = ranges();
        error = error != null ? error : type(MODEL, "model", "a string");
        error = error != null ? error : type(STREAM, "stream", "a boolean");
        error = error != null ? error : type(STREAM_OPTIONS, "stream_options", "an object");
        error = error != null ? error : stop();
        error = error != null ? error : logitBias();
        return error != null ? error : messages();
    }

    private @Nullable ApiError ranges() {
        for (Range range : RANGES) {
            int i = members.find(range.key);
            if (i < 0) {
                continue;
            }
            if (members.repeated(i)) {
                return repeated(range.name);
            }
            ApiError error = range(range, range.name, members.valueFrom(i), members.valueTo(i));
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private @Nullable ApiError range(Range range, String param, int from, int to) {
        Kind kind = Kind.of(body[from]);
        if (kind == Kind.NULL) {
            return null;
        }
        if (kind != Kind.NUMBER) {
            return wrongType(param, range.literal.noun, kind);
        }
        double value = Double.parseDouble(new String(body, from, to - from, US_ASCII));
        if (range.literal == Literal.INTEGER && value != Math.rint(value)) {
            return ApiError.badRequest(
                    "Invalid type for '"
                            + param
                            + "': expected an integer, but got "
                            + excerpt(from, to)
                            + " instead.",
                    param,
                    "invalid_type");
        }
        if (value < range.min) {
            return outside(
                    range, param, "below_min_value", ">= " + plain(range.min), excerpt(from, to));
        }
        if (value > range.max) {
            return outside(
                    range, param, "above_max_value", "<= " + plain(range.max), excerpt(from, to));
        }
        return null;
    }

    private static ApiError outside(
            Range range, String param, String code, String expected, String value) {
        String side = code.startsWith("below") ? "below minimum value" : "above maximum value";
        return ApiError.badRequest(
                "Invalid '"
                        + param
                        + "': "
                        + range.literal.word
                        + " "
                        + side
                        + ". Expected a value "
                        + expected
                        + ", but got "
                        + value
                        + " instead.",
                param,
                range.literal.word + "_" + code);
    }

    private @Nullable ApiError type(byte[] key, String name, String expected) {
        int i = members.find(key);
        if (i < 0) {
            return null;
        }
        if (members.repeated(i)) {
            return repeated(name);
        }
        Kind kind = members.kind(i);
        boolean fits = kind == Kind.NULL || noun(kind).equals(expected);
        return fits ? null : wrongType(name, expected, kind);
    }

    private @Nullable ApiError stop() {
        int i = members.find(STOP);
        if (i < 0) {
            return null;
        }
        if (members.repeated(i)) {
            return repeated("stop");
        }
        Kind kind = members.kind(i);
        if (kind == Kind.NULL || kind == Kind.STRING) {
            return null;
        }
        if (kind != Kind.ARRAY) {
            return wrongType("stop", "a string or an array of strings", kind);
        }
        JsonCursor cursor = at(i);
        cursor.enterArray();
        int count = 0;
        while (cursor.nextElement()) {
            if (cursor.kind() != Kind.STRING) {
                return wrongType("stop[" + count + "]", "a string", cursor.kind());
            }
            cursor.skip();
            count++;
        }
        if (count <= MAX_STOPS) {
            return null;
        }
        return ApiError.badRequest(
                "Invalid 'stop': array too long. Expected an array with maximum length "
                        + MAX_STOPS
                        + ", but got an array with length "
                        + count
                        + " instead.",
                "stop",
                "array_above_max_length");
    }

    private @Nullable ApiError logitBias() {
        int i = members.find(LOGIT_BIAS);
        ApiError error = type(LOGIT_BIAS, "logit_bias", "an object");
        if (i < 0 || error != null || members.kind(i) != Kind.OBJECT) {
            return error;
        }
        JsonCursor cursor = at(i);
        cursor.enterObject();
        while (error == null && cursor.nextMember()) {
            int from = cursor.position();
            String name = cursor.name();
            String token = name.length() > EXCERPT ? name.substring(0, EXCERPT) : name;
            error = range(BIAS, "logit_bias." + token, from, cursor.skip());
        }
        return error;
    }

    private @Nullable ApiError messages() {
        int i = members.find(MESSAGES);
        if (i < 0 || members.kind(i) == Kind.NULL) {
            return missing("messages");
        }
        ApiError error = type(MESSAGES, "messages", "an array");
        if (error != null) {
            return error;
        }
        for (int e = 0; e < members.elements(); e++) {
            error = message(members.element(e), members.looked(e), e);
            if (error != null) {
                return error;
            }
        }
        if (members.elements() > 0) {
            return null;
        }
        return ApiError.badRequest(
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got"
                        + " an empty array instead.",
                "messages",
                "empty_array");
    }

    private static @Nullable ApiError message(Kind message, Kind role, int at) {
        if (message != Kind.OBJECT) {
            return wrongType("messages[" + at + "]", "an object", message);
        }
        if (role == Kind.STRING) {
            return null;
        }
        String param = "messages[" + at + "].role";
        return role == Kind.NULL ? missing(param) : wrongType(param, "a string", role);
    }

    private JsonCursor at(int i) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(body, members.valueFrom(i), members.valueTo(i));
        return cursor;
    }

    private String excerpt(int from, int to) {
        String text = new String(body, from, Math.min(to - from, EXCERPT), UTF_8);
        return to - from > EXCERPT ? text + "..." : text;
    }

    private static String plain(double bound) {
        return Long.toString((long) bound);
    }

    private static ApiError missing(String param) {
        return ApiError.badRequest(
                "Missing required parameter: '" + param + "'.",
                param,
                "missing_required_parameter");
    }

    private static ApiError repeated(String param) {
        return ApiError.badRequest(
                "Invalid '"
                        + param
                        + "': the member stands more than once in the request. Expected"
                        + " it once.",
                param,
                "invalid_value");
    }

    private static ApiError wrongType(String param, String expected, Kind got) {
        return ApiError.badRequest(
                "Invalid type for '"
                        + param
                        + "': expected "
                        + expected
                        + ", but got "
                        + noun(got)
                        + " instead.",
                param,
                "invalid_type");
    }

    private static String noun(Kind kind) {
        return switch (kind) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
