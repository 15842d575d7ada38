package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.chat.Written;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's language as a vendor speaks it that departs from it in known ways. Stateless. */
public final class CompatibleDialect implements VendorDialect {
    private static final String NO_THINKING = "{\"type\":\"disabled\"}";

    private final OpenAiDialect openAi = new OpenAiDialect();
    private final Quirks quirks;

    /** Creates the dialect of a vendor. */
    public CompatibleDialect(Quirks quirks) {
        this.quirks = quirks;
    }

    @Override
    public String name() {
        return OpenAiDialect.NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        List<String> dropped = new ArrayList<>();
        var fitting = new CallFitting(quirks, dropped);
        ChatCall fitted = fitting.fit(call);
        Written written = openAi.writeCall(fitted);
        dropped.addAll(written.dropped());
        String thinking = fitting.thinksNot() ? NO_THINKING : null;
        byte[] body = new MemberFitting(quirks, dropped).fit(written.body(), call, thinking);
        return new Written(body, dropped);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        ChatReply reply;
        try {
            reply = openAi.readReply(body);
        } catch (ApiException e) {
            throw new ApiException(meaning(quirks, 200, body, e.error()));
        }
        return new OddAnswers(quirks.answers()).straight(reply);
    }

    @Override
    public StreamReader newStreamReader() {
        return new CompatibleStreamReader(quirks, openAi.newStreamReader());
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return meaning(quirks, status, body, openAi.readError(status, body));
    }

    @Override
    public Pictures pictures() {
        return quirks.talk().pictures();
    }

    /**
     * Says what an error means by the vendor's own table.
     *
     * @param otherwise what it means where the table is silent
     */
    static ApiError meaning(Quirks quirks, int status, byte[] body, ApiError otherwise) {
        ErrorTable table = quirks.answers().errors();
        VendorError found = table.meaning(OpenAiErrors.vendorError(status, body));
        return found == null ? otherwise : ErrorMapping.toClient(found);
    }
}
