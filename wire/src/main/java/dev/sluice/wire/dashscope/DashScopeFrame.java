package dev.sluice.wire.dashscope;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One body of DashScope's: a whole reply, one frame of a stream, or an error. */
final class DashScopeFrame {
    private final JsonReader in;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Annotation> sources = new ArrayList<>();
    private String code = "";
    private String message = "";
    private String id = "";
    private @Nullable Usage usage;

    /** What a frame says in one choice. */
    static final class Piece {
        int index;
        String finish = "";
        @Nullable String text;
        String reasoning = "";
        @Nullable Raw logprobs;
        final List<Call> calls = new ArrayList<>();
        final List<Part> pictures = new ArrayList<>();
    }

    /** A tool call or a fragment of one. */
    static final class Call {
        int index;
        String id = "";
        String name = "";
        String arguments = "";
    }

    private DashScopeFrame(JsonReader in) {
        this.in = in;
    }

    /** Reads a body. */
    static DashScopeFrame read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var frame = new DashScopeFrame(in);
        in.members(frame::member);
        return frame;
    }

    private void member(String name) {
        switch (name) {
            case "code" -> code = in.anyText();
            case "message" -> message = in.anyText();
            case "request_id" -> id = in.anyText();
            case "error" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        switch (inner) {
                            case "code" -> code = in.anyText();
                            case "message" -> message = in.anyText();
                            default -> {}
                        }
                    });
                }
            }
            case "output" -> {
                if (in.is(Kind.OBJECT)) {
                    output();
                }
            }
            case "usage" -> usage = in.is(Kind.OBJECT) ? new Counts(in).read() : null;
            default -> {}
        }
    }

    private void output() {
        var plain = new Piece();
        in.members(name -> {
            switch (name) {
                case "choices" -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(this::choice);
                    }
                }
                case "text" -> plain.text = in.is(Kind.NULL) ? null : in.anyText();
                case "finish_reason" -> plain.finish = in.anyText();
                case "search_info" -> searched();
                default -> {}
            }
        });
        if (plain.text != null && pieces.isEmpty()) {
            pieces.add(plain);
        }
    }

    private void choice(int position) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var piece = new Piece();
        piece.index = position;
        in.members(name -> {
            switch (name) {
                case "index" -> piece.index = in.is(Kind.NUMBER) ? (int) in.anyCount() : position;
                case "finish_reason" -> piece.finish = in.anyText();
                case "logprobs" -> piece.logprobs = in.is(Kind.NULL) ? null : in.raw();
                case "message", "delta" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(inner -> words(inner, piece));
                    }
                }
                default -> {}
            }
        });
        pieces.add(piece);
    }

    private void words(String name, Piece piece) {
        switch (name) {
            case "content" -> content(piece);
            case "reasoning_content" -> piece.reasoning = in.anyText();
            case "tool_calls" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(i -> call(i, piece));
                }
            }
            default -> {}
        }
    }

    private void content(Piece piece) {
        if (!in.is(Kind.ARRAY)) {
            piece.text = in.is(Kind.NULL) ? null : in.anyText();
            return;
        }
        var text = new StringBuilder();
        in.elements(_ -> {
            if (in.is(Kind.STRING)) {
                text.append(in.string());
            } else if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    switch (name) {
                        case "text" -> text.append(in.anyText());
                        case "image" -> {
                            var picture = Media.ofUrl(in.anyText());
                            piece.pictures.add(new Part.Image(picture, null, Extras.NONE));
                        }
                        default -> {}
                    }
                });
            }
        });
        piece.text = text.toString();
    }

    private void call(int position, Piece piece) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var call = new Call();
        call.index = position;
        in.members(name -> {
            switch (name) {
                case "index" -> call.index = in.is(Kind.NUMBER) ? (int) in.anyCount() : position;
                case "id" -> call.id = in.anyText();
                case "function" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(inner -> {
                            switch (inner) {
                                case "name" -> call.name = in.anyText();
                                case "arguments" -> call.arguments = in.anyText();
                                default -> {}
                            }
                        });
                    }
                }
                default -> {}
            }
        });
        piece.calls.add(call);
    }

    private void searched() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        in.members(name -> {
            if (name.equals("search_results") && in.is(Kind.ARRAY)) {
                in.elements(_ -> source());
            }
        });
    }

    private void source() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var found = new String[] {"", ""};
        in.members(name -> {
            switch (name) {
                case "url" -> found[0] = in.anyText();
                case "title" -> found[1] = in.anyText();
                default -> {}
            }
        });
        if (!found[0].isEmpty()) {
            sources.add(new Annotation.UrlCitation(found[0], found[1], 0, 0, Extras.NONE));
        }
    }

    /** DashScope's count of tokens: the input includes the cache and sound, the output thought. */
    private static final class Counts {
        private final JsonReader in;
        private final List<Extras.Member> extras = new ArrayList<>();
        private long input;
        private long output;
        private long cached;
        private long written;
        private long thought;
        private long heard;
        private long spoken;

        Counts(JsonReader in) {
            this.in = in;
        }

        Usage read() {
            in.members(name -> {
                switch (name) {
                    case "input_tokens" -> input = in.anyCount();
                    case "output_tokens" -> output = in.anyCount();
                    case "total_tokens" -> {}
                    case "audio_tokens" -> heard = in.anyCount();
                    case "prompt_tokens_details", "input_tokens_details" -> details(true);
                    case "output_tokens_details", "completion_tokens_details" -> details(false);
                    default -> in.keep(name, extras);
                }
            });
            long read = Math.min(cached, input);
            long wrote = Math.min(written, input - read);
            long sound = Math.min(heard, input - read - wrote);
            long speech = Math.min(spoken, output);
            long reasoned = Math.min(thought, output - speech);
            long fresh = input - read - wrote - sound;
            long text = output - speech - reasoned;
            var rest = new Extras(extras);
            return new Usage(fresh, read, wrote, sound, text, reasoned, speech, false, rest);
        }

        private void details(boolean ofInput) {
            if (!in.is(Kind.OBJECT)) {
                return;
            }
            in.members(name -> {
                switch (name) {
                    case "cached_tokens" -> cached = Math.max(cached, in.anyCount());
                    case "cache_creation_input_tokens" -> written = in.anyCount();
                    case "reasoning_tokens" -> thought = in.anyCount();
                    case "audio_tokens" -> {
                        if (ofInput) {
                            heard = in.anyCount();
                        } else {
                            spoken = in.anyCount();
                        }
                    }
                    default -> {}
                }
            });
        }
    }

    /** Says whether this is an error in place of an answer. */
    boolean isError() {
        return pieces.isEmpty() && (!code.isEmpty() || !message.isEmpty());
    }

    /** Says whether a filter refused the prompt or the answer. */
    boolean isCensored() {
        return code.equals("DataInspectionFailed") || code.equals("data_inspection_failed");
    }

    /**
     * Returns what the client is told about the error.
     *
     * @param status the HTTP status that it came with
     */
    ApiError error(int status) {
        if (status < 400 && code.isEmpty() && message.isEmpty()) {
            return ErrorMapping.badUpstream("The upstream's answer is no DashScope reply.");
        }
        return DashScopeErrors.toClient(status, code, message);
    }

    String id() {
        return id;
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
        var choices = new ArrayList<ChatReply.Choice>();
        for (Piece piece : pieces) {
            choices.add(choice(piece));
        }
        if (choices.isEmpty()) {
            throw new ApiException(
                    ErrorMapping.badUpstream("The upstream's answer has no choice in it."));
        }
        return new ChatReply(DashScopeDialect.NAME, id, 0, "", choices, usage, Extras.NONE);
    }

    private ChatReply.Choice choice(Piece piece) {
        var parts = new ArrayList<Part>();
        if (!piece.reasoning.isEmpty()) {
            var form = Part.Reasoning.Form.REASONING_CONTENT;
            parts.add(new Part.Reasoning(piece.reasoning, null, form, Extras.NONE));
        }
        if (piece.text != null && !piece.text.isEmpty()) {
            parts.add(Part.Text.of(piece.text));
        }
        parts.addAll(piece.pictures);
        var calls = new ArrayList<ToolCall>();
        for (Call call : piece.calls) {
            calls.add(
                    new ToolCall(
                            call.id,
                            ToolCall.Kind.FUNCTION,
                            call.name,
                            call.arguments,
                            Extras.NONE));
        }
        FinishReason finish = finish(piece.finish);
        finish = finish == null ? Standard.STOP : finish;
        finish = calls.isEmpty() ? finish : finish.afterCalls(ToolUse.Style.TOOLS);
        var message = new Message.Assistant(parts, calls, sources, null, Extras.NONE);
        Extras beside =
                piece.logprobs == null ? Extras.NONE : Extras.of("logprobs", piece.logprobs);
        return new ChatReply.Choice(piece.index, message, finish, beside);
    }

    /** Reads the word for why the model stopped; null when it has not. */
    static @Nullable FinishReason finish(String word) {
        return switch (word) {
            case "", "null" -> null;
            case "stop" -> Standard.STOP;
            case "length" -> Standard.LENGTH;
            case "tool_calls", "function_call" -> Standard.TOOL_CALLS;
            case "content_filter", "sensitive" -> Standard.CONTENT_FILTER;
            default -> new FinishReason.Other(word);
        };
    }
}
