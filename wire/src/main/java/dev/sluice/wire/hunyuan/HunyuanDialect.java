package dev.sluice.wire.hunyuan;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * Hunyuan's action ChatCompletions of Tencent Cloud API 3.0. Stateless.
 *
 * <p>Source: Tencent Cloud docs, Hunyuan ChatCompletions 2023-09-01, read 2026-11.
 */
public final class HunyuanDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "hunyuan";

    /** Creates the dialect. */
    public HunyuanDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new HunyuanCalls(call).write();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        HunyuanFrame frame = ReplyBody.read(body, "Hunyuan reply", HunyuanFrame::read);
        if (frame.isError()) {
            throw new ApiException(frame.error(200));
        }
        return frame.reply();
    }

    @Override
    public StreamReader newStreamReader() {
        return new HunyuanStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        try {
            return JsonReader.read(body, HunyuanFrame::read).error(status);
        } catch (UnreadableJson e) {
            return ErrorMapping.toClient(
                    new VendorError(status, ErrorBody.words(body), "", "", null));
        }
    }
}
