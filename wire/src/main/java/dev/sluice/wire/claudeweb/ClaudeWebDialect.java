package dev.sluice.wire.claudeweb;

import dev.sluice.wire.anthropic.AnthropicDialect;
import dev.sluice.wire.anthropic.AnthropicStreamReader;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Claude's web pages say to their server: one text into a conversation that the server keeps.
 * The answer always is a stream, of Anthropic's events or of the older completions. Unofficial.
 *
 * <p>Source: recorded traffic of open clients, 2023 and August 2026.
 */
public final class ClaudeWebDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "claude-web";

    private final @Nullable String template;
    private final History history;

    /** Whether the server has heard what was said before. */
    public enum History {
        /** A new conversation: everything said before is told again. */
        TOLD,
        /** A conversation that goes on: only the last message is sent. */
        KNOWN
    }

    /**
     * Creates the dialect.
     *
     * @param template the text to send, in which {@code {newMessage}} stands for the last message
     *     and {@code {history}} for a JSON list of those before; null for a plain one
     * @param history whether the server has heard what was said before
     */
    public ClaudeWebDialect(@Nullable String template, History history) {
        this.template = template;
        this.history = history;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        Foreign foreign = Foreign.from(call.origin(), NAME);
        var out = new JsonWriter().object().put("prompt", prompt(call, foreign));
        out.put("timezone", "UTC").put("model", call.model());
        out.array("attachments").endArray().array("files").endArray();
        out.put("rendering_mode", "messages");
        if (WebSearch.of(call).isWanted()) {
            out.array("tools").object().put("type", "web_search_v0");
            out.put("name", "web_search").endObject().endArray();
        }
        Asked.beyond(WebSearch.MEMBERS, call).forEach(name -> foreign.at(name).drop());
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private String prompt(ChatCall call, Foreign foreign) {
        List<Message> messages = call.messages();
        var texts = new ArrayList<String>();
        for (int i = 0; i < messages.size(); i++) {
            texts.add(text(messages.get(i), foreign.at("messages[" + i + "]")));
        }
        String last = texts.getLast();
        if (template != null) {
            return filled(messages, texts, template);
        }
        if (messages.size() == 1 || history == History.KNOWN) {
            return last;
        }
        var all = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).isBlank()) {
                all.append(all.isEmpty() ? "" : "\n\n").append(speaker(messages.get(i)));
                all.append(": ").append(texts.get(i));
            }
        }
        return all.toString();
    }

    // By hand, for a message may hold the marks of the template.
    private static String filled(List<Message> messages, List<String> texts, String template) {
        var before = new JsonWriter().array();
        for (int i = 0; i < texts.size() - 1; i++) {
            before.object().put("role", role(messages.get(i)));
            before.put("content", texts.get(i)).endObject();
        }
        String list = new String(before.endArray().bytes(), StandardCharsets.UTF_8);
        var filled = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            if (template.startsWith("{newMessage}", at)) {
                filled.append(texts.getLast());
                at += "{newMessage}".length();
            } else if (template.startsWith("{history}", at)) {
                filled.append(list);
                at += "{history}".length();
            } else {
                filled.append(template.charAt(at));
                at++;
            }
        }
        return filled.toString();
    }

    private static String role(Message message) {
        return switch (message) {
            case Message.Instructions _ -> "system";
            case Message.User _ -> "user";
            case Message.Assistant _ -> "assistant";
            case Message.ToolResult _, Message.FunctionResult _ -> "tool";
        };
    }

    private static String speaker(Message message) {
        return switch (message) {
            case Message.Instructions _ -> "System";
            case Message.User _ -> "Human";
            case Message.Assistant _ -> "Assistant";
            case Message.ToolResult _, Message.FunctionResult _ -> "Tool";
        };
    }

    private static String text(Message message, Foreign at) {
        if (message.speaker() != null) {
            at.at("name").drop();
        }
        at.dropAllBut(message.extras(), Set.of());
        for (int i = 0; i < message.content().size(); i++) {
            Foreign here = at.at("content[" + i + "]");
            switch (message.content().get(i)) {
                case Part.Text(String _, Extras extras) -> here.dropAllBut(extras, Set.of());
                case Part.Image _, Part.Audio _, Part.File _ -> {
                    here.drop();
                    String path = here.dropped().getLast();
                    throw new ApiException(
                            ApiError.badRequest(
                                    "'" + path + "' is no text, and this provider takes only text.",
                                    path,
                                    "unsupported_content"));
                }
                case Part.Reasoning _, Part.Refusal _, Part.Speech _, Part.Opaque _ -> here.drop();
            }
        }
        return message.text();
    }

    /** Returns the body that begins a conversation under that id. */
    public static byte[] newConversation(String uuid) {
        return new JsonWriter().object().put("uuid", uuid).put("name", "").endObject().bytes();
    }

    /**
     * Reads the list of organizations: of those that may chat the one that may do most, else the
     * first.
     *
     * @return its uuid, or null when the text names none
     */
    public static @Nullable String organization(byte[] body) {
        var best = new @Nullable String[1];
        var rank = new int[] {-1};
        try {
            JsonReader.read(
                    body,
                    in -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> consider(in, best, rank));
                        }
                        return "";
                    });
        } catch (UnreadableJson e) {
            return null;
        }
        return best[0];
    }

    private static void consider(JsonReader in, @Nullable String[] best, int[] rank) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var uuid = new String[] {""};
        var found = new ArrayList<String>();
        in.members(name -> {
            switch (name) {
                case "uuid" -> uuid[0] = in.anyText();
                case "capabilities" -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> found.add(in.anyText()));
                    }
                }
                default -> {}
            }
        });
        int worth = found.contains("chat") ? found.size() : 0;
        if (!uuid[0].isEmpty() && worth > rank[0]) {
            rank[0] = worth;
            best[0] = uuid[0];
        }
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return new AnthropicDialect().readReply(body);
    }

    @Override
    public StreamReader newStreamReader() {
        return new AnthropicStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return switch (status) {
            case 404, 410 -> retired();
            case 401, 403 ->
                    ApiError.server(
                            502,
                            "Claude's web service refused the gateway's cookie (it answered "
                                    + status
                                    + "). The cookie may have expired, or the service takes this"
                                    + " gateway for a robot; the gateway's administrator must look"
                                    + " after it.",
                            "upstream_auth");
            default -> new AnthropicDialect().readError(status, body);
        };
    }

    /** Returns what a client is told when the service is no longer there. */
    public static ApiError retired() {
        return new ApiError(
                410,
                "invalid_request_error",
                "Claude's web service no longer answers as this unofficial adapter knows it. Use a"
                        + " provider of type 'claude' with a key of Anthropic's API, or set"
                        + " 'api_base' to a bridge that speaks the recorded protocol.",
                null,
                "provider_retired");
    }
}
