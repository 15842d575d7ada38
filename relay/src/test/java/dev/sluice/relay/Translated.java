package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.Upstream;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Post;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Relayable;
import dev.sluice.providers.Session;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What the tests of translated calls share: a vendor that speaks OpenAI as if it were its own. */
final class Translated {
    static final String REPLY =
            "{\"id\":\"c1\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello"
                + " world\"},\"finish_reason\":\"stop\"}]}";
    static final List<String> CHUNKS =
            List.of(
                    "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}",
                    "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" world\"},"
                            + "\"finish_reason\":\"stop\"}]}",
                    "[DONE]");

    static VendorDialect dialect(VendorDialect.Pictures pictures) {
        var openAi = new OpenAiDialect();
        return new TestDialect(openAi, pictures);
    }

    static Protocol protocol(Origin at, Protocol.Delivery delivery) {
        return protocol(at, delivery, VendorDialect.Pictures.ANY);
    }

    static Protocol protocol(
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

    static Setup setup(FakeUpstream vendor, Protocol protocol, Manners manners) {
        return setup(vendor, protocol, manners, Relayable.NEVER);
    }

    static Setup setup(
            FakeUpstream vendor, Protocol protocol, Manners manners, Relayable relayable) {
        return Setup.to(vendor.port())
                .upstream(remote ->
                        new Upstream.Translated(
                                (Upstream.Remote) remote, protocol, manners, relayable));
    }

    /** A gateway before a vendor that delivers as it is asked. */
    static RunningGateway gateway(FakeUpstream vendor, Manners manners) throws IOException {
        return RunningGateway.of(
                setup(vendor, protocol(at(vendor), Protocol.Delivery.AS_ASKED), manners));
    }

    static Origin at(FakeUpstream vendor) {
        return new Origin(false, "127.0.0.1", vendor.port());
    }

    static String post(String members) {
        return post(members, "");
    }

    static String post(String members, String headers) {
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

    static Answer vendor(Request request) {
        boolean stream = request.text().contains("\"stream\":true");
        return stream ? Answer.events(Duration.ZERO, CHUNKS) : Answer.json(200, REPLY);
    }

    static Manners manners(Manners.Sensitive word, Manners.Envelope envelope) {
        return new Manners(word, envelope, Manners.Search.IGNORED, Manners.Losses.REPORTED);
    }

    private Translated() {}
}
