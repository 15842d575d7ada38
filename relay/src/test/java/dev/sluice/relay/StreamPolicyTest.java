package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Surface.Kind;
import dev.sluice.core.meter.Consumption;
import dev.sluice.testkit.Recording;
import dev.sluice.testkit.Recordings;
import dev.sluice.wire.openai.StreamTerms;
import dev.sluice.wire.openai.StreamTerms.UsageChunk;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseFramer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a stream is known to have used, wherever it ends. */
class StreamPolicyTest {
    private static final Consumption.Stated STATED =
            new Consumption.Stated(
                    "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}");

    /** Groq's own place is of use where usage is not asked for, on exact streams. */
    private static final List<String> PLACES =
            List.of("/x_groq/usage", "/choices/0/usage", "/response/usage", "/usage");

    private static StreamPolicy chat() {
        return new ChatPolicy(new StreamTerms(UsageChunk.WITHHELD, "id", 7, "m"), "d1", 0);
    }

    private static StreamPolicy exact(Kind kind) {
        return new ExactPolicy(kind, 0, UsageChunk.WANTED);
    }

    /** Feeds events and returns what is known after each. */
    private static List<Consumption> heard(StreamPolicy policy, List<byte[]> events) {
        List<Consumption> after = new ArrayList<>();
        for (byte[] each : events) {
            StreamPolicy.Verdict verdict = policy.event(each, 0, each.length);
            after.add(policy.consumption());
            if (verdict == StreamPolicy.Verdict.LAST || verdict == StreamPolicy.Verdict.FAILED) {
                break;
            }
        }
        return after;
    }

    private static List<byte[]> bytes(List<String> events) {
        return events.stream().map(each -> each.getBytes(UTF_8)).toList();
    }

    @Test
    void aChatStreamIsEstimatedUntilItsUsageComes() {
        List<Consumption> after = heard(chat(), bytes(ChatStreams.whole(2)));
        var expected =
                List.of(
                        new Consumption.Unstated(0, ""), // role
                        new Consumption.Unstated(3, ""), // "Wörter 0"
                        new Consumption.Unstated(4, ""), // "Wörter 0Wörter 1"
                        new Consumption.Unstated(4, ""), // finish
                        STATED,
                        STATED);
        assertEquals(expected, after);
    }

    @ParameterizedTest
    @CsvSource({"CHAT", "COMPLETION", "OTHER"})
    void soIsAnExactOne(Kind kind) {
        List<Consumption> after = heard(exact(kind), bytes(ChatStreams.whole(2)));
        assertEquals(new Consumption.Unstated(4, ""), after.get(3));
        assertEquals(STATED, after.getLast());
    }

