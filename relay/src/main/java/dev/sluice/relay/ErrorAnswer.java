package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.RetryAfter;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.VendorDialect;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A vendor's refusal: read whole, understood, and said again in the one envelope. */
final class ErrorAnswer implements Answer {
    /** What a vendor says beyond this is not read: nobody explains an error in 256 KB. */
    private static final int LIMIT = 256 << 10;

    private final Attempt attempt;
    private final Collected body;
    private final List<String> hints = new ArrayList<>();
    private final Map<String, String> timing = new HashMap<>();
    private int status;

    ErrorAnswer(Attempt attempt) {
        this.attempt = attempt;
        body = new Collected(attempt, LIMIT);
    }

    @Override
    public void begin(ResponseHead head) {
        status = head.status();
        hints.addAll(ForwardedHeaders.hints(head));
        for (int i = 0; i < head.count(); i++) {
            if (head.prefixed(i, "retry-after") || limits(head, i)) {
                String name = text(head, head.nameFrom(i), head.nameTo(i)).toLowerCase(Locale.ROOT);
                timing.put(name, text(head, head.valueFrom(i), head.valueTo(i)));
            }
        }
    }

    private static boolean limits(ResponseHead head, int i) {
        return head.prefixed(i, "x-ratelimit-") || head.prefixed(i, "anthropic-ratelimit-");
    }

    private static String text(ResponseHead head, int from, int to) {
        return new String(head.bytes(), from, to - from, StandardCharsets.ISO_8859_1).strip();
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
        Translation translation = attempt.translated();
        VendorDialect dialect = translation == null ? Dialects.OPENAI : translation.dialect();
        ApiError error = dialect.readError(status, bytes);
        if (error.code() != null && error.code().equals("insufficient_quota")) {
            hints.removeIf(line -> line.startsWith("x-should-retry"));
        }
        var refusal = Failure.Refused.of(error, RetryAfter.of(timing, Instant.now()));
        if (translation != null) {
            translation.refused(refusal, hints);
        } else {
            attempt.refused(refusal, hints);
        }
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
    public Consumption consumption() {
        return new Consumption.None();
    }

    @Override
    public void release() {
        body.release();
    }
}
