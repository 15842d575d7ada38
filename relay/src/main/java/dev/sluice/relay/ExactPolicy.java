package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.wire.chat.ApiError;

import org.jspecify.annotations.Nullable;

/**
 * Every event passes byte for byte. Only a stream that breaks off gets one more event, in the form
 * that the clients of its endpoint understand.
 */
final class ExactPolicy implements StreamPolicy {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] DONE = Ascii.bytes("data: [DONE]\n\n");
    private static final byte[] DONE_MARK = Ascii.bytes("[DONE]");

    private final Surface.Kind kind;
    private final long heartbeat;
    private int events;
    private boolean done;
    private boolean broken;

    ExactPolicy(Surface.Kind kind, long heartbeat) {
        this.kind = kind;
        this.heartbeat = heartbeat;
    }

    @Override
    public Verdict event(byte[] buf, int from, int to) {
        events++;
        done |= to - from < 32 && marksTheEnd(buf, from, to);
        return Verdict.PASS;
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
        return null;
    }
}
