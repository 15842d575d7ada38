package dev.sluice.relay;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.VendorDialect;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A vendor's refusal: read whole, understood, and said again in the one envelope. */
final class ErrorAnswer implements Answer {
    /** What a vendor says beyond this is not read: nobody explains an error in 256 KB. */
    private static final int LIMIT = 256 << 10;

    private final Relay call;
    private final Collected body;
    private final List<String> hints = new ArrayList<>();
    private int status;

    ErrorAnswer(Relay call) {
        this.call = call;
        body = new Collected(call, LIMIT);
    }

    @Override
    public void begin(ResponseHead head) {
        status = head.status();
        hints.addAll(ForwardedHeaders.hints(head));
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        body.add(buf, index, length);
    }

    @Override
    public void readComplete() {
        // Nothing is sent before the end.
    }

    @Override
    public void end() {
        int length = body.length();
        byte[] bytes = Arrays.copyOf(body.scratch(), length);
        body.release();
        Translation translation = call.translated();
        VendorDialect dialect = translation == null ? Dialects.OPENAI : translation.dialect();
        ApiError error = dialect.readError(status, bytes);
        if (error.code() != null && error.code().equals("insufficient_quota")) {
            hints.removeIf(line -> line.startsWith("x-should-retry"));
        }
        if (translation != null) {
            translation.refused(error, hints);
            return;
        }
        Answers.error(call.response(), error, hints);
        call.settle(CallRecord.Outcome.COMPLETE, error.message());
    }

    @Override
    public void failed(Failure failure) {
        end(); // what came of the explanation is better than none; the status is what counts
    }

    @Override
    public void tick(long now) {
        // The call's time limits hold here as everywhere.
    }

    @Override
    public @Nullable String usage() {
        return null;
    }

    @Override
    public void release() {
        body.release();
    }
}
