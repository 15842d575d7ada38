package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Upstream;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Grant;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Post;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Received;
import dev.sluice.providers.Relayable;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Session;
import dev.sluice.providers.Step;
import dev.sluice.providers.VendorRequest;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.Request;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The way of a translated call, whatever the vendor's language: here the vendor speaks OpenAI, so
 * that nothing but the way is tested.
 */
class TranslationTest {
    private static final String REPLY =
            "{\"id\":\"c1\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello"
                + " world\"},\"finish_reason\":\"stop\"}]}";
    private static final List<String> CHUNKS =
            List.of(
                    "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}",
                    "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" world\"},"
                            + "\"finish_reason\":\"stop\"}]}",
                    "[DONE]");

    private static VendorDialect dialect(VendorDialect.Pictures pictures) {
        var openAi = new OpenAiDialect();
        return new TestDialect(openAi, pictures);
    }

    private static Protocol protocol(Origin at, Protocol.Delivery delivery) {
        return protocol(at, delivery, VendorDialect.Pictures.ANY);
    }

    private static Protocol protocol(
            Origin at, Protocol.Delivery delivery, VendorDialect.Pictures pictures) {
        var post = Post.to(at, "/own/{model}", dialect(pictures));
        return new Protocol() {
            @Override
            public VendorDialect dialect() {
                return post.dialect();
            }

            @Override
            public Framing framing() {
                return Framing.EVENTS;
            }

            @Override
            public Delivery delivery() {
                return delivery;
            }

            @Override
            public Session open(ChatCall call, Moment moment) {
                return post.open(call, moment);
            }
        };
    }

    private static Setup setup(FakeUpstream vendor, Protocol protocol, Manners manners) {
        return setup(vendor, protocol, manners, Relayable.NEVER);
    }

    private static Setup setup(
            FakeUpstream vendor, Protocol protocol, Manners manners, Relayable relayable) {
        return Setup.to(vendor.port())
                .upstream(remote ->
                        new Upstream.Translated(
                                (Upstream.Remote) remote, protocol, manners, relayable));
    }

    private static Origin at(FakeUpstream vendor) {
        return new Origin(false, "127.0.0.1", vendor.port());
    }

    private static String post(String members) {
        return post(members, "");
    }

    private static String post(String members, String headers) {
        String body =
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"你好 hi you\"}]"
                        + members
                        + "}";
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + Setup.KEY
                + "\r\n"
                + headers
                + "content-length: "
                + body.getBytes(UTF_8).length
                + "\r\n\r\n"
                + body;
    }

    private static Answer vendor(Request request) {
        boolean stream = request.text().contains("\"stream\":true");
        return stream ? Answer.events(Duration.ZERO, CHUNKS) : Answer.json(200, REPLY);
    }

    private static Manners manners(Manners.Sensitive word, Manners.Envelope envelope) {
        return new Manners(word, envelope, Manners.Search.IGNORED, Manners.Losses.REPORTED);
    }

    @ParameterizedTest
    @EnumSource
    void wholeAndStreamedWhateverTheVendorDoes(Protocol.Delivery delivery) throws Exception {
        try (var vendor = FakeUpstream.start(TranslationTest::vendor);
                var gateway =
                        RunningGateway.of(
                                setup(vendor, protocol(at(vendor), delivery), Manners.DEFAULT))) {
            Reply whole = gateway.call(post(""));
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
                            post(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
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
        try (var vendor = FakeUpstream.start(TranslationTest::vendor);
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        Manners.DEFAULT,
                                        quiet))) {
            assertEquals(REPLY, gateway.call(post("")).text());
            assertEquals("/v1/chat/completions", vendor.last().path());
            assertFalse(gateway.call(post(",\"x\":\"loud\"")).text().equals(REPLY));
            assertEquals("/own/gpt-4o", vendor.last().path());
        }
    }

    @Test
    void otherEndpointsOfAVendorOfChatAreNotServed() throws Exception {
        try (var vendor = FakeUpstream.start(TranslationTest::vendor);
                var gateway =
                        RunningGateway.of(
                                Setup.to(vendor.port())
                                        .upstream(remote ->
                                                new Upstream.Translated(
                                                        (Upstream.Remote) remote,
                                                        protocol(
                                                                at(vendor),
                                                                Protocol.Delivery.AS_ASKED),
                                                        Manners.DEFAULT,
                                                        null)))) {
            Reply reply = gateway.call(post("").replace("/v1/chat/completions", "/v1/embeddings"));
            assertEquals(501, reply.status());
            assertEquals("not_built", reply.code());
            assertEquals(200, gateway.call(post("")).status());
        }
    }

