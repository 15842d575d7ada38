package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.Recording;
import dev.sluice.testkit.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Recorded vendor traffic through the gateway: however it is cut, the same bytes come out. */
class RecordedAnswersTest {
    private static final int BYTE_BY_BYTE = 4_000;

    private static Recordings recordings() {
        Assumptions.assumeTrue(Recordings.find().isPresent(), Recordings.ABSENT);
        return Recordings.find().orElseThrow();
    }

    private static List<Recording> answers(String endpoint) {
        Recordings all = recordings();
        try (Stream<String> names = all.names().stream()) {
            return names.filter(name -> name.endsWith("__" + endpoint))
                    .flatMap(all::records)
                    .filter(each -> each.status() == 200 && each.responseBody().length > 0)
                    .toList();
        }
    }

    private static boolean events(Recording recording) {
        String body = new String(recording.responseBody(), UTF_8);
        return recording.stream() && body.contains("data:");
    }

    private static boolean json(Recording recording) {
        return !recording.stream() && recording.responseJson() != null;
    }

    /** The same bytes in one piece, in the recorded pieces, in random ones and one by one. */
    private static List<Answer> variants(byte[] body, List<Integer> recorded) {
        List<Answer> all = new ArrayList<>();
        all.add(pieces(List.of(Piece.of(body))));
        var random = new Random(42 + body.length);
        for (int round = 0; round < 2; round++) {
            List<Integer> sizes = new ArrayList<>();
            for (int sum = 0; sum < body.length; sum += sizes.getLast()) {
                sizes.add(1 + random.nextInt(round == 0 ? 30 : 900));
            }
            all.add(cut(body, sizes));
        }
        if (!recorded.isEmpty()) {
            all.add(cut(body, recorded));
        }
        if (body.length < BYTE_BY_BYTE) {
            Integer[] ones = new Integer[body.length];
            Arrays.fill(ones, 1);
            all.add(cut(body, List.of(ones)));
        }
        return all;
    }

    private static Answer cut(byte[] body, List<Integer> sizes) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            int to = Math.min(body.length, from + size);
            pieces.add(Piece.of(Arrays.copyOfRange(body, from, to)));
            from = to;
        }
        pieces.add(Piece.of(Arrays.copyOfRange(body, from, body.length)));
        return pieces(pieces);
    }

    private static Answer pieces(List<Piece> pieces) {
        return new Answer.Chunked(
                200, Headers.of("content-type", "text/event-stream; charset=utf-8"), pieces);
    }

    /** What the gateway adds on its own account differs from call to call. */
    private static String steady(Reply reply) {
        String id = String.valueOf(reply.header("x-request-id")).substring(4);
        return reply.text()
                .replace(id, "ID")
                .replaceAll(
                        "\"created\":" + (System.currentTimeMillis() / 1_000_000) + "\\d+",
                        "\"created\":N");
    }

    @Test
    void chatStreamsDoNotDependOnHowTheyAreCut() throws IOException {
        List<Recording> streams =
                answers("chat.completions").stream().filter(RecordedAnswersTest::events).toList();
        assertTrue(streams.size() > 50, "only " + streams.size() + " streams");
        try (FakeUpstream upstream = FakeUpstream.start(_ -> Answer.json(500, "{}"));
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            for (Recording each : streams) {
                String first = null;
                for (Answer variant : variants(each.responseBody(), each.chunkSizes())) {
                    upstream.script(_ -> variant);
                    client.send(RawClient.streamedChat());
                    Reply reply = client.read();
                    String text = steady(reply);
                    assertTrue(reply.whole(), each.id());
                    first = first == null ? text : first;
                    assertEquals(first, text, each.id());
                    assertTrue(reply.status() != 200 || text.endsWith(ChatStreams.DONE), each.id());
                }
            }
        }
    }

    @Test
    void responseStreamsPassByteForByte() throws IOException {
        List<Recording> streams =
                answers("responses").stream().filter(RecordedAnswersTest::events).toList();
        assertTrue(streams.size() > 5, "only " + streams.size() + " streams");
        exact(streams, "/v1/responses");
    }

    @Test
    void exactChatStreamsPassByteForByte() throws IOException {
        List<Recording> streams =
                answers("chat.completions").stream()
                        .filter(RecordedAnswersTest::events)
                        .limit(60)
                        .toList();
        exact(streams, "/v1/chat/completions");
    }

    private static void exact(List<Recording> streams, String path) throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> Answer.json(500, "{}"));
                RunningGateway gateway =
                        RunningGateway.of(
                                Setup.to(upstream.port())
                                        .keyStream(dev.sluice.core.Deployment.StreamMode.EXACT));
                RawClient client = gateway.connect()) {
            for (Recording each : streams) {
                byte[] body = each.responseBody();
                for (Answer variant : variants(body, each.chunkSizes())) {
                    upstream.script(_ -> variant);
                    client.send(RawClient.post(path, RawClient.chatBody(true)));
                    Reply reply = client.read();
                    assertTrue(reply.whole(), each.id());
                    assertEquals(new String(body, UTF_8), reply.text(), each.id());
                }
            }
        }
    }

    @Test
    void plainRepliesPassByteForByte() throws IOException {
        int judged = plain("chat.completions", "/v1/chat/completions");
        judged += plain("responses", "/v1/responses");
        judged += plain("embeddings", "/v1/embeddings");
        assertTrue(judged > 50, "only " + judged + " replies");
    }

    private static int plain(String endpoint, String path) throws IOException {
        List<Recording> replies =
                answers(endpoint).stream().filter(RecordedAnswersTest::json).toList();
        try (FakeUpstream upstream = FakeUpstream.start(_ -> Answer.json(500, "{}"));
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            for (Recording each : replies) {
                byte[] body = each.responseBody();
                upstream.script(_ -> Answer.bytes(200, "application/json", body));
                client.send(RawClient.post(path, RawClient.chatBody(false)));
                Reply reply = client.read();
                if (path.endsWith("/chat/completions") && !has(each)) {
                    assertTrue(reply.status() >= 400, each.id());
                    continue;
                }
                assertEquals(200, reply.status(), each.id());
                assertArrayEquals(body, reply.body(), each.id());
            }
        }
        return replies.size();
    }

    /** An error that came with status 200 is told as an error. */
    private static boolean has(Recording recording) {
        var json = recording.responseJson();
        return json != null
                && json.has("choices")
                && (!json.has("error") || json.path("error").isNull());
    }
}
