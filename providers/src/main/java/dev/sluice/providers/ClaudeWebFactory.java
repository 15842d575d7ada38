package dev.sluice.providers;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.claudeweb.ClaudeWebDialect;
import dev.sluice.wire.claudeweb.ClaudeWebDialect.History;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Claude's web pages, asked with the cookie of somebody who is signed in. <b>Unofficial</b>: built
 * to recorded traffic, may stop working at any time, and may be against the terms of the service.
 *
 * <p>A call is up to three requests: the organization of the account, a conversation in it, and the
 * completion.
 */
public final class ClaudeWebFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "claude.ai", 443);
    private static final String ORGANIZATIONS = "/api/organizations";
    private static final String CONVERSATIONS = "/api/organizations/{org}/chat_conversations";
    private static final String COMPLETION = CONVERSATIONS + "/{conversation}/completion";
    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/131.0.0.0 Safari/537.36";

    /** Creates the factory. */
    public ClaudeWebFactory() {}

    @Override
    public Set<String> words() {
        return Set.of(
                "cookie",
                "prompt",
                "single_conversation",
                "conversation_id",
                "model",
                "organizations_path",
                "conversations_path",
                "completion_path");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String cookie = words.need("cookie", "the cookie of a signed-in browser");
        Secret secret = Secret.of(cookie.startsWith("sk-ant-") ? "sessionKey=" + cookie : cookie);
        Origin origin = base == null ? HOME : base.origin();
        String root = base == null ? "" : base.path();
        String given = text(words, "conversation_id");
        boolean single = given != null || isTrue(words);
        var dialect =
                new ClaudeWebDialect(text(words, "prompt"), single ? History.KNOWN : History.TOLD);
        String fixed = given == null && single ? uuid("single " + cookie) : given;
        var conversation = new Conversation(fixed, given == null);
        var paths =
                new Paths(
                        root + path(words, "organizations_path", ORGANIZATIONS),
                        root + path(words, "conversations_path", CONVERSATIONS),
                        root + path(words, "completion_path", COMPLETION));
        var protocol = new Web(dialect, origin, paths, conversation, text(words, "model"));
        return new Vendor(origin, new Auth.HeaderKey("cookie", secret), protocol);
    }

    private static @Nullable String text(Words words, String word) {
        String value = words.get(word);
        return value == null || value.isBlank() ? null : value;
    }

    private static boolean isTrue(Words words) {
        String word = "single_conversation";
        String value = text(words, word);
        return switch (value) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new Words.BadWord(
                            word, "'" + value + "' is unknown; expected true or false");
        };
    }

    private static String path(Words words, String word, String usual) {
        String value = text(words, word);
        if (value == null) {
            return usual;
        }
        String path = value.strip();
        if (!path.startsWith("/")) {
            throw new Words.BadWord(word, "'" + path + "' must begin with a slash");
        }
        return path;
    }

    /** Makes a uuid of version 4 that is the same for the same name. */
    static String uuid(String name) {
        byte[] hash;
        try {
            hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (hash[i] & 0xff);
            low = (low << 8) | (hash[i + 8] & 0xff);
        }
        high = (high & ~0xf000L) | 0x4000L;
        low = (low & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** The targets, with {@code {org}} and {@code {conversation}} to be filled in. */
    private record Paths(String organizations, String conversations, String completion) {}

    /**
     * The conversation that calls go to.
     *
     * @param id the same for all calls, or null for one each
     * @param isNew whether it must be begun
     */
    private record Conversation(@Nullable String id, boolean isNew) {}

    private record Web(
            ClaudeWebDialect dialect,
            Origin origin,
            Paths paths,
            Conversation conversation,
            @Nullable String model)
            implements Protocol {
        @Override
        public Framing framing() {
            return Framing.EVENTS;
        }

        @Override
        public Delivery delivery() {
            return Delivery.STREAM;
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            // The names of other vendors' models mean nothing here; the account has a usual one.
            String asked = call.model() == null ? "" : call.model();
            String name = model == null && asked.startsWith("claude") ? asked : model;
            var named =
                    new ChatCall(
                            call.origin(),
                            name,
                            call.messages(),
                            call.toolUse(),
                            call.sampling(),
                            call.output(),
                            call.extras());
            String id = conversation.id() == null ? uuid(moment.callId()) : conversation.id();
            return new Talk(this, dialect.writeCall(named), id);
        }

        VendorRequest dressed(VendorRequest request) {
            VendorRequest all = request;
            String site = (origin.tls() ? "https://" : "http://") + origin.authority();
            for (Map.Entry<String, String> header :
                    Map.of("user-agent", BROWSER, "origin", site, "referer", site + "/chats")
                            .entrySet()) {
                all = all.with(header.getKey(), header.getValue());
            }
            return all;
        }
    }

    /** The requests of one call. */
    private static final class Talk implements Session {
        private final Web web;
        private final Written written;
        private final String conversation;
        private @Nullable String organization;

        Talk(Web web, Written written, String conversation) {
            this.web = web;
            this.written = written;
            this.conversation = conversation;
        }

        @Override
        public Step first() {
            VendorRequest list = VendorRequest.of(web.origin, "GET", web.paths.organizations());
            return new Step.Ask(web.dressed(list.with("accept", "application/json")));
        }

        @Override
        public Step next(Received answer) {
            if (organization != null) {
                // Somebody else may have begun the one that all calls go to.
                boolean exists = web.conversation.id() != null && answer.status() == 409;
                return answer.status() < 300 || exists ? completion() : refused(answer);
            }
            if (answer.status() >= 300) {
                return refused(answer);
            }
            organization = ClaudeWebDialect.organization(answer.body());
            if (organization == null) {
                return new Step.Refuse(
                        ErrorMapping.badUpstream(
                                "Claude's web service named no organization for this account."));
            }
            if (!web.conversation.isNew()) {
                return completion();
            }
            byte[] body = ClaudeWebDialect.newConversation(conversation);
            VendorRequest begin =
                    VendorRequest.post(web.origin, filled(web.paths.conversations()), body);
            return new Step.Ask(web.dressed(begin.with("accept", "application/json")));
        }

        private Step completion() {
            VendorRequest send =
                    VendorRequest.post(web.origin, filled(web.paths.completion()), written.body());
            return new Step.Send(web.dressed(send.with("accept", "text/event-stream")));
        }

        private String filled(String path) {
            String known = organization == null ? "" : organization;
            return path.replace("{org}", Post.encode(known))
                    .replace("{conversation}", Post.encode(conversation));
        }

        private Step refused(Received answer) {
            // Moved to another place is as good as gone.
            int status = answer.status() < 400 ? 410 : answer.status();
            ApiError error = web.dialect.readError(status, answer.body());
            return new Step.Refuse(error);
        }

        @Override
        public List<String> dropped() {
            return written.dropped();
        }
    }
}
