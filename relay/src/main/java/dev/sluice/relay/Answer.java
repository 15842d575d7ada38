package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What becomes of one upstream answer on its way to the client. */
interface Answer {
    /** The head has come; it is valid only during this call. */
    void begin(ResponseHead head);

    /** Bytes of the body: {@code length} bytes from {@code index} of {@code buf}. */
    void body(ByteBuf buf, int index, int length);

    /** One read is over: send what there is. */
    void readComplete();

    /** The body is complete. */
    void end();

    /** The body will not be completed. */
    void failed(Failure failure);

    /** A few times a second. */
    void tick(long now);

    /** Returns the usage that the upstream stated, raw JSON, or null. */
    @Nullable String usage();

    /** Returns what the attempt has used so far; not asked any more after {@link #release}. */
    Consumption consumption();

    /** Gives back what is held; called once, when the attempt is over. */
    void release();

    /** Picks the treatment that an answer needs. */
    static Answer to(Attempt attempt, ResponseHead head) {
        int status = head.status();
        Translation translation = attempt.translated();
        if (translation != null) {
            return translation.answer(head);
        }
        if (status == 101) {
            return new UpgradeAnswer(attempt);
        }
        if (status >= 400) {
            return new ErrorAnswer(attempt);
        }
        int type = head.find("content-type");
        boolean encoded =
                head.find("content-encoding") >= 0 && !head.lists("content-encoding", "identity");
        boolean events = type >= 0 && head.valueStarts(type, "text/event-stream");
        if (status >= 200 && status < 300 && events && !encoded) {
            return new EventAnswer(attempt);
        }
        Surface.Kind kind = attempt.call().surface().kind();
        if (kind == Surface.Kind.CHAT && !encoded) {
            return new HeldAnswer(attempt);
        }
        return new PlainAnswer(attempt);
    }
}
