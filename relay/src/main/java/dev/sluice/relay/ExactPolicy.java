package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.openai.StreamTerms;
import dev.sluice.wire.sse.SseLines;
import org.jspecify.annotations.Nullable;

/**
 * Every event passes byte for byte, but a chunk with nothing but usage that only the gateway asked
 * for. A stream that breaks off gets one more event, in the form that the clients of its endpoint
 * understand.
 */
final class ExactPolicy implements StreamPolicy {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] DONE = Ascii.bytes("data: [DONE]\n\n");
    private static final byte[] DATA = Ascii.bytes("data");
    private static final byte[] DONE_MARK = Ascii.bytes("[DONE]");

    private final Surface.Kind kind;
    private final long heartbeat;
    private int events;
    private boolean done;
    private boolean broken;
    private final StreamTerms.UsageChunk usageChunk;
    private final Overheard heard = Overheard.counting();
    private final SseLines lines = new SseLines();

    /**
     * Creates the policy of one stream.
     *
     * @param usageChunk withheld where only the gateway asked for it
     */
    ExactPolicy(Surface.Kind kind, long heartbeat, StreamTerms.UsageChunk usageChunk) {
        this.kind = kind;
        this.heartbeat = heartbeat;
        this.usageChunk = usageChunk;
    }

    @Override
    public Verdict event(byte[] buf, int from, int to) {
        events++;
        done |= to - from < 32 && marksTheEnd(buf, from, to);
        return listen(buf, from, to)
                        && usageChunk == StreamTerms.UsageChunk.WITHHELD
                        && heard.isUsageOnly()
                ? Verdict.DROP
                : Verdict.PASS;
    }

    /** Hears what an event says; false when it has no JSON. */
    private boolean listen(byte[] buf, int from, int to) {
        lines.reset(buf, from, to);
        while (lines.next()) {
            if (lines.nameIs(DATA)) {
                int at = lines.valueFrom();
                if (at < lines.valueTo() && buf[at] == '{') {
                    heard.event(buf, at, lines.valueTo());
                    return true;
                }
                return false;
            }
        }
        return false;
    }

    private static boolean marksTheEnd(byte[] buf, int from, int to) {
        for (int at = from; at + DONE_MARK.length <= to; at++) {
            int i = 0;
            while (i < DONE_MARK.length && buf[at + i] == DONE_MARK[i]) {
                i++;
            }
            if (i == DONE_MARK.length) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean hasContent() {
        return true;
    }

    @Override
    public byte[] replacement() {
        return NOTHING;
    }

    @Override
    public int replacementLength() {
        return 0;
    }

    @Override
    public ApiError error() {
        throw new IllegalStateException("an exact stream judges nothing");
    }

    @Override
    public @Nullable ApiError atEnd() {
        return null;
    }

    @Override
    public @Nullable ApiError atBreak() {
        return done ? null : ApiError.server(502, "the stream broke off", "upstream_broken");
    }

    @Override
    public byte[] ending() {
        return switch (kind) {
            case CHAT, COMPLETION -> broken && !done ? DONE : NOTHING;
            case RESPONSE, REALTIME, OTHER -> NOTHING;
        };
    }

    @Override
    public byte[] errorEvent(ApiError error) {
        broken = true;
        String members = Answers.members(error);
        return ClientResponse.utf8(
                switch (kind) {
                    case CHAT, COMPLETION -> "data: {\"error\":" + members + "}\n\n";
                    // The Responses API has its error's members at the top, and counts its events.
                    case RESPONSE ->
                            "event: error\ndata: {\"type\":\"error\",\"sequence_number\":"
                                    + events
                                    + ",\"code\":"
                                    + Answers.quoted(error.code())
                                    + ",\"message\":"
                                    + Answers.quoted(error.message())
                                    + ",\"param\":"
                                    + Answers.quoted(error.param())
                                    + "}\n\n";
                    case REALTIME, OTHER ->
                            "event: error\ndata: {\"type\":\"error\",\"error\":"
                                    + members
                                    + "}\n\n";
                });
    }

    @Override
    public long heartbeatNanos() {
        // Named-event streams have clients that read comments as the standard says; but an exact
        // chat stream was asked to be exact.
        return kind == Surface.Kind.CHAT ? 0 : heartbeat;
    }

    @Override
    public @Nullable String usage() {
        return heard.usage();
    }

    @Override
    public Consumption consumption() {
        String stated = usage();
        boolean last = done || heard.usageCurrent();
        if (last && stated != null && UsageText.counts(stated)) {
            return new Consumption.Stated(stated);
        }
        return heard.refused()
                ? new Consumption.None()
                : new Consumption.Unstated(heard.tokens(), "");
    }
}
