package dev.sluice.wire.baidu;

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
 * ERNIE's chat, first version. The model is no member of the call: every model has an address of
 * its own. Stateless.
 *
 * <p>Source: Baidu Qianfan docs, ERNIE API (wenxinworkshop), read 2026-11.
 */
public final class BaiduDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "baidu";

    /** Creates the dialect. */
    public BaiduDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new BaiduCalls(call).write();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        BaiduFrame frame = ReplyBody.read(body, "ERNIE reply", BaiduFrame::read);
        if (frame.isError()) {
            throw new ApiException(frame.error(200));
        }
        return frame.reply();
    }

    @Override
    public StreamReader newStreamReader() {
        return new BaiduStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        try {
            return JsonReader.read(body, BaiduFrame::read).error(status);
        } catch (UnreadableJson e) {
            return ErrorMapping.toClient(
                    new VendorError(status, ErrorBody.words(body), "", "", null));
        }
    }
}
