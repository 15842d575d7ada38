package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chat stream cut at every byte: the client always hears a whole story and its end. */
class CutStreamTest {
    private static final List<String> EVENTS = ChatStreams.whole(2);

    @ParameterizedTest
    @CsvSource({"true,CLOSE", "true,RESET", "false,CLOSE", "false,RESET"})
    void everyCutEndsProperly(boolean chunked, Answer.Ending ending)
            throws IOException, InterruptedException, ExecutionException {
        String head = chunked ? ChatStreams.chunkedHead() : ChatStreams.closingHead();
        byte[] wire =
                (head + (chunked ? ChatStreams.chunked(EVENTS) : String.join("", EVENTS)))
                        .getBytes(UTF_8);
        try (FakeUpstream upstream =
                        FakeUpstream.start(request -> cut(wire, cutOf(request), ending));
                RunningGateway gateway = RunningGateway.to(upstream.port());
                var workers = Executors.newFixedThreadPool(16)) {
            List<Future<String>> outcomes = new ArrayList<>();
            for (int at = 1; at <= wire.length; at++) {
                int place = at;
                outcomes.add(workers.submit(() -> judge(gateway, place, head.length(), ending)));
            }
            List<String> wrong = new ArrayList<>();
            for (int at = 1; at <= wire.length; at++) {
                String outcome = outcomes.get(at - 1).get();
                if (!outcome.isEmpty()) {
                    wrong.add("cut at " + at + ": " + outcome);
                }
            }
            assertEquals(List.of(), wrong);
            assertEquals(wire.length, gateway.awaitRecords(wire.length).size());
        }
    }

    private static int cutOf(dev.sluice.testkit.Request request) {
        return Integer.parseInt(request.headers().text("idempotency-key"));
    }

    private static Answer cut(byte[] wire, int at, Answer.Ending ending) {
        Piece piece = Piece.of(Arrays.copyOf(wire, at));
        // A reset throws away what the peer has not read yet: give it time to read.
        List<Piece> pieces =
                ending == Answer.Ending.RESET
                        ? List.of(piece, Piece.of("").after(java.time.Duration.ofMillis(20)))
                        : List.of(piece);
        return new Answer.Raw(pieces, ending);
    }

    /** Returns what is wrong, or nothing. */
    private static String judge(
            RunningGateway gateway, int at, int headLength, Answer.Ending ending) {
        try {
            Reply reply = gateway.call(RawClient.streamedChat("idempotency-key: " + at));
            if (!reply.whole()) {
                return "the HTTP body does not end: " + reply.text();
            }
            if (reply.status() != 200) {
                boolean early = at < headLength + EVENTS.getFirst().length() + 16;
                return early && reply.status() == 502 && !reply.code().equals("null")
                        ? ""
                        : "status " + reply.status() + " " + reply.text();
            }
            ChatStreams.wellEnded(reply.text(), EVENTS);
            return "";
        } catch (IOException | RuntimeException | AssertionError e) {
            return ending + " " + e;
        }
    }

    @Test
    void anUncutStreamArrivesByteForByte() throws IOException, InterruptedException {
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                Answer.raw(
                                        ChatStreams.chunkedHead() + ChatStreams.chunked(EVENTS)));
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            Reply reply = gateway.call(RawClient.streamedChat());
            assertTrue(reply.whole());
            assertEquals(String.join("", EVENTS), reply.text());
            CallRecord record = gateway.awaitRecords(1).getFirst();
            assertEquals(CallRecord.Outcome.COMPLETE, record.outcome());
            assertTrue(String.valueOf(record.usage()).contains("\"total_tokens\":3"));
        }
    }
}