    @Test
    void cumulativeUsageIsTheVendorsWordAtAnyTime() {
        List<byte[]> events = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            String usage = "],\"usage\":{\"completion_tokens\":" + i + "}}";
            events.add(ChatStreams.text("a b").replace("]}", usage).getBytes(UTF_8));
        }
        for (StreamPolicy policy : List.of(chat(), exact(Kind.CHAT))) {
            List<Consumption> after = heard(policy, events);
            for (int i = 1; i <= 3; i++) {
                var expected = new Consumption.Stated("{\"completion_tokens\":" + i + "}");
                assertEquals(expected, after.get(i - 1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{\"completion_tokens\":0}"})
    void usageThatCountsNothingIsNone(String usage) {
        String text = ChatStreams.text("a").replace("]}", "],\"usage\":" + usage + "}");
        for (StreamPolicy policy : List.of(chat(), exact(Kind.CHAT))) {
            List<Consumption> after =
                    heard(policy, bytes(List.of(text, ChatStreams.FINISH, ChatStreams.DONE)));
            assertEquals(new Consumption.Unstated(2, ""), after.getLast());
        }
    }

    @Test
    void usageBeforeTheWordsDoesNotCountForThem() {
        String early = ChatStreams.ROLE.replace("]}", "],\"usage\":{\"prompt_tokens\":9}}");
        for (StreamPolicy policy : List.of(chat(), exact(Kind.CHAT))) {
            List<Consumption> after = heard(policy, bytes(List.of(early, ChatStreams.text("one"))));
            assertInstanceOf(Consumption.Stated.class, after.getFirst());
            assertEquals(new Consumption.Unstated(2, ""), after.getLast());
        }
    }

    @Test
    void anErrorInsteadOfAnAnswerUsedNothing() {
        String error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n";
        for (Supplier<StreamPolicy> each :
                List.<Supplier<StreamPolicy>>of(StreamPolicyTest::chat, () -> exact(Kind.OTHER))) {
            assertEquals(List.of(new Consumption.None()), heard(each.get(), bytes(List.of(error))));
            List<String> later = List.of(ChatStreams.text("one"), error);
            assertEquals(
                    new Consumption.Unstated(2, ""), heard(each.get(), bytes(later)).getLast());
        }
    }

    @Test
    void usageThatOnlyTheGatewayAskedForIsWithheld() {
        var policy = new ExactPolicy(Kind.COMPLETION, 0, UsageChunk.WITHHELD);
        List<StreamPolicy.Verdict> verdicts = new ArrayList<>();
        for (String each :
                List.of(
                        "data: {\"choices\":[{\"text\":\"a\"}],\"usage\":null}\n\n",
                        "data: {\"choices\":[{\"text\":\"b\"}],\"usage\":{\"n\":1}}\n\n",
                        ChatStreams.USAGE,
                        "data: {\"choices\":[]}\n\n",
                        ChatStreams.DONE)) {
            byte[] event = each.getBytes(UTF_8);
            verdicts.add(policy.event(event, 0, event.length));
        }
        assertEquals(
                List.of(
                        StreamPolicy.Verdict.PASS,
                        StreamPolicy.Verdict.PASS,
                        StreamPolicy.Verdict.DROP,
                        StreamPolicy.Verdict.PASS,
                        StreamPolicy.Verdict.PASS),
                verdicts);
        assertEquals(STATED, policy.consumption());
    }

    // ---- Recordings ------------------------------------------------------------------------

    private static Stream<Recording> recorded(String endpoint) {
        Assumptions.assumeTrue(Recordings.find().isPresent(), Recordings.ABSENT);
        return Recordings.find()
                .orElseThrow()
                .streamsOf(endpoint)
                .filter(each -> each.status() == 200)
                .filter(each -> new String(each.responseBody(), UTF_8).contains("data:"));
    }

    private static List<byte[]> events(Recording recording) {
        List<byte[]> events = new ArrayList<>();
        var framer = new SseFramer();
        byte[] body = recording.responseBody();
        framer.feed(
                body,
                0,
                body.length,
                (buf, from, to) -> events.add(Arrays.copyOfRange(buf, from, to)));
        framer.end((buf, from, to) -> events.add(Arrays.copyOfRange(buf, from, to)));
        return events;
    }

    /** Reads by way of trees what the vendor stated last; null for nothing. */
    private static @Nullable JsonNode stated(List<byte[]> events, List<String> places) {
        JsonNode last = null;
        for (byte[] each : events) {
            String data = SseEvent.decode(each, 0, each.length).data();
            if (data == null || !data.startsWith("{")) {
                continue;
            }
            JsonNode event = Reply.read(data);
            for (String place : places) {
                JsonNode usage = event.at(place);
                last = usage.isObject() && !usage.isEmpty() ? usage : last;
            }
        }
        return last;
    }

    /** Checks a stream that is whole, and cut after every event; returns whether it has usage. */
    private static boolean judge(Recording recording, StreamPolicy policy, List<String> places) {
        List<byte[]> events = events(recording);
        List<Consumption> after = heard(policy, events);
        long before = 0;
        for (Consumption each : after) {
            if (each instanceof Consumption.Unstated(long output, String text)) {
                assertTrue(output >= before, recording.id());
                assertEquals("", text);
                before = output;
            }
        }
        JsonNode usage = stated(events.subList(0, after.size()), places);
        if (usage == null) {
            assertTrue(!(after.getLast() instanceof Consumption.Stated), recording.id());
            return false;
        }
        var last = assertInstanceOf(Consumption.Stated.class, after.getLast(), recording.id());
        assertEquals(usage, Reply.read(last.json()), recording.id());
        return true;
    }

    @ParameterizedTest
    @CsvSource({
        "chat.completions,CHAT,400",
        "completions,COMPLETION,1",
        "responses,RESPONSE,80",
        "audio.transcriptions,OTHER,1"
    })
    void recordedStreamsAreKnownByTheirVendorsNumbers(String endpoint, Kind kind, int least) {
        long judged;
        try (Stream<Recording> all = recorded(endpoint)) {
            judged = all.filter(each -> judge(each, exact(kind), PLACES)).count();
        }
        assertTrue(judged >= least, "only " + judged + " with usage");
        if (kind == Kind.CHAT) {
            try (Stream<Recording> all = recorded(endpoint)) {
                List<String> usual = PLACES.subList(1, PLACES.size());
                assertTrue(all.filter(each -> judge(each, chat(), usual)).count() >= least);
            }
        }
    }

    @Test
    void nothingIsStatedBeforeTheFirstEvent() {
        assertNull(chat().usage());
        assertEquals(new Consumption.Unstated(0, ""), chat().consumption());
        assertEquals(new Consumption.Unstated(0, ""), exact(Kind.RESPONSE).consumption());
    }
}
