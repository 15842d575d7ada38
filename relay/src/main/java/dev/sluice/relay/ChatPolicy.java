package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.openai.ChunkContract;
import dev.sluice.wire.openai.StreamTerms;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chat stream: every chunk is held to the contract, and so is the end. */
final class ChatPolicy implements StreamPolicy {
    private static final byte[] DONE = Ascii.bytes("data: [DONE]\n\n");

    private final ChunkContract contract;
    private final String deployment;
    private final long heartbeat;
    private @Nullable ApiError error;
    private byte[] missingFinish = new byte[0];
    private boolean over;

    ChatPolicy(StreamTerms terms, String deployment, long heartbeat) {
        contract = new ChunkContract(terms);
        this.deployment = deployment;
        this.heartbeat = heartbeat;
    }

    static ChatPolicy of(Attempt attempt, long heartbeat) {
        String asked = attempt.where().model();
        var terms =
                new StreamTerms(
                        attempt.call().facts().usageAsked()
                                ? StreamTerms.UsageChunk.WANTED
                                : StreamTerms.UsageChunk.WITHHELD,
                        "chatcmpl-" + attempt.response().requestId().substring(4),
                        System.currentTimeMillis() / 1000,
                        asked == null ? "unknown" : asked);
        return new ChatPolicy(terms, attempt.deploymentId(), heartbeat);
    }

    @Override
    public Verdict event(byte[] buf, int from, int to) {
        boolean complete = contract.finished(); // a chunk that proves torn may say so, too
        return switch (contract.accept(buf, from, to)) {
            case KEEP -> Verdict.PASS;
            case DROP -> Verdict.DROP;
            case REPLACE -> Verdict.REPLACE;
            case DONE -> done();
            // The answer is complete: what breaks after it takes nothing away.
            case FAILED -> complete ? Verdict.DROP : failed();
        };
    }

    private Verdict done() {
        missingFinish = contract.missingFinish();
        if (contract.finished()) {
            return Verdict.LAST;
        }
        error = unfinished();
        return Verdict.FAILED;
    }

    private Verdict failed() {
        byte[] raw = contract.failure();
        String envelope = "{\"error\":" + new String(raw, StandardCharsets.UTF_8) + "}";
        error = Dialects.OPENAI.readError(200, ClientResponse.utf8(envelope));
        return Verdict.FAILED;
    }

    private ApiError unfinished() {
        return Failures.explain(
                new Failure.Broken("the stream ended without a finish reason"), deployment);
    }

    @Override
    public boolean hasContent() {
        return contract.contentSeen();
    }

    @Override
    public byte[] replacement() {
        return contract.replacement();
    }

    @Override
    public int replacementLength() {
        return contract.replacementLength();
    }

    @Override
    public ApiError error() {
        ApiError what = error;
        if (what == null) {
            throw new IllegalStateException("nothing has failed");
        }
        return what;
    }

    @Override
    public @Nullable ApiError atEnd() {
        return contract.finished() ? null : unfinished();
    }

    @Override
    public @Nullable ApiError atBreak() {
        return atEnd();
    }

    @Override
    public byte[] ending() {
        return over ? DONE : joined(missingFinish, contract.ending());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public byte[] errorEvent(ApiError what) {
        over = true;
        return ClientResponse.utf8("data: {\"error\":" + Answers.members(what) + "}\n\n");
    }

    @Override
    public long heartbeatNanos() {
        return heartbeat;
    }

    @Override
    public Consumption consumption() {
        String stated = usage();
        if ((contract.finished() || contract.usageCurrent()) && UsageText.counts(stated)) {
            return new Consumption.Stated(Objects.requireNonNull(stated));
        }
        return error != null && !contract.contentSeen()
                ? new Consumption.None() // refused, if with status 200
                : new Consumption.Unstated(contract.said(), "");
    }

    @Override
    public @Nullable String usage() {
        byte[] raw = contract.usage();
        return raw == null || raw.length == 0 ? null : new String(raw, StandardCharsets.UTF_8);
    }
}
