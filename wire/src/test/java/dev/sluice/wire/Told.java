package dev.sluice.wire;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Calls and streams as short texts, for tables of tests. */
public final class Told {
    private Told() {}

    /** Returns the vendor's words for a call in OpenAI's, quotes written as apostrophes. */
    public static Written written(VendorDialect dialect, String openAi) {
        ChatCall call = new OpenAiDialect().readCall(bytes(openAi));
        return dialect.writeCall(call);
    }

    /** Returns the body with apostrophes for quotes. */
    public static String body(Written written) {
        return new String(written.body(), StandardCharsets.UTF_8).replace('"', '\'');
    }

    /** Returns the bytes of a JSON text that is written with apostrophes for quotes. */
    public static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /** Reads messages, each a frame, and tells the events, the end of the body included. */
    public static List<String> messages(StreamReader reader, String... messages) {
        var events = new ArrayList<ChatEvent>();
        for (String message : messages) {
            events.addAll(reader.read("", bytes(message)));
        }
        events.addAll(reader.end());
        return events.stream().map(Told::tell).toList();
    }

    /** Reads a body through a framing, cut in two at a byte, and tells the events. */
    public static List<String> cut(VendorDialect dialect, Framing framing, byte[] body, int at) {
        StreamReader reader = dialect.newStreamReader();
        Frames frames = framing.open();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        frames.feed(body, 0, at, sink);
        frames.feed(body, at, body.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        return events.stream().map(Told::tell).toList();
    }

    /** Returns the text of the answer that the events make. */
    public static String text(Iterable<ChatEvent> events) throws ApiException {
        var builder = new ReplyBuilder();
        events.forEach(builder::take);
        return builder.reply().choices().getFirst().message().text();
    }

    private static String tell(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started s ->
                    "start " + s.id() + (s.created() == 0 ? "" : " " + s.created());
            case ChatEvent.TextDelta t -> "text " + t.text();
            case ChatEvent.ReasoningDelta r -> "think " + r.text();
            case ChatEvent.ToolCallStarted c -> "call " + c.call() + " " + c.id() + " " + c.name();
            case ChatEvent.ToolCallDelta c -> "args " + c.call() + " " + c.arguments();
            case ChatEvent.Annotated(int _, Annotation.UrlCitation c) ->
                    "source " + c.url() + " " + c.title();
            case ChatEvent.Finished f -> "end " + f.reason();
            case ChatEvent.Metered(var u) -> "usage " + u.input() + "/" + u.output();
            case ChatEvent.Failed(var e) -> "fail " + e.status() + " " + e.code();
            default -> event.toString();
        };
    }
}
