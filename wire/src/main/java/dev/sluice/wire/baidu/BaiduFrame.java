package dev.sluice.wire.baidu;

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
import org.jspecify.annotations.Nullable;

/** One body of ERNIE's: a whole reply, one frame of a stream, or an error. */
final class BaiduFrame {
    private final JsonReader in;
    private final List<Annotation> sources = new ArrayList<>();
    private String id = "";
    private long created;
    private String result = "";
    private String finish = "";
    private String code = "";
    private String complaint = "";
    private boolean hasResult;
    private boolean isTruncated;
    private boolean isSensitive;
    private boolean isEnd;
    private @Nullable ToolCall call;
    private @Nullable Usage usage;

    private BaiduFrame(JsonReader in) {
        this.in = in;
    }

    /** Reads a body. */
    static BaiduFrame read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var frame = new BaiduFrame(in);
        in.members(frame::member);
        return frame;
    }

    private void member(String name) {
        switch (name) {
            case "id" -> id = in.anyText();
            case "created" -> created = in.anyCount();
            case "result" -> {
                hasResult = !in.is(Kind.NULL);
                result = in.anyText();
            }
            case "finish_reason" -> finish = in.anyText();
            case "is_truncated" -> isTruncated = isTrue();
            case "is_end" -> isEnd = isTrue();
            case "need_clear_history" -> isSensitive |= isTrue();
            case "flag" -> isSensitive |= in.anyCount() > 0;
            case "function_call" -> {
                if (in.is(Kind.OBJECT)) {
                    call = call();
                }
            }
            case "search_info" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(this::searched);
                }
            }
            case "usage" -> usage = in.is(Kind.OBJECT) ? counts() : null;
            case "error_code", "error" -> code = in.anyText();
            case "error_msg", "error_description" -> complaint = in.anyText();
            default -> {}
        }
    }

    private boolean isTrue() {
        return in.is(Kind.BOOLEAN) && Boolean.TRUE.equals(in.booleanOrNull());
    }

    // ERNIE gives its calls no id; whoever writes the reply makes one.
    private ToolCall call() {
        var texts = new String[] {"", ""};
        var extras = new ArrayList<Extras.Member>();
        in.members(name -> {
            switch (name) {
                case "name" -> texts[0] = in.anyText();
                case "arguments" -> texts[1] = in.anyText();
                default -> in.keep(name, extras);
            }
        });
        return new ToolCall("", ToolCall.Kind.FUNCTION, texts[0], texts[1], new Extras(extras));
    }

    private void searched(String name) {
        if (!name.equals("search_results") || !in.is(Kind.ARRAY)) {
            return;
        }
        in.elements(_ -> {
            if (in.is(Kind.OBJECT)) {
                var found = new String[] {"", ""};
                in.members(inner -> {
                    switch (inner) {
                        case "url" -> found[0] = in.anyText();
                        case "title" -> found[1] = in.anyText();
                        default -> {}
                    }
                });
                if (!found[0].isEmpty()) {
                    sources.add(new Annotation.UrlCitation(found[0], found[1], 0, 0, Extras.NONE));
                }
            }
        });
    }

    private Usage counts() {
        var counts = new long[2];
        var extras = new ArrayList<Extras.Member>();
        in.members(name -> {
            switch (name) {
                case "prompt_tokens" -> counts[0] = in.anyCount();
                case "completion_tokens" -> counts[1] = in.anyCount();
                case "total_tokens" -> {}
                default -> in.keep(name, extras);
            }
        });
        return new Usage(counts[0], 0, 0, 0, counts[1], 0, 0, false, new Extras(extras));
    }

    /** Says whether this is an error in place of an answer. */
    boolean isError() {
        return !hasResult && call == null && (!code.isEmpty() || !complaint.isEmpty());
    }

    /**
     * Returns what the client is told about the error.
     *
     * @param status the HTTP status that it came with
     */
    ApiError error(int status) {
        return ErrorMapping.toClient(meant(status));
    }

    private VendorError meant(int status) {
        return switch (code) {
            case "13", "14", "15", "100", "110", "111", "invalid_client" -> refused(401);
            case "6" -> refused(403);
            case "4", "18", "336100", "336501", "336502" -> refused(429);
            case "17", "19" -> new VendorError(429, complaint, "", "insufficient_quota", null);
            case "1", "336000", "336005", "500000" -> refused(500);
            case "2" -> refused(503);
            case "3" -> refused(404);
            case "336103", "336007" ->
                    new VendorError(400, complaint, "", "context_length_exceeded", "messages");
            case "336001", "336002", "336003", "336004", "336006", "336104", "336105" ->
                    refused(400);
            default -> refused(status);
        };
    }

    private VendorError refused(int status) {
        return new VendorError(status, complaint, "", code, null);
    }

    String id() {
        return id;
    }

    long created() {
        return created;
    }

    String result() {
        return result;
    }

    boolean isEnd() {
        return isEnd;
    }

    List<Annotation> sources() {
        return sources;
    }

    @Nullable ToolCall toolCall() {
        return call;
    }

    @Nullable Usage usage() {
        return usage;
    }

    /** Returns why the model stopped; null when it does not say. */
    @Nullable FinishReason finish() {
        if (isSensitive) {
            return Standard.SENSITIVE;
        }
        if (isTruncated) {
            return Standard.LENGTH;
        }
        return switch (finish) {
            case "", "null" -> null;
            case "normal", "stop" -> Standard.STOP;
            case "length" -> Standard.LENGTH;
            case "function_call", "tool_calls" -> Standard.TOOL_CALLS;
            case "content_filter" -> Standard.SENSITIVE;
            default -> new FinishReason.Other(finish);
        };
    }

    /** Returns the body as a whole reply. */
    ChatReply reply() {
        if (!hasResult && call == null) {
            throw new ApiException(
                    ErrorMapping.badUpstream("The upstream's answer has no result in it."));
        }
        List<Part> parts = result.isEmpty() ? List.of() : List.of(Part.Text.of(result));
        List<ToolCall> calls = call == null ? List.of() : List.of(call);
        FinishReason reason = finish();
        reason = reason == null ? Standard.STOP : reason;
        reason = call == null ? reason : reason.afterCalls(ToolUse.Style.TOOLS);
        var said = new Message.Assistant(parts, calls, sources, null, Extras.NONE);
        var choice = new ChatReply.Choice(0, said, reason, Extras.NONE);
        return new ChatReply(
                BaiduDialect.NAME, id, created, "", List.of(choice), usage, Extras.NONE);
    }
}
