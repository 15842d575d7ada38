package dev.sluice.wire.spark;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.OneAnswerReader;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;

/**
 * iFlytek Spark's language over WebSocket. A call is one text message; the answer is always a
 * stream of messages. Stateless.
 */
public final class SparkDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "spark";

    private final SparkApp app;

    /** Creates the dialect of one application. */
    public SparkDialect(SparkApp app) {
        this.app = app;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new SparkCallWriter(app, call).write();
    }

    /** Reads one frame that is the whole answer; Spark itself never gives whole answers. */
    @Override
    public ChatReply readReply(byte[] body) {
        return OneAnswerReader.whole(newStreamReader(), body);
    }

    @Override
    public StreamReader newStreamReader() {
        return new SparkStreamReader();
    }

    /** Reads the refusal of a handshake, or a frame with a code. */
    @Override
    public ApiError readError(int status, byte[] body) {
        return SparkFrame.error(status, body);
    }
}