    @Test
    void whatIsLostIsNamedOrRefused() throws Exception {
        try (var vendor = FakeUpstream.start(TranslationTest::vendor);
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        Manners.DEFAULT))) {
            Reply named = gateway.call(post(",\"lost\":1"));
            assertEquals("lost", named.header("x-sluice-dropped"));
            assertNull(gateway.call(post("")).header("x-sluice-dropped"));
            Reply refused = gateway.call(post(",\"lost\":1", "x-sluice-strict: true\r\n"));
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
                                ? Answer.events(Duration.ZERO, List.of(CHUNKS.getFirst(), refusal))
                                : Answer.json(400, refusal);
        var sensitive = manners(Manners.Sensitive.SENSITIVE, Manners.Envelope.OPENAI);
        try (var vendor = FakeUpstream.start(script);
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        sensitive))) {
            Reply whole = gateway.call(post(""));
            assertEquals(200, whole.status());
            assertEquals("sensitive", whole.json().at("/choices/0/finish_reason").asString());
            assertEquals("", whole.json().at("/choices/0/message/content").asString("?"));
            Reply stream = gateway.call(post(",\"stream\":true"));
            assertTrue(stream.text().contains("\"finish_reason\":\"sensitive\""), stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"));
            assertFalse(stream.text().contains("\"error\""));
        }
    }

    @Test
    void codeAndMsgStandBesideRepliesAndErrors() throws Exception {
        var both = manners(Manners.Sensitive.AS_SAID, Manners.Envelope.CODE_AND_MSG);
        try (var vendor = FakeUpstream.start(TranslationTest::vendor);
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        both))) {
            var reply = gateway.call(post("")).json();
            assertEquals(0, reply.path("code").asInt(-1));
            assertEquals("ok", reply.path("msg").asString());
            vendor.script(_ -> Answer.json(429, "{\"error\":{\"message\":\"slow\"}}"));
            Reply error = gateway.call(post(""));
            assertEquals(429, error.status());
            assertEquals(429, error.json().path("code").asInt());
            assertEquals("slow", error.json().path("msg").asString());
        }
    }

    @Test
    void aStreamThatBreaksEndsWithOneErrorAndDone() throws Exception {
        try (var vendor =
                        FakeUpstream.start(
                                _ -> Answer.events(Duration.ZERO, List.of(CHUNKS.getFirst())));
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        Manners.DEFAULT))) {
            Reply stream = gateway.call(post(",\"stream\":true"));
            assertEquals(200, stream.status());
            assertEquals(1, stream.text().split("\"error\"", -1).length - 1, stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"));
            assertEquals(CallRecord.Outcome.BROKEN, gateway.awaitRecords(1).getFirst().outcome());
            vendor.script(_ -> Answer.events(Duration.ZERO, List.of()));
            Reply early = gateway.call(post(",\"stream\":true"));
            assertEquals(502, early.status());
        }
    }

    @Test
    void aDocumentInReplyToAStreamRequestIsAReplyOrAnError() throws Exception {
        try (var vendor = FakeUpstream.start(_ -> Answer.json(200, REPLY));
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        Manners.DEFAULT))) {
            Reply told = gateway.call(post(",\"stream\":true"));
            assertTrue(told.text().contains("hello world"), told.text());
            assertTrue(told.text().endsWith("data: [DONE]\n\n"));
            vendor.script(_ ->
                    Answer.json(200, "{\"error\":{\"message\":\"m\",\"code\":\"rate_limit\"}}"));
            assertEquals(429, gateway.call(post(",\"stream\":true")).status());
        }
    }

    @Test
    void functionsAreAnsweredInTheWayTheyWereAsked() throws Exception {
        String calls =
                REPLY.replace(
                        "\"content\":\"hello world\"",
                        "\"content\":null,\"tool_calls\":[{\"id\":\"x\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]");
        try (var vendor = FakeUpstream.start(_ -> Answer.json(200, calls));
                var gateway =
                        RunningGateway.of(
                                setup(
                                        vendor,
                                        protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                        Manners.DEFAULT))) {
            Reply reply = gateway.call(post(",\"functions\":[{\"name\":\"f\"}]"));
            assertEquals("f", reply.json().at("/choices/0/message/function_call/name").asString());
            assertEquals("function_call", reply.json().at("/choices/0/finish_reason").asString());
            assertTrue(vendor.last().text().contains("\"tools\""), vendor.last().text());
        }
    }

    @Test
    void aSessionOfSeveralStepsIsFollowed() throws Exception {
        var rounds = new AtomicInteger();
        try (var vendor =
                FakeUpstream.start(request ->
                        request.path().equals("/first")
                                ? Answer.json(200, "{\"n\":" + rounds.incrementAndGet() + "}")
                                : vendor(request))) {
            Protocol inner = protocol(at(vendor), Protocol.Delivery.AS_ASKED);
            Protocol twoSteps =
                    new Stepped(
                            inner,
                            VendorRequest.of(at(vendor), "GET", "/first").with("x-step", "1"));
            try (var gateway = RunningGateway.of(setup(vendor, twoSteps, Manners.DEFAULT))) {
                assertEquals(200, gateway.call(post("")).status());
                assertEquals(
                        List.of("/first", "/own/gpt-4o"),
                        vendor.requests().stream().map(Request::path).toList());
                assertEquals("1", vendor.requests().getFirst().headers().text("x-step"));
                vendor.script(_ -> new Answer.NoHeaders(Answer.Ending.RESET));
                assertEquals(502, gateway.call(post("")).status());
            }
        }
    }

    @Test
    void aTokenIsFetchedOnceAndRenewedWhenRefused() throws Exception {
        var fetched = new AtomicInteger();
        var accepted = new AtomicInteger(1);
        Function<Request, Answer> script =
                request -> {
                    if (request.path().equals("/token")) {
                        return Answer.json(200, "T" + fetched.incrementAndGet());
                    }
                    return request.target().endsWith("?t=T" + accepted.get())
                            ? vendor(request)
                            : Answer.json(401, "{\"error\":{\"message\":\"expired\"}}");
                };
        try (var vendor = FakeUpstream.start(script);
                var gateway =
                        RunningGateway.of(
                                setup(
                                                vendor,
                                                protocol(at(vendor), Protocol.Delivery.AS_ASKED),
                                                Manners.DEFAULT)
                                        .auth(new Auth.OAuth(new TestGrant(at(vendor)))))) {
            for (int i = 0; i < 5; i++) {
                assertEquals(200, gateway.call(post("")).status());
            }
            assertEquals(1, fetched.get());
            accepted.set(2);
            assertEquals(200, gateway.call(post("")).status());
            assertEquals(2, fetched.get());
            accepted.set(99);
            Reply refused = gateway.call(post(""));
            assertEquals(502, refused.status());
            assertEquals("upstream_auth", refused.code());
            assertEquals(3, fetched.get());
        }
    }

    @Test
    void picturesAreFetchedOnlyFromWhereTheyMayBe() throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};
        try (var pictures =
                        FakeUpstream.start(request ->
                                switch (request.path()) {
                                    case "/p.png" -> Answer.bytes(200, "image/png", png);
                                    case "/big" -> Answer.bytes(200, "image/png", new byte[2000]);
                                    case "/page" ->
                                            Answer.bytes(200, "text/html", "<p>".getBytes(UTF_8));
                                    default ->
                                            new Answer.Fixed(
                                                    302,
                                                    Headers.of("location", "/p.png"),
                                                    Piece.of(""));
                                });
                var vendor = FakeUpstream.start(TranslationTest::vendor)) {
            Protocol inline =
                    protocol(at(vendor), Protocol.Delivery.AS_ASKED, VendorDialect.Pictures.INLINE);
            try (var gateway = RunningGateway.of(setup(vendor, inline, Manners.DEFAULT))) {
                Reply refused = gateway.call(seeing(pictures.url() + "/p.png"));
                assertEquals(400, refused.status());
                assertEquals("invalid_image_url", refused.code());
                assertEquals("messages[0].content[0]", refused.error().path("param").asString());
                assertEquals(0, pictures.connections());
            }
            try (var gateway =
                    RunningGateway.of(setup(vendor, inline, Manners.DEFAULT).fetchPrivate())) {
                for (String path : List.of("/p.png", "/moved")) {
                    assertEquals(200, gateway.call(seeing(pictures.url() + path)).status(), path);
                    assertTrue(
                            vendor.last().text().contains("data:image/png;base64,iVBORwECAw=="),
                            vendor.last().text());
                }
                for (String path : List.of("/big", "/page")) {
                    Reply refused = gateway.call(seeing(pictures.url() + path));
                    assertEquals("invalid_image_url", refused.code(), path);
                }
            }
        }
    }

    private static String seeing(String url) throws IOException {
        String whole =
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                        + "\"image_url\",\"image_url\":{\"url\":\""
                        + url
                        + "\"}}]}]}";
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + Setup.KEY
                + "\r\ncontent-length: "
                + whole.length()
                + "\r\n\r\n"
                + whole;
    }

    /** Asks something before it sends the call. */
    private record Stepped(Protocol inner, VendorRequest ask) implements Protocol {
        @Override
        public VendorDialect dialect() {
            return inner.dialect();
        }

        @Override
        public Framing framing() {
            return inner.framing();
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            Session session = inner.open(call, moment);
            return new Session() {
                @Override
                public Step first() {
                    return new Step.Ask(ask);
                }

                @Override
                public Step next(Received answer) {
                    assertEquals("{\"n\":1}", new String(answer.body(), UTF_8));
                    return session.first();
                }

                @Override
                public List<String> dropped() {
                    return session.dropped();
                }
            };
        }
    }

    /** A token that is the body of the answer. */
    private record TestGrant(Origin at) implements Grant {
        @Override
        public VendorRequest request(Moment moment) {
            return VendorRequest.of(at, "POST", "/token");
        }

        @Override
        public Token read(Received answer) {
            return new Token(Secret.of(new String(answer.body(), UTF_8)), 60);
        }

        @Override
        public VendorRequest authorize(VendorRequest request, Token token) {
            return request.withTarget(request.target() + "?t=" + token.value().reveal());
        }
    }
}
