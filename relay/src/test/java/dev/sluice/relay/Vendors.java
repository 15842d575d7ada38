package dev.sluice.relay;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Ways in which a fake vendor answers. */
final class Vendors {
    private Vendors() {}

    static Answer says(String word) {
        return Answer.json(200, ChatStreams.REPLY.replace("hello", word));
    }

    static Function<Request, Answer> always(Answer answer) {
        return _ -> answer;
    }

    static Answer late(String word, int millis) {
        return new Answer.Fixed(
                200,
                Headers.of("content-type", "application/json"),
                Piece.of(ChatStreams.REPLY.replace("hello", word))
                        .after(Duration.ofMillis(millis)));
    }

    static Answer events(Duration interval, List<String> events) {
        return new Answer.Sse(
                200, Headers.of("content-type", "text/event-stream"), events, interval);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
