package dev.sluice.testkit.fuzz;

import dev.sluice.testkit.conformance.EventOrder;
import dev.sluice.testkit.conformance.Language;
import dev.sluice.testkit.conformance.Languages;
import dev.sluice.testkit.golden.Calls;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.frames.BrokenFrame;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.ChunkContract;
import dev.sluice.wire.openai.RequestSplice;
import dev.sluice.wire.openai.StreamTerms;
import dev.sluice.wire.sse.EventTooLarge;
import dev.sluice.wire.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The targets; each takes any bytes, and throws when a promise is broken. */
final class Targets {
    private static final ReplyTerms TERMS =
            new ReplyTerms("id", 1_763_000_000, "model", ReplyTerms.UsageReport.WANTED);

    private Targets() {}

    /** Frames are the same however the body is cut. */
    static void frames(Framing framing, byte[] data) {
        List<String> whole = framed(framing, data, Math.max(1, data.length));
        check(whole.equals(framed(framing, data, 1)), "other frames when cut at every byte");
        check(whole.equals(framed(framing, data, 7)), "other frames when cut at every 7th byte");
    }

    private static List<String> framed(Framing framing, byte[] data, int size) {
        var all = new ArrayList<String>();
        Frames frames = framing.open();
        Frames.Sink sink = (name, frame) -> all.add(name + '|' + HexFormat.of().formatHex(frame));
        try {
            for (int at = 0; at < data.length; at += size) {
                frames.feed(data, at, Math.min(data.length, at + size), sink);
            }
            frames.end(sink);
        } catch (EventTooLarge | BrokenFrame e) {
            all.add("broken");
        }
        return all;
    }

    /** An index is made of an object, or the text is refused; and it says where everything is. */
    static void members(byte[] data) {
        var members = new JsonMembers();
        try {
            members.scan(data, 0, data.length);
        } catch (MalformedJson e) {
            return;
        }
        for (int i = 0; i < members.size(); i++) {
            boolean inside =
                    members.start() < members.keyFrom(i)
                            && members.keyTo(i) <= members.valueFrom(i)
                            && members.valueFrom(i) < members.valueTo(i)
                            && members.valueTo(i) <= members.end();
            check(inside, "member " + i + " is not within the object");
            check(!members.raw(i).isBlank(), "member " + i + " is empty");
        }
    }

    /** A spliced request is an object again, and names the upstream's model. */
    static void splice(byte[] data) {
        var members = new JsonMembers();
        try {
            members.scan(data, 0, data.length);
        } catch (MalformedJson e) {
            return;
        }
        var edits = new Edits();
        var splice = new RequestSplice(data, members);
        splice.edit(edits, "other", Map.of("seed", new byte[] {'7'}), RequestSplice.Usage.ASK);
        byte[] after = edits.apply(data, 0, data.length);
        var again = new JsonMembers();
        again.scan(after, 0, after.length);
        check("other".equals(new RequestSplice(after, again).model()), "another model");
    }

    /** The relay's own lane takes any stream. */
    static void chunks(byte[] data) {
        var contract =
                new ChunkContract(new StreamTerms(StreamTerms.UsageChunk.WANTED, "id", 1, "m"));
        var framer = new SseFramer();
        try {
            framer.feed(data, 0, data.length, contract::accept);
            framer.end(contract::accept);
        } catch (EventTooLarge e) {
            return;
        }
        check(contract.ending().length > 0, "no ending");
    }

    /** A stream is read in order, and every client's language can write what was read. */
    static void stream(String language, byte[] data) {
        Language spoken = named(language);
        List<ChatEvent> whole = read(spoken, data, Math.max(1, data.length));
        check(whole.equals(read(spoken, data, 3)), "other events when cut at every 3rd byte");
        for (Dialect client : Languages.clients()) {
            StreamWriter writer = client.newStreamWriter(TERMS);
            var written = new ByteArrayOutputStream();
            whole.forEach(event -> written.writeBytes(writer.write(event)));
            written.writeBytes(writer.end());
            check(writer.end().length == 0, "a second end");
            sound(written.toByteArray());
        }
    }

    /** What is written for clients is events of JSON, whatever was read. */
    private static void sound(byte[] written) {
        Frames frames = Framing.EVENTS.open();
        frames.feed(
                written,
                0,
                written.length,
                (name, data) -> {
                    boolean done = new String(data, StandardCharsets.UTF_8).equals("[DONE]");
                    if (!done) {
                        new JsonMembers().scan(data, 0, data.length);
                    }
                });
    }

    private static List<ChatEvent> read(Language language, byte[] data, int size) {
        StreamReader reader = language.dialect().newStreamReader();
        Frames frames = language.framing().open();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, frame) -> events.addAll(reader.read(name, frame));
        try {
            for (int at = 0; at < data.length; ) {
                int to = end(language.framing(), data, at, size);
                frames.feed(data, at, to, sink);
                at = to;
            }
            frames.end(sink);
        } catch (EventTooLarge | BrokenFrame e) {
            return events;
        }
        events.addAll(reader.end());
        check(reader.end().isEmpty(), "events after the end");
        check(reader.read("", data).isEmpty(), "events after the end");
        List<String> broken = EventOrder.broken(events);
        check(broken.isEmpty(), broken);
        return events;
    }

    /** Messages come whole; here each is a line of the input. */
    private static int end(Framing framing, byte[] data, int from, int size) {
        int to = Math.min(data.length, from + size);
        if (framing == Framing.MESSAGES) {
            to = from + 1;
            while (to < data.length && data[to - 1] != '\n') {
                to++;
            }
        }
        return to;
    }

    /** A reply is read, or refused in words for a client; and so is an error. */
    static void reply(String language, byte[] data) {
        Language spoken = named(language);
        int status = data.length == 0 ? 500 : 400 + (data[0] & 0x7f);
        sane(spoken.dialect().readError(status, data));
        ChatReply reply;
        try {
            reply = spoken.dialect().readReply(data);
        } catch (ApiException e) {
            sane(e.error());
            return;
        }
        for (Dialect client : Languages.clients()) {
            check(client.writeReply(reply.filled(TERMS)).body().length > 0, "nothing written");
        }
    }

    /** A call is read or refused with 400, and so it is written in every language. */
    static void call(Dialect client, byte[] data) {
        ChatCall call;
        try {
            call = client.readCall(data);
        } catch (ApiException e) {
            check(e.error().status() == 400, e.error());
            return;
        }
        for (Language language : Languages.ALL) {
            try {
                byte[] body = language.dialect().writeCall(Calls.prepared(call, language)).body();
                new JsonMembers().scan(body, 0, body.length);
            } catch (ApiException e) {
                check(e.error().status() == 400, e.error());
            }
        }
    }

    private static void sane(ApiError error) {
        check(error.status() >= 400 && error.status() < 600, error);
        check(!error.message().isBlank(), "an error without words");
    }

    private static Language named(String name) {
        return Languages.ALL.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }

    private static void check(boolean holds, Object... broken) {
        if (!holds) {
            throw new AssertionError(Arrays.toString(broken));
        }
    }
}
