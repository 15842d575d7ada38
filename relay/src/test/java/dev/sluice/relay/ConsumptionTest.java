package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.Upstream;
import dev.sluice.core.meter.Consumption;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Protocol;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.UsageEstimate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call is recorded to have used: on every lane, however it ends. */
class ConsumptionTest {
    private static final String USAGE =
            "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}";
    private static final Consumption NOTHING = new Consumption.Unstated(0, "");

    /** "Wörter 0", "Wörter 1": the estimate after each event of {@link ChatStreams#whole}. */
    private static final long[] SAID = {0, 3, 4, 4};

    /** The ways of a chat stream through the gateway. */
    enum Lane {
        CHAT,
        EXACT,
        TRANSLATED;

        RunningGateway to(FakeUpstream vendor) throws IOException {
            return switch (this) {
                case CHAT -> RunningGateway.to(vendor.port());
                case EXACT ->
                        RunningGateway.of(
                                Setup.to(vendor.port()).keyStream(Deployment.StreamMode.EXACT));
                case TRANSLATED -> Translated.gateway(vendor, Manners.DEFAULT);
            };
        }

        /** What is known where the vendor said nothing; the prompt is "hi". */
        Consumption unstated(long output) {
            return switch (this) {
                case CHAT, EXACT -> new Consumption.Unstated(output, "");
                case TRANSLATED -> new Consumption.Counted(Usage.estimate(2, output));
            };
        }

        Consumption stated() {
            return switch (this) {
                case CHAT, EXACT -> new Consumption.Stated(USAGE);
                case TRANSLATED -> new Consumption.Counted(Usage.of(1, 2));
            };
        }
    }

    private static Consumption used(RunningGateway gateway) throws InterruptedException {
        return last(gateway.awaitRecords(1).getFirst());
    }

    /** Attempts that used nothing are not on the bill. */
    private static Consumption last(CallRecord record) {
        List<CallRecord.Used> used = Objects.requireNonNull(record.bill()).used();
        return used.isEmpty() ? new Consumption.None() : used.getLast().consumption();
    }

    private static Consumption of(String request, Answer answer) throws Exception {
        try (FakeUpstream vendor = FakeUpstream.start(_ -> answer);
                RunningGateway gateway = RunningGateway.to(vendor.port())) {
            gateway.call(request);
            return used(gateway);
        }
    }

    private static Answer stream(List<String> events) {
        return Answer.raw(ChatStreams.chunkedHead() + ChatStreams.chunked(events));
    }

    /** The first events, then nothing more or a broken connection. */
    private static Answer part(int events, Answer.Ending ending) {
        String head = ChatStreams.chunkedHead();
        String body = String.join("", ChatStreams.whole(2).subList(0, events));
        List<Piece> pieces = new ArrayList<>(List.of(Piece.of(head + ChatStreams.chunk(body))));
        if (ending == Answer.Ending.KEEP) {
            pieces.add(Piece.of(" ").after(Duration.ofSeconds(20)));
        }
        return new Answer.Raw(pieces, ending);
    }

