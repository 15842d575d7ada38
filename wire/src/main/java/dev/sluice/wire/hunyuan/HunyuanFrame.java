package dev.sluice.wire.hunyuan;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One body of Hunyuan's: a reply within {@code Response}, a frame of a stream, or an error. */
final class HunyuanFrame {
    private final JsonReader in;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Annotation> sources = new ArrayList<>();
    private String id = "";
    private String requestId = "";
    private long created;
    private boolean failed;
    private String code = "";
    private String complaint = "";
    private @Nullable Usage usage;

    /** What a frame says in one choice. */
    static final class Piece {
        int index;
        String finish = "";
        String text = "";
        String reasoning = "";
        final List<Call> calls = new ArrayList<>();
    }

    /** A tool call or a fragment of one. */
    static final class Call {
        int index;
        String id = "";
        String name = "";
        String arguments = "";
    }

    private HunyuanFrame(JsonReader in) {
        this.in = in;
    }

    /** Reads a body. */
    static HunyuanFrame read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var frame = new HunyuanFrame(in);
        in.members(frame::member);
        return frame;
    }

    private void member(String name) {
        switch (name) {
            case "Response" -> ifObject(this::member);
            case "Id" -> id = in.anyText();
            case "RequestId" -> requestId = in.anyText();
            case "Created" -> created = in.anyCount();
            case "Choices" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(this::choice);
                }
            }
            case "Usage" -> {
                if (in.is(Kind.OBJECT)) {
                    usage = counts();
                }
            }
            case "SearchInfo" ->
                    ifObject(inner -> {
                        if (inner.equals("SearchResults") && in.is(Kind.ARRAY)) {
                            in.elements(_ -> source());
                        }
                    });
            case "Error", "ErrorMsg" -> {
                failed |= in.is(Kind.OBJECT);
                ifObject(this::failure);
            }
            default -> {}
        }
    }

    private void ifObject(Consumer<String> visit) {
        if (in.is(Kind.OBJECT)) {
            in.members(visit);
        }
    }

    private void failure(String name) {
        switch (name) {
            case "Code" -> code = in.anyText();
            case "Message", "Msg" -> complaint = in.anyText();
            default -> {}
        }
    }

    private void choice(int position) {
        var piece = new Piece();
        piece.index = position;
        ifObject(name -> {
            switch (name) {
                case "Index" -> piece.index = in.is(Kind.NUMBER) ? (int) in.anyCount() : position;
                case "FinishReason" -> piece.finish = in.anyText();
                case "Message", "Delta" -> ifObject(inner -> words(inner, piece));
                default -> {}
            }
        });
        pieces.add(piece);
    }

    private void words(String name, Piece piece) {
        switch (name) {
            case "Content" -> piece.text = in.anyText();
            case "ReasoningContent" -> piece.reasoning = in.anyText();
            case "ToolCalls" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(i -> call(i, piece));
                }
            }
            default -> {}
        }
    }

    private void call(int position, Piece piece) {
        var call = new Call();
        call.index = position;
        ifObject(name -> {
            switch (name) {
                case "Index" -> call.index = in.is(Kind.NUMBER) ? (int) in.anyCount() : position;
                case "Id" -> call.id = in.anyText();
                case "Function" ->
                        ifObject(inner -> {
                            switch (inner) {
                                case "Name" -> call.name = in.anyText();
                                case "Arguments" -> call.arguments = in.anyText();
                                default -> {}
                            }
                        });
                default -> {}
            }
        });
        piece.calls.add(call);
    }

    private void source() {
        var found = new String[] {"", ""};
        ifObject(name -> {
            switch (name) {
                case "Url" -> found[0] = in.anyText();
                case "Title" -> found[1] = in.anyText();
                default -> {}
            }
        });
        if (!found[0].isEmpty()) {
            sources.add(new Annotation.UrlCitation(found[0], found[1], 0, 0, Extras.NONE));
        }
    }

    private Usage counts() {
        var counts = new long[2];
        in.members(name -> {
            switch (name) {
                case "PromptTokens" -> counts[0] = in.anyCount();
                case "CompletionTokens" -> counts[1] = in.anyCount();
                default -> {}
            }
        });
        return Usage.of(counts[0], counts[1]);
    }

    /** Says whether this is an error, alone or behind the first words of an answer. */
    boolean isError() {
        return failed && (!code.isEmpty() || !complaint.isEmpty()) && !code.equals("0");
    }

    /**
     * Returns what the client is told about the error.
     *
     * @param status the HTTP status that it came with
     */
    ApiError error(int status) {
        if (code.startsWith("FailedOperation.ResourcePackExhausted")
                || code.startsWith("FailedOperation.FreeResourcePackExhausted")
                || code.startsWith("FailedOperation.ServiceStop")) {
            return ErrorMapping.toClient(
                    new VendorError(429, complaint, "", "insufficient_quota", null));
        }
        // Tencent refuses words and pictures as TextIllegalDetected and ImageIllegalDetected.
        if (code.contains("IllegalDetected")) {
            return ErrorMapping.toClient(
                    new VendorError(400, complaint, "", "content_filter", null));
        }
        return ErrorMapping.toClient(new VendorError(meaning(status), complaint, "", code, null));
    }

    private int meaning(int status) {
        int dot = code.indexOf('.');
        return switch (dot < 0 ? code : code.substring(0, dot)) {
            case "AuthFailure" -> 401;
            case "UnauthorizedOperation" -> 403;
            case "RequestLimitExceeded", "LimitExceeded" -> 429;
            case "InvalidParameter",
                    "InvalidParameterValue",
                    "MissingParameter",
                    "UnknownParameter",
                    "UnsupportedOperation",
                    "OperationDenied" ->
                    400;
            case "ResourceNotFound" -> 404;
            case "ResourceUnavailable" -> 503;
            case "FailedOperation" -> 502;
            case "InternalError", "4000", "4001" -> 502;
            default -> status;
        };
    }

    String id() {
        return id.isEmpty() ? requestId : id;
    }

    long created() {
        return created;
    }

    List<Piece> pieces() {
        return pieces;
    }

    List<Annotation> sources() {
        return sources;
    }

    @Nullable Usage usage() {
        return usage;
    }

    /** Returns the body as a whole reply. */
    ChatReply reply() {
        if (pieces.isEmpty()) {
            throw new ApiException(
                    ErrorMapping.badUpstream("The upstream's answer has no choice in it."));
        }
        var choices = pieces.stream().map(this::choice).toList();
        return new ChatReply(HunyuanDialect.NAME, id(), created, "", choices, usage, Extras.NONE);
    }

    private ChatReply.Choice choice(Piece piece) {
        var parts = new ArrayList<Part>();
        if (!piece.reasoning.isEmpty()) {
            var form = Part.Reasoning.Form.REASONING_CONTENT;
            parts.add(new Part.Reasoning(piece.reasoning, null, form, Extras.NONE));
        }
        if (!piece.text.isEmpty()) {
            parts.add(Part.Text.of(piece.text));
        }
        var calls = new ArrayList<ToolCall>();
        for (Call each : piece.calls) {
            var kind = ToolCall.Kind.FUNCTION;
            calls.add(new ToolCall(each.id, kind, each.name, each.arguments, Extras.NONE));
        }
        FinishReason finish = finish(piece.finish);
        finish = finish == null ? Standard.STOP : finish;
        finish = calls.isEmpty() ? finish : finish.afterCalls(ToolUse.Style.TOOLS);
        var said = new Message.Assistant(parts, calls, sources, null, Extras.NONE);
        return new ChatReply.Choice(piece.index, said, finish, Extras.NONE);
    }

    /** Reads the word for why the model stopped; null when it has not. */
    static @Nullable FinishReason finish(String word) {
        return switch (word) {
            case "", "null" -> null;
            case "stop" -> Standard.STOP;
            case "length" -> Standard.LENGTH;
            case "tool_calls" -> Standard.TOOL_CALLS;
            case "sensitive", "content_filter" -> Standard.SENSITIVE;
            default -> new FinishReason.Other(word);
        };
    }
}
