package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Upstream;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Relayable;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The way of a translated call, whatever the vendor's language: here the vendor speaks OpenAI, so
 * that nothing but the way is tested.
 */
class TranslationTest {
    @ParameterizedTest
    @EnumSource
    void wholeAndStreamedWhateverTheVendorDoes(Protocol.Delivery delivery) throws Exception {
        try (var vendor = FakeUpstream.start(Translated::vendor);
                var gateway =
                        RunningGateway.of(
                                Translated.setup(
                                        vendor,
                                        Translated.protocol(Translated.at(vendor), delivery),
                                        Manners.DEFAULT))) {
            Reply whole = gateway.call(Translated.post(""));
            assertEquals(200, whole.status(), whole.text());
            assertEquals(
                    "hello world",
                    whole.json().at("/choices/0/message/content").asString(),
                    whole.text());
            // ceil(2 CJK + 1.3 x 2 words) and ceil(1.3 x 2)
            assertEquals(5, whole.json().at("/usage/prompt_tokens").asInt());
            assertEquals(3, whole.json().at("/usage/completion_tokens").asInt());
            assertEquals("/own/gpt-4o", vendor.last().path());
            assertEquals(
                    "Bearer " + Setup.VENDOR_KEY, vendor.last().headers().text("authorization"));

            Reply stream =
                    gateway.call(
                            Translated.post(
                                    ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
            assertEquals("text/event-stream", type(stream));
            assertTrue(stream.whole());
            assertTrue(stream.text().startsWith("data: {\"id\":\"c1\""), stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"), stream.text());
            assertTrue(stream.text().contains("\"completion_tokens\":3"), stream.text());
            var records = gateway.awaitRecords(2);
            assertTrue(String.valueOf(records.getLast().usage()).contains("\"estimated\":true"));
            assertEquals(1, records.getLast().attempts());
        }
    }

    private static String type(Reply reply) {
        String type = String.valueOf(reply.header("content-type"));
        return type.split(";", 2)[0];
    }

    @Test
    void whatTheVendorTakesAsItIsIsRelayedByteForByte() throws Exception {
        Relayable quiet = (body, _) -> !new String(body, UTF_8).contains("loud");
        try (var vendor = FakeUpstream.start(Translated::vendor);
                var gateway =
                        RunningGateway.of(
                                Translated.setup(
                                        vendor,
                                        Translated.protocol(
                                                Translated.at(vendor), Protocol.Delivery.AS_ASKED),
                                        Manners.DEFAULT,
                                        quiet))) {
            assertEquals(Translated.REPLY, gateway.call(Translated.post("")).text());
            assertEquals("/v1/chat/completions", vendor.last().path());
            assertFalse(
                    gateway.call(Translated.post(",\"x\":\"loud\""))
                            .text()
                            .equals(Translated.REPLY));
            assertEquals("/own/gpt-4o", vendor.last().path());
        }
    }

    @Test
    void otherEndpointsOfAVendorOfChatAreNotServed() throws Exception {
        try (var vendor = FakeUpstream.start(Translated::vendor);
                var gateway =
                        RunningGateway.of(
                                Setup.to(vendor.port())
                                        .upstream(remote ->
                                                new Upstream.Translated(
                                                        (Upstream.Remote) remote,
                                                        Translated.protocol(
                                                                Translated.at(vendor),
                                                                Protocol.Delivery.AS_ASKED),
                                                        Manners.DEFAULT,
                                                        null)))) {
            Reply reply =
                    gateway.call(
                            Translated.post("").replace("/v1/chat/completions", "/v1/embeddings"));
            assertEquals(501, reply.status());
            assertEquals("not_built", reply.code());
            assertEquals(200, gateway.call(Translated.post("")).status());
        }
    }

    @Test
    void whatIsLostIsNamedOrRefused() throws Exception {
        try (var vendor = FakeUpstream.start(Translated::vendor);
                var gateway = Translated.gateway(vendor, Manners.DEFAULT)) {
            Reply named = gateway.call(Translated.post(",\"lost\":1"));
            assertEquals("lost", named.header("x-sluice-dropped"));
            assertNull(gateway.call(Translated.post("")).header("x-sluice-dropped"));
            Reply refused =
                    gateway.call(Translated.post(",\"lost\":1", "x-sluice-strict: true\r\n"));
            assertEquals(400, refused.status());
            assertEquals("not_translatable", refused.code());
            assertEquals("lost", refused.error().path("param").asString());
        }
    }

    @Test
    void aWithheldAnswerIsTheWordThatIsConfigured() throws Exception {
        String refusal = "{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}";
        Function<Request, Answer> script =
                request ->
                        request.text().contains("\"stream\":true")
                                ? Answer.events(
                                        Duration.ZERO,
                                        List.of(Translated.CHUNKS.getFirst(), refusal))
                                : Answer.json(400, refusal);
        var sensitive = Translated.manners(Manners.Sensitive.SENSITIVE, Manners.Envelope.OPENAI);
        try (var vendor = FakeUpstream.start(script);
                var gateway = Translated.gateway(vendor, sensitive)) {
            Reply whole = gateway.call(Translated.post(""));
            assertEquals(200, whole.status());
            assertEquals("sensitive", whole.json().at("/choices/0/finish_reason").asString());
            assertEquals("", whole.json().at("/choices/0/message/content").asString("?"));
            Reply stream = gateway.call(Translated.post(",\"stream\":true"));
            assertTrue(stream.text().contains("\"finish_reason\":\"sensitive\""), stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"));
            assertFalse(stream.text().contains("\"error\""));
        }
    }

    @Test
    void codeAndMsgStandBesideRepliesAndErrors() throws Exception {
        var both = Translated.manners(Manners.Sensitive.AS_SAID, Manners.Envelope.CODE_AND_MSG);
        try (var vendor = FakeUpstream.start(Translated::vendor);
                var gateway = Translated.gateway(vendor, both)) {
            var reply = gateway.call(Translated.post("")).json();
            assertEquals(0, reply.path("code").asInt(-1));
            assertEquals("ok", reply.path("msg").asString());
            vendor.script(_ -> Answer.json(429, "{\"error\":{\"message\":\"slow\"}}"));
            Reply error = gateway.call(Translated.post(""));
            assertEquals(429, error.status());
            assertEquals(429, error.json().path("code").asInt());
            assertEquals("slow", error.json().path("msg").asString());
        }
    }

    @Test
    void aStreamThatBreaksEndsWithOneErrorAndDone() throws Exception {
        try (var vendor =
                        FakeUpstream.start(_ ->
                                Answer.events(
                                        Duration.ZERO, List.of(Translated.CHUNKS.getFirst())));
                var gateway = Translated.gateway(vendor, Manners.DEFAULT)) {
            Reply stream = gateway.call(Translated.post(",\"stream\":true"));
            assertEquals(200, stream.status());
            assertEquals(1, stream.text().split("\"error\"", -1).length - 1, stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"));
            assertEquals(CallRecord.Outcome.BROKEN, gateway.awaitRecords(1).getFirst().outcome());
            vendor.script(_ -> Answer.events(Duration.ZERO, List.of()));
            Reply early = gateway.call(Translated.post(",\"stream\":true"));
            assertEquals(502, early.status());
        }
    }

    @Test
    void aDocumentInReplyToAStreamRequestIsAReplyOrAnError() throws Exception {
        try (var vendor = FakeUpstream.start(_ -> Answer.json(200, Translated.REPLY));
                var gateway = Translated.gateway(vendor, Manners.DEFAULT)) {
            Reply told = gateway.call(Translated.post(",\"stream\":true"));
            assertTrue(told.text().contains("hello world"), told.text());
            assertTrue(told.text().endsWith("data: [DONE]\n\n"));
            vendor.script(_ ->
                    Answer.json(200, "{\"error\":{\"message\":\"m\",\"code\":\"rate_limit\"}}"));
            assertEquals(429, gateway.call(Translated.post(",\"stream\":true")).status());
        }
    }

    @Test
    void functionsAreAnsweredInTheWayTheyWereAsked() throws Exception {
        String calls =
                Translated.REPLY.replace(
                        "\"content\":\"hello world\"",
                        "\"content\":null,\"tool_calls\":[{\"id\":\"x\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]");
        try (var vendor = FakeUpstream.start(_ -> Answer.json(200, calls));
                var gateway = Translated.gateway(vendor, Manners.DEFAULT)) {
            Reply reply = gateway.call(Translated.post(",\"functions\":[{\"name\":\"f\"}]"));
            assertEquals("f", reply.json().at("/choices/0/message/function_call/name").asString());
            assertEquals("function_call", reply.json().at("/choices/0/finish_reason").asString());
            assertTrue(vendor.last().text().contains("\"tools\""), vendor.last().text());
        }
    }
}
