package dev.sluice.wire.skylark;

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
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Skylark on Volcengine's MaaS, {@code /api/v1/chat}: the model in an object, its parameters in
 * another, one choice. Text only. Source: Volcengine's MaaS reference, read 2026-11; Ark has
 * superseded it.
 */
public final class SkylarkDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "skylark";

    private static final Set<String> PARAMETERS = Set.of("temperature", "max_tokens");

    /** Creates the dialect. */
    public SkylarkDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        Dialogue dialogue = Dialogue.of(call.messages());
        var out = new JsonWriter().object();
        out.object("model").put("name", call.model()).endObject();
        Sampling sampling = call.sampling();
        if (sampling.limit() != null || sampling.temperature() != null) {
            out.object("parameters");
            out.put("max_new_tokens", sampling.limit() == null ? null : sampling.limit().tokens());
            out.put("temperature", sampling.temperature()).endObject();
        }
        out.array("messages");
        if (!dialogue.instructions().isEmpty()) {
            say(out, "system", dialogue.instructions());
        }
        dialogue.asked().forEach(line -> say(out, line.speaker().word(), line.text()));
        out.endArray().put("stream", call.output().delivery().stream());
        var understood = new ArrayList<>(PARAMETERS);
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

    @Override
    public ChatReply readReply(byte[] body) {
        SkylarkFrame said = ReplyBody.read(body, "chat reply", SkylarkFrame::read);
        if (!said.isAnswer()) {
            throw new ApiException(readError(200, body));
        }
        var message = Message.Assistant.says(said.text());
        var choice = new ChatReply.Choice(0, message, said.finish(), Extras.NONE);
        return new ChatReply(NAME, said.id(), 0, "", List.of(choice), said.usage(), Extras.NONE);
    }

    @Override
    public StreamReader newStreamReader() {
        return new SkylarkStream(this);
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return ErrorMapping.toClient(meant(ErrorBody.read(status, body)));
    }

    // Volcengine's codes are words with dots; these are the ones whose status says too little.
    private static VendorError meant(VendorError said) {
        String code = said.code().toLowerCase(Locale.ROOT);
        if (code.contains("quotaexceeded")) {
            return new VendorError(429, said.message(), "", "insufficient_quota", null);
        }
        if (code.contains("ratelimit") || code.contains("serveroverloaded")) {
            return new VendorError(429, said.message(), "", "rate_limit_exceeded", null);
        }
        if (code.contains("authentication") || code.contains("accessdenied")) {
            return new VendorError(401, said.message(), "", said.code(), null);
        }
        if (code.contains("endpointormodel")) {
            return new VendorError(404, said.message(), "", "model_not_found", null);
        }
        return said;
    }
}
