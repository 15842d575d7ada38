package dev.sluice.providers;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.sydney.Conversation;
import dev.sluice.wire.sydney.SydneyDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Bing's chat is held: a conversation is made, then its hub is called.
 *
 * @param create where conversations are made
 * @param hub where they are held
 */
record SydneyProtocol(SydneyDialect dialect, BaseUrl create, BaseUrl hub) implements Protocol {
    private static final String CREATE =
            "/edgesvc/turing/conversation/create?bundleVersion=1.1381.12";
    private static final String HUB = "/sydney/ChatHub";
    private static final String PAGE = "https://copilot.microsoft.com";
    private static final String BROWSER =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0";

    @Override
    public Framing framing() {
        return Framing.MESSAGES;
    }

    @Override
    public Delivery delivery() {
        return Delivery.STREAM;
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        return new Talk(dialect.writeCall(call).dropped(), call);
    }

    private final class Talk implements Session {
        private final List<String> dropped;
        private final ChatCall call;

        Talk(List<String> dropped, ChatCall call) {
            this.dropped = dropped;
            this.call = call;
        }

        @Override
        public Step first() {
            return new Step.Ask(
                    VendorRequest.of(create.origin(), "GET", create.path() + CREATE)
                            .with("accept", "application/json")
                            .with("referer", PAGE + "/")
                            .with("user-agent", BROWSER));
        }

        @Override
        public Step next(Received answer) {
            if (answer.status() != 200) {
                return new Step.Refuse(dialect.readError(answer.status(), answer.body()));
            }
            Conversation made;
            try {
                made = Conversation.read(answer.body());
            } catch (ApiException e) {
                return new Step.Refuse(e.error());
            }
            Conversation signed =
                    made.signed(text(answer.header("x-sydney-conversationsignature")));
            String token = text(answer.header("x-sydney-encryptedconversationsignature"));
            String query = token.isEmpty() ? "" : "?sec_access_token=" + Post.encode(token);
            Written written = dialect.write(call, signed);
            String invocation = new String(written.body(), StandardCharsets.UTF_8);
            return new Step.Open(
                    VendorRequest.of(hub.origin(), "GET", hub.path() + HUB + query)
                            .with("origin", PAGE)
                            .with("user-agent", BROWSER),
                    List.of(SydneyDialect.HANDSHAKE, invocation + SydneyDialect.RECORD_END));
        }

        private static String text(@Nullable String header) {
            return header == null ? "" : header;
        }

        @Override
        public List<String> dropped() {
            return dropped;
        }
    }
}
