package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a response's {@code output}: a message, a thought, a call, or a server's own doing.
 */
final class ResponseItem {
    private final JsonReader in;
    private String type = "";
    private String callId = "";
    private String name = "";
    private String arguments = "";
    private @Nullable String encrypted;
    private final List<String> summary = new ArrayList<>();
    private final List<Piece> content = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();

    /**
     * A part of an item's content.
     *
     * @param type {@code output_text}, {@code refusal}, {@code reasoning_text}, ...
     * @param text its words
     * @param annotations marks on it, their places counted from its own beginning
     * @param logprobs one JSON object for each token, where asked for
     */
    record Piece(String type, String text, List<Annotation> annotations, List<Raw> logprobs) {}

    private ResponseItem(JsonReader in) {
        this.in = in;
    }

    static ResponseItem read(JsonReader in) {
        var item = new ResponseItem(in);
        if (in.is(Kind.OBJECT)) {
            in.members(item::member);
        }
        return item;
    }

    private void member(String member) {
        switch (member) {
            case "type" -> type = in.anyText();
            case "call_id" -> callId = in.anyText();
            case "name" -> name = in.anyText();
            case "arguments", "input" -> arguments = in.anyText();
            case "encrypted_content" -> encrypted = in.is(Kind.STRING) ? in.string() : null;
            case "summary" -> each(() -> summary.add(piece(in).text()));
            case "content" -> each(() -> content.add(piece(in)));
            case "action" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        if (inner.equals("sources")) {
                            each(this::source);
                        }
                    });
                }
            }
            default -> {}
        }
    }

    private void each(Runnable read) {
        if (in.is(Kind.ARRAY)) {
            in.elements(_ -> read.run());
        }
    }

    private void source() {
        if (in.is(Kind.OBJECT)) {
            in.members(inner -> {
                if (inner.equals("url")) {
                    sources.add(in.anyText());
                }
            });
        }
    }

    private static Piece piece(JsonReader in) {
        var words = new String[] {"", ""};
        var marks = new ArrayList<Annotation>();
        var logprobs = new ArrayList<Raw>();
        if (in.is(Kind.OBJECT)) {
            in.members(member -> {
                switch (member) {
                    case "type" -> words[0] = in.anyText();
                    case "text", "refusal" -> words[1] = in.anyText();
                    case "annotations" -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> marks.add(annotation(in)));
                        }
                    }
                    case "logprobs" -> logprobs.addAll(elements(in));
                    default -> {}
                }
            });
        }
        return new Piece(words[0], words[1], marks, logprobs);
    }

    /** Reads the elements of an array raw; anything else has none. */
    static List<Raw> elements(JsonReader in) {
        var all = new ArrayList<Raw>();
        if (in.is(Kind.ARRAY)) {
            in.elements(_ -> all.add(in.raw()));
        }
        return all;
    }

    /** Reads a mark; what is no address on the web stays as it is. */
    static Annotation annotation(JsonReader in) {
        int mark = in.mark();
        if (!in.is(Kind.OBJECT)) {
            return new Annotation.Opaque(in.raw());
        }
        var words = new String[] {"", "", ""};
        var range = new long[2];
        var extras = new ArrayList<Extras.Member>();
        in.members(member -> {
            switch (member) {
                case "type" -> words[0] = in.anyText();
                case "url" -> words[1] = in.anyText();
                case "title" -> words[2] = in.anyText();
                case "start_index" -> range[0] = in.anyCount();
                case "end_index" -> range[1] = in.anyCount();
                default -> in.keep("url_citation." + member, extras);
            }
        });
        return words[0].equals("url_citation")
                ? new Annotation.UrlCitation(
                        words[1], words[2], range[0], range[1], new Extras(extras))
                : new Annotation.Opaque(in.since(mark));
    }

    /** Returns a mark whose place is counted from the beginning of the whole text. */
    static Annotation moved(Annotation mark, long by) {
        return switch (mark) {
            case Annotation.UrlCitation(String url, String title, long start, long end, Extras rest)
                    when end > 0 ->
                    new Annotation.UrlCitation(url, title, start + by, end + by, rest);
            case Annotation.UrlCitation c -> c;
            case Annotation.Opaque o -> o;
        };
    }

    String type() {
        return type;
    }

    /** Says whether the caller is to make this call; xAI shows those of its own search too. */
    boolean isCall() {
        return type.equals("function_call")
                || (type.equals("custom_tool_call") && !callId.startsWith("xs_call"));
    }

    ToolCall call() {
        boolean custom = type.equals("custom_tool_call");
        ToolCall.Kind kind = custom ? ToolCall.Kind.CUSTOM : ToolCall.Kind.FUNCTION;
        return new ToolCall(callId, kind, name, arguments, Extras.NONE);
    }

    @Nullable String encrypted() {
        return encrypted;
    }

    /** Returns the parts of a thought: its summary, or else the thought itself. */
    List<String> thoughts() {
        return summary.stream().anyMatch(s -> !s.isEmpty())
                ? summary
                : content.stream().map(Piece::text).toList();
    }

    boolean hasSummary() {
        return summary.stream().anyMatch(s -> !s.isEmpty());
    }

    List<Piece> content() {
        return content;
    }

    List<String> sources() {
        return sources;
    }
}
