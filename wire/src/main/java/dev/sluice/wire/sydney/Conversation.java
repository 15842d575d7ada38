package dev.sluice.wire.sydney;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * What the service tells when it makes a conversation.
 *
 * @param id the conversation
 * @param client who takes part
 * @param signature proof that it was made, "" where the hub's address carries it
 */
public record Conversation(String id, String client, String signature) {
    /** A conversation not made yet. */
    public static final Conversation NONE = new Conversation("", "", "");

    /**
     * Reads the answer to the request that makes one.
     *
     * @throws ApiException when it says why there is none; with status 410 when the answer is not
     *     the service's at all
     */
    public static Conversation read(byte[] body) {
        Answer answer;
        try {
            answer =
                    JsonReader.read(
                            body,
                            in -> {
                                var found = new Answer();
                                if (in.is(Kind.OBJECT)) {
                                    in.members(name -> found.member(in, name));
                                }
                                return found;
                            });
        } catch (UnreadableJson e) {
            throw new ApiException(SydneyDialect.retired());
        }
        if (!answer.result.isEmpty() && !answer.result.equals("Success")) {
            throw new ApiException(SydneyDialect.refused(answer.result, answer.message));
        }
        if (answer.id.isEmpty()) {
            throw new ApiException(
                    ErrorMapping.badUpstream(
                            "The upstream made no conversation and gave no reason."));
        }
        return new Conversation(answer.id, answer.client, answer.signature);
    }

    /** The same conversation, its signature replaced unless the other is missing. */
    public Conversation signed(String other) {
        return other.isEmpty() ? this : new Conversation(id, client, other);
    }

    private static final class Answer {
        private String id = "";
        private String client = "";
        private String signature = "";
        private String result = "";
        private String message = "";

        void member(JsonReader in, String name) {
            switch (name) {
                case "conversationId" -> id = in.anyText();
                case "clientId" -> client = in.anyText();
                case "conversationSignature" -> signature = in.anyText();
                case "result" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(inner -> {
                            switch (inner) {
                                case "value" -> result = in.anyText();
                                case "message" -> message = in.anyText();
                                default -> {}
                            }
                        });
                    }
                }
                default -> {}
            }
        }
    }
}
