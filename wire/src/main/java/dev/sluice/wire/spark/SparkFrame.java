package dev.sluice.wire.spark;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One message of Spark's, whatever its members' order. */
final class SparkFrame {
    private static final String LAST = "2";

    private final List<Piece> pieces = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private String code = "";
    private String message = "";
    private String sid = "";
    private boolean last;
    private @Nullable Usage usage;

    /**
     * What one element of {@code text} says.
     *
     * @param function the function to be called, or null
     * @param arguments of that call
     */
    record Piece(String reasoning, String content, @Nullable String function, String arguments) {}

    private SparkFrame() {}

    /**
     * Reads a message.
     *
     * @throws UnreadableJson when it is not a JSON object
     */
    static SparkFrame read(byte[] data) {
        return JsonReader.read(
                data,
                in -> {
                    var frame = new SparkFrame();
                    in.members(name -> frame.member(in, name));
                    return frame;
                });
    }

    private void member(JsonReader in, String name) {
        switch (name) {
            case "header" -> inside(in, this::header);
            case "payload" -> inside(in, this::payload);
            // The gateway before Spark answers a bad handshake without a header.
            case "message" -> message = in.anyText();
            case "code" -> code = in.anyText();
            default -> {}
        }
    }

    private interface Visit {
        void member(JsonReader in, String name);
    }

    private static void inside(JsonReader in, Visit visit) {
        if (in.is(Kind.OBJECT)) {
            in.members(name -> visit.member(in, name));
        }
    }

    private void header(JsonReader in, String name) {
        switch (name) {
            case "code" -> code = in.anyText();
            case "message" -> message = in.anyText();
            case "sid" -> sid = in.anyText();
            case "status" -> last |= in.anyText().equals(LAST);
            default -> {}
        }
    }

    private void payload(JsonReader in, String name) {
        switch (name) {
            case "choices" -> inside(in, this::choices);
            case "plugins" -> inside(in, this::plugins);
            case "usage" -> inside(in, this::usage);
            default -> {}
        }
    }

    private void choices(JsonReader in, String name) {
        if (name.equals("status")) {
            last |= in.anyText().equals(LAST);
        } else if (name.equals("text") && in.is(Kind.ARRAY)) {
            in.elements(_ -> {
                var text = new Text();
                inside(in, text::member);
                pieces.add(text.piece());
            });
        }
    }

    private static final class Text {
        private String reasoning = "";
        private String content = "";
        private @Nullable String function;
        private String arguments = "";

        void member(JsonReader in, String name) {
            switch (name) {
                case "content" -> content = in.anyText();
                case "reasoning_content" -> reasoning = in.anyText();
                case "function_call" -> {
                    if (in.is(Kind.OBJECT)) {
                        function = "";
                        in.members(inner -> {
                            switch (inner) {
                                case "name" -> function = in.anyText();
                                case "arguments" -> arguments = in.anyText();
                                default -> {}
                            }
                        });
                    }
                }
                default -> {}
            }
        }

        Piece piece() {
            return new Piece(reasoning, content, function, arguments);
        }
    }

    private void plugins(JsonReader in, String name) {
        if (name.equals("text") && in.is(Kind.ARRAY)) {
            in.elements(_ ->
                    inside(
                            in,
                            (_, inner) -> {
                                if (inner.equals("content")) {
                                    sources.add(in.anyText());
                                }
                            }));
        }
    }

    private void usage(JsonReader in, String name) {
        if (name.equals("text") && in.is(Kind.OBJECT)) {
            var tokens = new long[2];
            in.members(inner -> {
                switch (inner) {
                    case "prompt_tokens" -> tokens[0] = in.anyCount();
                    case "completion_tokens" -> tokens[1] = in.anyCount();
                    default -> {}
                }
            });
            usage = Usage.of(tokens[0], tokens[1]);
        }
    }

    boolean isError() {
        return !code.isEmpty() && !code.equals("0");
    }

    /** Says whether a filter looked at the answer, not at the question, and withheld the rest. */
    boolean isWithheld() {
        return code.equals("10014") || code.equals("10019") || code.equals("10021");
    }

    String sid() {
        return sid;
    }

    boolean isLast() {
        return last;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Returns JSON texts that name what was found on the web. */
    List<String> sources() {
        return sources;
    }

    @Nullable Usage usage() {
        return usage;
    }

    /** Returns what the client is told about a frame with a code. */
    ApiError error() {
        return ErrorMapping.toClient(meant(code, message));
    }

    /** Reads the answer to a handshake that was refused. */
    static ApiError error(int status, byte[] body) {
        try {
            SparkFrame frame = read(body);
            return frame.isError() && frame.code.length() > 3
                    ? frame.error()
                    : ErrorMapping.toClient(new VendorError(status, frame.message, "", "", null));
        } catch (UnreadableJson e) {
            return ErrorMapping.toClient(
                    new VendorError(status, ErrorBody.words(body), "", "", null));
        }
    }

    /** Source: iFlytek's table of Spark error codes, read 2026-11. */
    private static VendorError meant(String code, String message) {
        return switch (code) {
            case "10013", "10014", "10019", "10021" -> error(400, message, "content_filter");
            case "10907" -> error(400, message, "context_length_exceeded");
            case "10003", "10004", "10005", "10163", "10404" -> error(400, message, code);
            case "10006", "10007", "11202", "11203" -> error(429, message, code);
            case "10010", "10110", "10222" -> error(503, message, code);
            case "10015", "10016" -> error(403, message, code);
            case "11201" -> error(429, message, "insufficient_quota");
            // One code for "no permission" and for "used up"; only the words tell which.
            case "11200" ->
                    message.toLowerCase(Locale.ROOT).contains("auth")
                            ? error(403, message, code)
                            : error(429, message, "insufficient_quota");
            default -> error(502, message, code);
        };
    }

    private static VendorError error(int status, String message, String code) {
        return new VendorError(status, message, "", code, null);
    }
}
