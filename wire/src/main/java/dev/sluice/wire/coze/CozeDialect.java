package dev.sluice.wire.coze;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Transcript;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Coze's language, always as a stream: its whole answers would have to be asked for again and
 * again. Stateless.
 */
public final class CozeDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "coze";

    /** The member of a call that continues a conversation kept by Coze; part of the address. */
    public static final String CONVERSATION = "conversation_id";

    private static final String BOT = "bot-";
    private static final String SOMEBODY = "gateway";
    private static final List<String> OWN =
            List.of("auto_save_history", "custom_variables", "meta_data", "parameters");
    private static final Set<String> UNDERSTOOD =
            Set.of(
                    "user",
                    CONVERSATION,
                    "auto_save_history",
                    "custom_variables",
                    "meta_data",
                    "parameters");

    private final @Nullable String bot;

    /**
     * Creates the dialect.
     *
     * @param bot the bot that answers where a call's model does not say {@code bot-ID}, or null
     */
    public CozeDialect(@Nullable String bot) {
        this.bot = bot;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        Transcript transcript = Transcript.of(call);
        var dropped = new ArrayList<>(transcript.dropped());
        dropped.addAll(Asked.beyond(UNDERSTOOD, call));
        String user = call.output().user();
        var out = new JsonWriter().object();
        out.put("bot_id", bot(call.model()));
        out.put("user_id", user == null || user.isBlank() ? SOMEBODY : user);
        out.put("stream", true);
        out.array("additional_messages");
        messages(out, transcript, call.extras().get(CONVERSATION) != null);
        out.endArray();
        for (String name : OWN) {
            Raw value = call.extras().get(name);
            out.put(name, value == null || value.isNull() ? null : value);
        }
        return new Written(out.endObject().bytes(), dropped);
    }

    private String bot(@Nullable String model) {
        if (model != null && model.startsWith(BOT)) {
            return model.substring(BOT.length());
        }
        String chosen = bot == null ? model : bot;
        if (chosen == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            "The request names no model and the provider needs the id of a bot;"
                                    + " add 'model'.",
                            "model",
                            "missing_required_parameter"));
        }
        return chosen;
    }

    /** Writes the conversation; only its last line where Coze knows the rest. */
    private static void messages(JsonWriter out, Transcript transcript, boolean known) {
        String before = transcript.instructions();
        List<Transcript.Line> lines = known ? List.of(transcript.last()) : transcript.lines();
        for (Transcript.Line line : lines) {
            boolean asks = line.side() == Transcript.Side.USER;
            String text = line.text();
            // There is no role for instructions: they lead the first question.
            if (asks && !before.isEmpty()) {
                text = text.isEmpty() ? before : before + "\n\n" + text;
                before = "";
            }
            out.object().put("role", asks ? "user" : "assistant");
            out.put("type", asks ? "question" : "answer");
            if (line.pictures().isEmpty()) {
                out.put("content", text).put("content_type", "text");
            } else {
                out.put("content", objects(text, line.pictures()));
                out.put("content_type", "object_string");
            }
            out.endObject();
        }
    }

    private static String objects(String text, List<Transcript.Picture> pictures) {
        var out = new JsonWriter().array();
        if (!text.isEmpty()) {
            out.object().put("type", "text").put("text", text).endObject();
        }
        for (Transcript.Picture picture : pictures) {
            out.object().put("type", "image").put("file_url", Transcript.address(picture));
            out.endObject();
        }
        return new String(out.endArray().bytes(), StandardCharsets.UTF_8);
    }

    /** Reads an error: where a stream was asked for, a whole answer is nothing else. */
    @Override
    public ChatReply readReply(byte[] body) {
        CozeError error = CozeError.of(body);
        throw new ApiException(
                error.isError()
                        ? error.meaning()
                        : ErrorMapping.badUpstream("The upstream gave no stream and no error."));
    }

    @Override
    public StreamReader newStreamReader() {
        return new CozeStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return CozeError.of(body).meaning(status);
    }
}
