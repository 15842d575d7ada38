package dev.sluice.wire.dify;

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
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dify's language, always as a stream: agents refuse to answer whole. The conversation goes into
 * the question, unless the caller names one that Dify keeps. Stateless.
 */
public final class DifyDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "dify";

    private static final String CONVERSATION = "conversation_id";
    private static final Raw NOTHING = new Raw("{}");
    private static final Set<String> UNDERSTOOD =
            Set.of("user", "inputs", CONVERSATION, "files", "auto_generate_name");

    private final String somebody;

    /**
     * Creates the dialect.
     *
     * @param somebody who asks where a call names no user
     */
    public DifyDialect(String somebody) {
        this.somebody = somebody;
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
        Raw conversation = given(call, CONVERSATION);
        Raw inputs = given(call, "inputs");
        Raw named = given(call, "auto_generate_name");
        String user = call.output().user();
        var out = new JsonWriter().object();
        out.put("inputs", inputs == null ? NOTHING : inputs);
        out.put("query", conversation == null ? transcript.flattened() : transcript.last().text());
        out.put("response_mode", "streaming");
        out.put("user", user == null || user.isBlank() ? somebody : user);
        out.put(CONVERSATION, conversation);
        files(out, transcript, given(call, "files"));
        // A title costs another call of the model, and nobody would read it.
        out.put("auto_generate_name", named == null ? new Raw("false") : named);
        return new Written(out.endObject().bytes(), dropped);
    }

    private static @Nullable Raw given(ChatCall call, String name) {
        Raw value = call.extras().get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static void files(JsonWriter out, Transcript transcript, @Nullable Raw own) {
        if (own != null) {
            out.put("files", own);
            return;
        }
        var addresses = new ArrayList<String>();
        for (Transcript.Line line : transcript.lines()) {
            line.pictures().forEach(picture -> addresses.add(Transcript.address(picture)));
        }
        if (addresses.isEmpty()) {
            return;
        }
        out.array("files");
        for (String address : addresses) {
            out.object().put("type", "image").put("transfer_method", "remote_url");
            out.put("url", address).endObject();
        }
        out.endArray();
    }

    /** Reads an error: where a stream was asked for, a whole answer is nothing else. */
    @Override
    public ChatReply readReply(byte[] body) {
        DifyError error = DifyError.of(body);
        throw new ApiException(
                error.isEmpty()
                        ? ErrorMapping.badUpstream("The upstream gave no stream and no error.")
                        : error.meaning(502));
    }

    @Override
    public StreamReader newStreamReader() {
        return new DifyStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return DifyError.of(body).meaning(status);
    }
}
