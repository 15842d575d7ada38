package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chat reply in one piece. It is held until it is whole, because some vendors say 200 and then
 * tell of an error; then it passes byte for byte.
 *
 * <p>A reply larger than {@link #LIMIT} is certainly no error: it passes as it comes.
 */
final class HeldAnswer implements Answer {
    private static final int LIMIT = 1 << 20;

    private static final byte[] ERROR = Ascii.bytes("error");
    private static final byte[] USAGE = Ascii.bytes("usage");
    private static final byte[] CHOICES = Ascii.bytes("choices");

    private final Attempt attempt;
    private final Collected body;
    private @Nullable ByteBuf head;
    private @Nullable PlainAnswer passing;
    private int status;
    private @Nullable String usage;
    private @Nullable Consumption consumption;

    HeldAnswer(Attempt attempt) {
        this.attempt = attempt;
        body = new Collected(attempt, LIMIT);
    }

    @Override
    public void begin(ResponseHead answer) {
        status = answer.status();
        if (status >= 300) {
            consumption = new Consumption.None();
            attempt.redirected(status);
            return;
        }
        ByteBuf out = attempt.response().head(status);
        ForwardedHeaders.writeAll(answer, out);
        head = out;
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (passing != null) {
            passing.body(buf, index, length);
            return;
        }
        if (!body.add(buf, index, length)) {
            pass();
            if (passing != null) {
                passing.body(buf, index, length);
            }
        }
    }

    private void pass() {
        attempt.commit();
        ByteBuf begun = takeHead();
        ByteBuf first = body.take();
        attempt.response().sendChunkedHead(begun);
        PlainAnswer plain = new PlainAnswer(attempt);
        plain.listen();
        passing = plain;
        if (first != null) {
            plain.body(first, first.readerIndex(), first.readableBytes());
            first.release();
        }
    }

    private ByteBuf takeHead() {
        ByteBuf begun = head;
        head = null;
        if (begun == null) {
            throw new IllegalStateException("the head has been sent");
        }
        return begun;
    }

    @Override
    public void readComplete() {
        if (passing != null) {
            passing.readComplete();
        }
    }

    @Override
    public void end() {
        if (passing != null) {
            passing.end();
            return;
        }
        int length = body.length();
        byte[] bytes = body.scratch();
        Failure wrong = look(bytes, length);
        if (wrong != null) {
            consumption = new Consumption.None(); // refused, if with status 200
            attempt.lost(wrong);
            return;
        }
        attempt.commit();
        ByteBuf out = attempt.response().sized(takeHead(), length);
        ByteBuf whole = body.take();
        if (whole != null && length <= ClientResponse.ONE_WRITE) {
            out.writeBytes(whole);
            whole.release();
            whole = null;
        }
        attempt.response().write(out);
        if (whole != null) {
            attempt.response().write(whole);
        }
        attempt.response().endSized();
        attempt.settle(CallRecord.Outcome.COMPLETE, null);
    }

    private @Nullable Failure look(byte[] bytes, int length) {
        JsonMembers members = attempt.loop().members();
        try {
            members.scan(bytes, 0, length);
        } catch (MalformedJson e) {
            return new Failure.Malformed("it is " + e.getMessage());
        }
        int error = members.find(ERROR);
        boolean failed = error >= 0 && members.kind(error) != Kind.NULL;
        if (failed || members.find(CHOICES) < 0) {
            ApiError said = Dialects.OPENAI.readError(status, Arrays.copyOf(bytes, length));
            return Failure.Refused.of(said, null);
        }
        int stated = members.find(USAGE);
        if (stated >= 0 && members.kind(stated) == Kind.OBJECT) {
            usage = members.raw(stated);
        }
        consumption =
                usage != null && UsageText.counts(usage)
                        ? new Consumption.Stated(usage)
                        : heard(bytes, length);
        return null;
    }

    private static Consumption heard(byte[] bytes, int length) {
        var heard = Overheard.remembering();
        heard.answer(bytes, 0, length);
        return new Consumption.Unstated(heard.tokens(), heard.words());
    }

    @Override
    public void failed(Failure failure) {
        if (passing != null) {
            passing.failed(failure);
            return;
        }
        attempt.lost(failure);
    }

    private void discard() {
        body.release();
        ByteBuf begun = head;
        head = null;
        if (begun != null) {
            begun.release();
        }
    }

    @Override
    public void tick(long now) {
        // Nothing has been sent that could be kept alive.
    }

    @Override
    public @Nullable String usage() {
        return usage;
    }

    @Override
    public Consumption consumption() {
        if (passing != null) {
            return passing.consumption();
        }
        if (consumption != null) {
            return consumption;
        }
        byte[] begun = body.copy(); // the scratch array may be in use: another attempt has won
        return heard(begun, begun.length);
    }

    @Override
    public void release() {
        discard();
    }
}
