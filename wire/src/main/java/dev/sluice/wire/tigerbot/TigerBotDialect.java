package dev.sluice.wire.tigerbot;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialogue;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TigerBot's native {@code /v1/chat/completions}: the last question in {@code query}, what was said
 * before in pairs in {@code session}. Text only. Source: TigerBot's API documentation, read
 * 2026-11.
 */
public final class TigerBotDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "tigerbot";

    private static final String FOLLOW = "You need to follow the system settings:";
    private static final Set<String> UNDERSTOOD =
            Set.of("temperature", "top_p", "max_tokens", "internet", "web_search_options");

    /** Creates the dialect. */
    public TigerBotDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        Dialogue dialogue = Dialogue.of(call.messages());
        List<Dialogue.Line> lines = dialogue.asked();
        var out = new JsonWriter().object().put("model", call.model());
        out.put("query", lines.getLast().text());
        session(out, dialogue.instructions(), lines.subList(0, lines.size() - 1));
        Boolean internet = WebSearch.of(call).wanted();
        out.put("internet", internet).put("stream", call.output().delivery().stream());
        Sampling sampling = call.sampling();
        out.put("max_tokens", sampling.limit() == null ? null : sampling.limit().tokens());
        out.put("temperature", within(sampling.temperature()));
        out.put("top_p", within(sampling.topP()));
        var dropped = new ArrayList<>(dialogue.dropped());
        dropped.addAll(Asked.beyond(UNDERSTOOD, call));
        return new Written(out.endObject().bytes(), dropped);
    }

    private static void session(JsonWriter out, String instructions, List<Dialogue.Line> before) {
        if (instructions.isEmpty() && before.isEmpty()) {
            return;
        }
        out.array("session");
        // A system message counts as the model's own words there, so it is put as agreed.
        if (!instructions.isEmpty()) {
            pair(out, FOLLOW + instructions, "ok");
        }
        for (int i = 0; i + 1 < before.size(); i += 2) {
            pair(out, before.get(i).text(), before.get(i + 1).text());
        }
        out.endArray();
    }

    private static void pair(JsonWriter out, String human, String assistant) {
        out.object().put("human", human).put("assistant", assistant).endObject();
    }

    private static @Nullable BigDecimal within(@Nullable BigDecimal value) {
        return value == null ? null : value.max(BigDecimal.ZERO).min(BigDecimal.ONE);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        TigerBotFrame said = ReplyBody.read(body, "chat reply", TigerBotFrame::read);
        if (said.isError() || said.result() == null) {
            throw new ApiException(readError(200, body));
        }
        var message = Message.Assistant.says(said.result());
        var choice = new ChatReply.Choice(0, message, said.finish(), Extras.NONE);
        return new ChatReply(NAME, said.id(), 0, "", List.of(choice), said.usage(), Extras.NONE);
    }

    @Override
    public StreamReader newStreamReader() {
        return new TigerBotStream(this);
    }

    // The vendor documents no error codes; the status decides, and the words for blocked content.
    @Override
    public ApiError readError(int status, byte[] body) {
        return ErrorMapping.toClient(ErrorBody.read(status, body));
    }
}
