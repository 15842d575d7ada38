package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.providers.Auth;
import dev.sluice.providers.Grant;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Received;
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
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is asked before a translated call is sent: steps of a session, tokens, pictures. */
class StepsTest {
    @Test
    void aSessionOfSeveralStepsIsFollowed() throws Exception {
        var rounds = new AtomicInteger();
        try (var vendor =
                FakeUpstream.start(request ->
                        request.path().equals("/first")
                                ? Answer.json(200, "{\"n\":" + rounds.incrementAndGet() + "}")
                                : Translated.vendor(request))) {
            Protocol inner = Translated.protocol(Translated.at(vendor), Protocol.Delivery.AS_ASKED);
            Protocol twoSteps =
                    new Stepped(
                            inner,
                            VendorRequest.of(Translated.at(vendor), "GET", "/first")
                                    .with("x-step", "1"));
            try (var gateway =
                    RunningGateway.of(Translated.setup(vendor, twoSteps, Manners.DEFAULT))) {
                assertEquals(200, gateway.call(Translated.post("")).status());
                assertEquals(
                        List.of("/first", "/own/gpt-4o"),
                        vendor.requests().stream().map(Request::path).toList());
                assertEquals("1", vendor.requests().getFirst().headers().text("x-step"));
                vendor.script(_ -> new Answer.NoHeaders(Answer.Ending.RESET));
                assertEquals(502, gateway.call(Translated.post("")).status());
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
                            ? Translated.vendor(request)
                            : Answer.json(401, "{\"error\":{\"message\":\"expired\"}}");
                };
        try (var vendor = FakeUpstream.start(script);
                var gateway =
                        RunningGateway.of(
                                Translated.setup(
                                                vendor,
                                                Translated.protocol(
                                                        Translated.at(vendor),
                                                        Protocol.Delivery.AS_ASKED),
                                                Manners.DEFAULT)
                                        .auth(
                                                new Auth.OAuth(
                                                        new TestGrant(Translated.at(vendor)))))) {
            for (int i = 0; i < 5; i++) {
                assertEquals(200, gateway.call(Translated.post("")).status());
            }
            assertEquals(1, fetched.get());
            accepted.set(2);
            assertEquals(200, gateway.call(Translated.post("")).status());
            assertEquals(2, fetched.get());
            accepted.set(99);
            Reply refused = gateway.call(Translated.post(""));
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
                var vendor = FakeUpstream.start(Translated::vendor)) {
            Protocol inline =
                    Translated.protocol(
                            Translated.at(vendor),
                            Protocol.Delivery.AS_ASKED,
                            VendorDialect.Pictures.INLINE);
            try (var gateway =
                    RunningGateway.of(Translated.setup(vendor, inline, Manners.DEFAULT))) {
                Reply refused = gateway.call(seeing(pictures.url() + "/p.png"));
                assertEquals(400, refused.status());
                assertEquals("invalid_image_url", refused.code());
                assertEquals("messages[0].content[0]", refused.error().path("param").asString());
                assertEquals(0, pictures.connections());
            }
            try (var gateway =
                    RunningGateway.of(
                            Translated.setup(vendor, inline, Manners.DEFAULT).fetchPrivate())) {
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
