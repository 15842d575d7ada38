package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import dev.sluice.providers.Manners;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Replay;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Usage;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A vendor's whole reply in its own language: read into the hub, written in the caller's. */
final class TranslatedReply implements Answer {
    /** Pictures and sound come in replies, too; more than this is no chat. */
    private static final int LIMIT = 64 << 20;

    private static final byte[] CODE_AND_MSG = ClientResponse.utf8(",\"code\":0,\"msg\":\"ok\"}");

    private final Attempt attempt;
    private final Translation translation;
    private final Collected body;
    private List<String> hints = List.of();
    private int status;
    private boolean refused;

    TranslatedReply(Attempt attempt, Translation translation) {
        this.attempt = attempt;
        this.translation = translation;
        body = new Collected(attempt, LIMIT);
    }

    @Override
    public void begin(ResponseHead head) {
        status = head.status();
        hints = ForwardedHeaders.hints(head);
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (!attempt.over() && !body.add(buf, index, length)) {
            attempt.cancelRequest();
            failed(new Failure.Malformed("it is larger than " + LIMIT + " bytes"));
        }
    }

    @Override
    public void end() {
        int length = body.length();
        byte[] bytes = Arrays.copyOf(body.scratch(), length);
        body.release();
        if (status >= 300) {
            refused = true;
            attempt.redirected(status);
            return;
        }
        ChatReply reply;
        try {
            reply = translation.courtesy().of(translation.dialect().readReply(bytes));
        } catch (ApiException e) {
            refused = true;
            translation.refused(Failure.Refused.of(e.error(), null), hints);
            return;
        }
        deliver(attempt, reply, hints);
    }

    /**
     * Gives a reply to the client, as a stream where it asked for one.
     *
     * @param reply ready for the client
     */
    static void deliver(Attempt attempt, ChatReply reply, List<String> hints) {
        if (!attempt.over()) {
            attempt.commit();
        }
        Translation translation = attempt.translation();
        Courtesy courtesy = translation.courtesy();
        if (!courtesy.streams()) {
            byte[] json = Dialects.OPENAI.writeReply(reply).body();
            boolean more = translation.manners().envelope() == Manners.Envelope.CODE_AND_MSG;
            attempt.response().json(200, more ? extended(json) : json, hints);
        } else {
            StreamWriter writer = Dialects.OPENAI.newStreamWriter(courtesy.terms());
            ByteBuf head = attempt.response().eventStreamHead(200);
            hints.forEach(line -> Ascii.write(head, line + "\r\n"));
            attempt.response().sendChunkedHead(head);
            for (ChatEvent event : Replay.of(reply)) {
                write(attempt.response(), writer.write(event));
            }
            write(attempt.response(), writer.end());
            attempt.response().endChunks();
            attempt.response().flush();
        }
        attempt.settle(CallRecord.Outcome.COMPLETE, null);
    }

    private static byte[] extended(byte[] json) {
        byte[] all = Arrays.copyOf(json, json.length - 1 + CODE_AND_MSG.length);
        System.arraycopy(CODE_AND_MSG, 0, all, json.length - 1, CODE_AND_MSG.length);
        return all;
    }

    private static void write(ClientResponse response, byte[] frames) {
        if (frames.length > 0) {
            response.writeChunk(response.newChunk(frames.length).writeBytes(frames));
        }
    }

    @Override
    public void readComplete() {
        // Nothing is sent before the end.
    }

    @Override
    public void failed(Failure failure) {
        attempt.lost(failure);
    }

    @Override
    public void tick(long now) {
        // Nothing has been sent that could be kept alive.
    }

    @Override
    public @Nullable String usage() {
        Usage counted = translation.courtesy().usage();
        return counted == null ? null : UsageText.of(counted);
    }

    @Override
    public Consumption consumption() {
        return refused
                ? new Consumption.None()
                : new Consumption.Counted(translation.courtesy().soFar());
    }

    @Override
    public void release() {
        body.release();
    }
}