    // ---- Chat streams ----------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aWholeStreamIsStatedOrEstimated(Lane lane) throws Exception {
        List<String> events = new ArrayList<>(ChatStreams.whole(2));
        try (FakeUpstream vendor = FakeUpstream.start(_ -> stream(events));
                RunningGateway gateway = lane.to(vendor)) {
            gateway.call(RawClient.streamedChat());
            assertEquals(lane.stated(), used(gateway));
            events.remove(ChatStreams.USAGE);
            gateway.call(RawClient.streamedChat());
            assertEquals(lane.unstated(4), last(gateway.awaitRecords(2).getLast()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatBreaksCountsAsFarAsItCame(Lane lane) throws Exception {
        // A translated greeting is not passed on by itself: nobody has heard of it.
        int first = lane == Lane.TRANSLATED ? 2 : 1;
        for (int events = first; events <= SAID.length - 1; events++) {
            Answer cut = part(events, Answer.Ending.CLOSE);
            try (FakeUpstream vendor = FakeUpstream.start(_ -> cut);
                    RunningGateway gateway = lane.to(vendor)) {
                gateway.call(RawClient.streamedChat());
                assertEquals(lane.unstated(SAID[events - 1]), used(gateway), "events: " + events);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsLeftCountsAsFarAsItCame(Lane lane) throws Exception {
        // A translated stream is not told that it is finished before it is over.
        int most = lane == Lane.TRANSLATED ? SAID.length - 1 : SAID.length;
        for (int events = 2; events <= most; events++) {
            Answer endless = part(events, Answer.Ending.KEEP);
            try (FakeUpstream vendor = FakeUpstream.start(_ -> endless);
                    RunningGateway gateway = lane.to(vendor)) {
                try (RawClient client = gateway.connect()) {
                    client.send(RawClient.streamedChat());
                    client.readUntil(events < SAID.length ? "Wörter " + (events - 2) : "\"stop\"");
                }
                assertEquals(lane.unstated(SAID[events - 1]), used(gateway), "events: " + events);
                assertEquals(CallRecord.Outcome.ABORTED, gateway.records().getFirst().outcome());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorInsteadOfAStreamUsedNothing(Lane lane) throws Exception {
        String error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n";
        try (FakeUpstream vendor = FakeUpstream.start(_ -> stream(List.of(error)));
                RunningGateway gateway = lane.to(vendor)) {
            gateway.call(RawClient.streamedChat());
            assertEquals(new Consumption.None(), used(gateway));
        }
    }

    @Test
    void whatAVendorStatesOnTheWayCountsUntilMoreIsSaid() throws Exception {
        String start =
                ChatStreams.ROLE.replace(
                        "]}", "],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":1}}");
        String part = ChatStreams.chunk(start + ChatStreams.text("one two three"));
        var cut =
                new Answer.Raw(
                        List.of(Piece.of(ChatStreams.chunkedHead() + part)), Answer.Ending.CLOSE);
        try (FakeUpstream vendor = FakeUpstream.start(_ -> cut);
                RunningGateway gateway = Lane.TRANSLATED.to(vendor)) {
            gateway.call(RawClient.streamedChat());
            var counted = assertInstanceOf(Consumption.Counted.class, used(gateway));
            assertEquals(25, counted.usage().input());
            assertEquals(4, counted.usage().output());
            assertTrue(counted.usage().estimated());
        }
    }

    // ---- Whole chat answers ----------------------------------------------------------------

    @Test
    void aWholeAnswerIsStatedOrItsTextIsKept() throws Exception {
        String chat = RawClient.chat();
        assertEquals(new Consumption.Stated(USAGE), of(chat, Answer.json(200, ChatStreams.REPLY)));
        String silent = ChatStreams.REPLY.replace(",\"usage\":" + USAGE, "");
        assertEquals(new Consumption.Unstated(2, "hello"), of(chat, Answer.json(200, silent)));
        String nothing = ChatStreams.REPLY.replace(USAGE, "{\"total_tokens\":0}");
        assertEquals(new Consumption.Unstated(2, "hello"), of(chat, Answer.json(200, nothing)));
        assertEquals(
                new Consumption.None(),
                of(chat, Answer.json(200, "{\"error\":{\"message\":\"no\"}}")));
        assertEquals(new Consumption.None(), of(chat, Answer.json(429, "{}")));
    }

    /** What a translated answer states is no estimate. */
    @Test
    void aTranslatedWholeAnswerIsStated() throws Exception {
        try (FakeUpstream vendor = FakeUpstream.start(_ -> Answer.json(200, ChatStreams.REPLY));
                RunningGateway gateway = Lane.TRANSLATED.to(vendor)) {
            gateway.call(RawClient.chat());
            assertEquals(Lane.TRANSLATED.stated(), used(gateway));
        }
    }

    @Test
    void anAnswerTooLargeToHoldIsHeardWhileItPasses() throws Exception {
        String large = ChatStreams.REPLY.replace("hello", "h ".repeat(600_000));
        assertEquals(new Consumption.Stated(USAGE), of(RawClient.chat(), Answer.json(200, large)));
    }

    @Test
    void anAnswerThatIsLeftCountsAsFarAsItCame() throws Exception {
        String choice = ",{\"index\":1,\"message\":{\"content\":\"wwwww\"}}]";
        String two = ChatStreams.REPLY.replace("}]", "}" + choice);
        String part = two.substring(0, two.indexOf("www") + 1);
        String head = ChatStreams.chunkedHead().replace("text/event-stream", "application/json");
        var endless =
                new Answer.Raw(
                        List.of(
                                Piece.of(head + ChatStreams.chunk(part)),
                                Piece.of(" ").after(Duration.ofSeconds(20))),
                        Answer.Ending.KEEP);
        for (Lane lane : List.of(Lane.CHAT, Lane.TRANSLATED)) {
            try (FakeUpstream vendor = FakeUpstream.start(_ -> endless);
                    RunningGateway gateway = lane.to(vendor);
                    RawClient client = gateway.connect()) {
                client.send(RawClient.chat());
                vendor.awaitRequests(1, Duration.ofSeconds(2));
                Thread.sleep(100); // the first piece is on its way
                client.hangUp();
                Consumption expected =
                        lane == Lane.CHAT
                                ? new Consumption.Unstated(2, "hello")
                                : lane.unstated(0); // nothing of it has been read
                assertEquals(expected, used(gateway));
            }
        }
    }

    /** Nobody has heard of it, and whoever is asked next is paid. */
    @ParameterizedTest
    @EnumSource
    void anAnswerThatBreaksOffUnheardUsedNothing(Lane lane) throws Exception {
        var cut = new Answer.CutAfter(Answer.json(200, Translated.REPLY), 120, Answer.Ending.CLOSE);
        try (FakeUpstream vendor = FakeUpstream.start(_ -> cut);
                RunningGateway gateway = lane.to(vendor)) {
            gateway.call(Translated.post(""));
            assertEquals(new Consumption.None(), used(gateway));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTranslatedAnswerIsCounted(Protocol.Delivery delivery) throws Exception {
        try (FakeUpstream vendor = FakeUpstream.start(Translated::vendor);
                RunningGateway gateway =
                        RunningGateway.of(
                                Translated.setup(
                                        vendor,
                                        Translated.protocol(Translated.at(vendor), delivery),
                                        Manners.DEFAULT))) {
            gateway.call(Translated.post(""));
            assertEquals(new Consumption.Counted(Usage.estimate(5, 3)), used(gateway));
        }
    }

    @Test
    void theEchoCountsItself() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.of(Setup.to(1).upstream(_ -> new Upstream.Echo()))) {
            gateway.call(RawClient.chat());
            var counted = assertInstanceOf(Consumption.Counted.class, used(gateway));
            assertEquals(UsageEstimate.of("hi"), counted.usage().input());
            assertTrue(counted.usage().estimated());
        }
    }

    // ---- Other endpoints -------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"embeddings", "responses", "completions", "images/generations"})
    void otherAnswersAreHeardWhileTheyPass(String path) throws Exception {
        String request = RawClient.post("/v1/" + path, RawClient.chatBody(false));
        String data = "{\"data\":[" + "0.125,".repeat(20_000) + "1],\"usage\":" + USAGE + "}";
        assertEquals(new Consumption.Stated(USAGE), of(request, Answer.json(200, data)));
        assertEquals(NOTHING, of(request, Answer.json(200, "{\"data\":[]}")));
        assertEquals(new Consumption.None(), of(request, Answer.json(400, "{}")));
    }

    @Test
    void ofSoundAndCompressedTextNothingIsKnown() throws Exception {
        String speech = RawClient.post("/v1/audio/speech", RawClient.chatBody(false));
        assertEquals(NOTHING, of(speech, Answer.bytes(200, "audio/mpeg", new byte[9_000])));
        var packed = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(packed)) {
            zip.write(ChatStreams.REPLY.getBytes(UTF_8));
        }
        var compressed =
                new Answer.Fixed(
                        200,
                        Headers.of("content-type", "application/json", "content-encoding", "gzip"),
                        Piece.of(packed.toByteArray()));
        assertEquals(NOTHING, of(RawClient.chat(), compressed));
    }

    @Test
    void aRecordingIsChargedByItsLength() throws Exception {
        String request = RawClient.post("/v1/audio/transcriptions", RawClient.chatBody(false));
        assertEquals(
                new Consumption.Stated("{\"type\":\"duration\",\"seconds\":8.47}"),
                of(request, Answer.json(200, "{\"duration\":8.47,\"text\":\"hi\"}")));
    }

    /** A stored answer states its usage again, which must not be counted twice. */
    @ParameterizedTest
    @CsvSource({
        "GET,/v1/responses/r1",
        "GET,/v1/responses/r1?stream=true",
        "POST,/v1/responses/r1/cancel",
        "GET,/v1/chat/completions/c1",
        "POST,/v1/files",
        "POST,/v1/batches",
        "GET,/v1/batches/b1"
    })
    void whatWasAnsweredBeforeUsesNothing(String method, String path) throws Exception {
        String request =
                method.equals("GET")
                        ? RawClient.request(method, path)
                        : RawClient.post(path, RawClient.chatBody(false));
        Answer stored =
                path.endsWith("stream=true")
                        ? stream(ChatStreams.whole(2))
                        : Answer.json(200, ChatStreams.REPLY);
        assertEquals(new Consumption.None(), of(request, stored));
    }

    @Test
    void aLegacyStreamIsHeardAndNothingOfItIsLost() throws Exception {
        String text = "data: {\"choices\":[{\"text\":\"one two\",\"index\":0}],\"usage\":null}\n\n";
        List<String> events = List.of(text, ChatStreams.USAGE, ChatStreams.DONE);
        try (FakeUpstream vendor = FakeUpstream.start(_ -> stream(events));
                RunningGateway gateway = RunningGateway.to(vendor.port())) {
            Reply reply = gateway.call(RawClient.post("/v1/completions", RawClient.chatBody(true)));
            assertEquals(String.join("", events), reply.text());
            assertEquals(new Consumption.Stated(USAGE), used(gateway));
            assertFalse(reply.text().isEmpty());
        }
    }
}
