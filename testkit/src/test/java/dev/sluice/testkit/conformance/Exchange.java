package dev.sluice.testkit.conformance;

import dev.sluice.testkit.Recording;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.frames.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One recorded answer, read in every way that it can arrive. */
final class Exchange {
    /** Bodies beyond this are not cut at every byte but at every hundred-and-first. */
    static final int GIANT = 200_000;

    private final Recording recording;
    private final Language language;
    private final Recorded recorded;
    private final byte[] body;
    private final List<String> wrong = new ArrayList<>();

    Exchange(Recording recording, Recorded recorded) {
        this.recording = recording;
        this.recorded = recorded;
        this.language = recorded.language();
        byte[] received = recording.responseBody();
        this.body = isArray(recording) ? asEvents(received) : received;
    }

    /** Gemini without {@code alt=sse}, which Sluice always asks for: the elements become events. */
    static boolean isArray(Recording recording) {
        return recording.stream()
                && recording.status() == 200
                && new String(recording.responseBody(), StandardCharsets.UTF_8)
                        .stripLeading()
                        .startsWith("[");
    }

    private static byte[] asEvents(byte[] array) {
        var events = new StringBuilder();
        for (Bodies.Piece element : Bodies.elements(array)) {
            events.append("data: ").append(element.data()).append("\r\n\r\n");
        }
        return events.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Says which column of the table it belongs to. */
    static Outcome.Kind kind(Recording recording) {
        if (recording.status() >= 400) {
            return Outcome.Kind.ERROR;
        }
        return recording.stream() ? Outcome.Kind.STREAM : Outcome.Kind.SYNC;
    }

    /** Says whether the body is too large to be cut at every byte. */
    boolean isGiant() {
        return body.length > GIANT;
    }

    /** Names what is wrong; nothing when all is well. */
    List<String> wrong() {
        try {
            switch (kind(recording)) {
                case SYNC -> whole();
                case STREAM -> stream();
                case ERROR -> error(language.dialect().readError(recording.status(), body));
            }
        } catch (RuntimeException | AssertionError thrown) {
            String trace =
                    Arrays.stream(thrown.getStackTrace())
                            .filter(frame -> frame.getClassName().startsWith("dev.sluice"))
                            .limit(4)
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining(", "));
            wrong.add("threw " + thrown + " at " + trace);
        }
        return wrong;
    }

    private void whole() {
        Heard said = recorded.reference().whole(Trees.read(body));
        ChatReply reply;
        try {
            reply = language.dialect().readReply(body);
        } catch (ApiException e) {
            if (said.failure == null) {
                wrong.add("refused: " + e.error());
            }
            envelopes(e.error());
            return;
        }
        wrong.addAll(said.differences(HubReading.of(reply), "read"));
        for (ClientSide client : Languages.CLIENTS) {
            wrong.addAll(client.whole(reply, said));
        }
    }

    private void stream() {
        List<Bodies.Piece> pieces = recorded.pieces().apply(body);
        Heard said = recorded.reference().stream(pieces);
        List<ChatEvent> events = read(List.of(body.length));
        EventOrder.broken(events).forEach(rule -> wrong.add("events: " + rule));
        wrong.addAll(said.differences(HubReading.of(events), "streamed"));
        same(events, read(cuts(isGiant() ? 101 : 1)), "cut at every byte");
        if (!recording.chunkSizes().isEmpty() && !isArray(recording)) {
            same(events, read(recording.chunkSizes()), "cut as recorded");
        }
        built(events, said);
        for (ClientSide client : Languages.CLIENTS) {
            wrong.addAll(client.stream(events, said));
        }
        broken(pieces);
    }

    private void same(List<ChatEvent> events, List<ChatEvent> others, String how) {
        if (!events.equals(others)) {
            wrong.add(how + ": other events than whole");
        }
    }

    private List<Integer> cuts(int size) {
        var cuts = new ArrayList<Integer>();
        for (int at = 0; at < body.length; at += size) {
            cuts.add(Math.min(size, body.length - at));
        }
        return cuts;
    }

    private List<ChatEvent> read(List<Integer> sizes) {
        StreamReader reader = language.dialect().newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames frames = language.framing().open();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        int at = 0;
        for (int size : sizes) {
            int to = Math.min(body.length, at + size);
            frames.feed(body, at, to, sink);
            at = to;
        }
        frames.feed(body, at, body.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        if (!reader.end().isEmpty()
                || !reader.read("", "{}".getBytes(StandardCharsets.UTF_8)).isEmpty()) {
            wrong.add("events after the end");
        }
        return events;
    }

    /** The same stream for a client that asked for a whole answer. */
    private void built(List<ChatEvent> events, Heard said) {
        var builder = new ReplyBuilder();
        events.forEach(builder::take);
        try {
            wrong.addAll(said.differences(HubReading.of(builder.reply()), "put together"));
        } catch (ApiException e) {
            if (said.failure == null) {
                wrong.add("put together: " + e.error());
            }
            envelopes(e.error());
        }
    }

    /** A stream that breaks off after a third of its frames must not look complete. */
    private void broken(List<Bodies.Piece> pieces) {
        StreamReader reader = language.dialect().newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames frames = language.framing().open();
        int end = pieces.size() < 3 ? 0 : body.length / 3;
        List<Bodies.Piece> before = pieces.subList(0, pieces.size() / 2);
        boolean said = recorded.reference().stream(before).failure == null;
        frames.feed(body, 0, end, (name, data) -> events.addAll(reader.read(name, data)));
        events.addAll(reader.end());
        boolean failed = !events.isEmpty() && events.getLast() instanceof ChatEvent.Failed;
        if (!said && !failed) {
            wrong.add("broken off after " + end + " bytes: no Failed at the end");
        }
        EventOrder.broken(events).forEach(rule -> wrong.add("broken off: " + rule));
    }

    private void error(ApiError error) {
        int status = recording.status();
        if (!Statuses.sane(status, error)) {
            wrong.add("status " + status + " became " + error);
        }
        envelopes(error);
    }

    private void envelopes(ApiError error) {
        String message = error.message();
        if (error.status() < 400 || error.status() > 599) {
            wrong.add("status of " + error);
        }
        if (message.isBlank() || message.contains("://") || message.contains("<html")) {
            wrong.add("message: " + message);
        }
        for (ClientSide client : Languages.CLIENTS) {
            wrong.addAll(client.error(error));
        }
    }
}
