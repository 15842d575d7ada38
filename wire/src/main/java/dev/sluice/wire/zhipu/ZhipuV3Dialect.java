package dev.sluice.wire.zhipu;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialogue;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Zhipu's model API of 2023, {@code /api/paas/v3/model-api/{model}/invoke} and {@code sse-invoke}:
 * text only, user and assistant only, two parameters. Its streams are read as {@link
 * dev.sluice.wire.frames.Framing#RAW_EVENTS}. Source: Zhipu's v3 reference, read 2026-11; withdrawn
 * since.
 */
public final class ZhipuV3Dialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "zhipu-v3";

    private static final BigDecimal LOWEST = new BigDecimal("0.01");
    private static final String FOLLOW = "You need to follow the system settings:";

    /** Creates the dialect. */
    public ZhipuV3Dialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        Dialogue dialogue = Dialogue.of(call.messages());
        var out = new JsonWriter().object().array("prompt");
        // There is no role for instructions; the model is told, and made to have agreed.
        if (!dialogue.instructions().isEmpty()) {
            say(out, "user", FOLLOW + dialogue.instructions());
            say(out, "assistant", "ok");
        }
        dialogue.asked().forEach(line -> say(out, line.speaker().word(), line.text()));
        out.endArray();
        var understood = new ArrayList<>(List.of("temperature", "request_id", "incremental"));
        BigDecimal temperature = call.sampling().temperature();
        out.put("temperature", within(temperature, BigDecimal.ONE));
        BigDecimal topP = call.sampling().topP();
        // 1 is outside of what v3 takes; its own default stands for it.
        if (topP != null && topP.compareTo(BigDecimal.ONE) < 0) {
            out.put("top_p", within(topP, new BigDecimal("0.99")));
            understood.add("top_p");
        }
        out.put("request_id", call.extras().get("request_id"));
        Raw incremental = call.extras().get("incremental");
        if (incremental != null) {
            out.put("incremental", incremental);
        } else if (call.output().delivery().streams()) {
            out.put("incremental", true);
        }
        if (!WebSearch.of(call).isWanted()) {
            understood.addAll(WebSearch.MEMBERS);
        }
        var dropped = new ArrayList<>(dialogue.dropped());
        dropped.addAll(Asked.beyond(Set.copyOf(understood), call));
        return new Written(out.endObject().bytes(), dropped);
    }

    private static void say(JsonWriter out, String role, String text) {
        out.object().put("role", role).put("content", text).endObject();
    }

    private static @Nullable BigDecimal within(@Nullable BigDecimal value, BigDecimal highest) {
        return value == null
                ? null
                : value.max(LOWEST).min(highest).setScale(2, RoundingMode.HALF_UP).min(highest);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return ReplyBody.read(body, "chat reply", in -> new Reply(in, body).read());
    }

    /** Reads {@code {code, msg, success, data}}. */
    private static final class Reply {
        private final JsonReader in;
        private final byte[] body;
        private final List<String> texts = new ArrayList<>();
        private String requestId = "";
        private String taskId = "";
        private boolean failed;
        private @Nullable Usage usage;

        Reply(JsonReader in, byte[] body) {
            this.in = in;
            this.body = body;
        }

        ChatReply read() {
            if (!in.is(Kind.OBJECT)) {
                throw in.expected("an object");
            }
            in.members(name -> {
                switch (name) {
                    case "success" -> failed |= in.anyText().equals("false");
                    case "error" -> failed |= !in.is(Kind.NULL);
                    case "data" -> data();
                    default -> {}
                }
            });
            if (failed || texts.isEmpty()) {
                throw new ApiException(ZhipuErrors.read(200, body));
            }
            var choices = new ArrayList<ChatReply.Choice>();
            for (int i = 0; i < texts.size(); i++) {
                var said = Message.Assistant.says(texts.get(i));
                choices.add(new ChatReply.Choice(i, said, Standard.STOP, Extras.NONE));
            }
            String id = requestId.isEmpty() ? taskId : requestId;
            return new ChatReply(NAME, id, 0, "", choices, usage, Extras.NONE);
        }

        private void data() {
            if (!in.is(Kind.OBJECT)) {
                return;
            }
            in.members(name -> {
                switch (name) {
                    case "request_id" -> requestId = in.anyText();
                    case "task_id" -> taskId = in.anyText();
                    case "task_status" -> failed |= in.anyText().equals("FAIL");
                    case "usage" -> usage = usage(in);
                    case "choices" -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> choice());
                        }
                    }
                    default -> {}
                }
            });
        }

        private void choice() {
            var text = new String[] {""};
            if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    if (name.equals("content")) {
                        text[0] = in.anyText();
                    }
                });
            }
            texts.add(unquoted(text[0]));
        }
    }

    /** Takes a text out of the JSON literal that v3 mostly puts it in. */
    static String unquoted(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        try {
            String inner =
                    JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonReader::string);
            return inner.startsWith(" ") ? inner.substring(1) : inner;
        } catch (UnreadableJson _) {
            return text;
        }
    }

    /** Reads a {@code usage}; anything but an object is none. */
    static @Nullable Usage usage(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var counts = new long[2];
        in.members(name -> {
            switch (name) {
                case "prompt_tokens" -> counts[0] = in.anyCount();
                case "completion_tokens" -> counts[1] = in.anyCount();
                default -> {}
            }
        });
        return Usage.of(counts[0], counts[1]);
    }

    @Override
    public StreamReader newStreamReader() {
        return new ZhipuV3Stream();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return ZhipuErrors.read(status, body);
    }
}
