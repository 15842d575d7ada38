package dev.sluice.wire.baidu;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of ERNIE's: additions, {@code is_end} in the last frame, and no mark behind it.
 *
 * <pre>
 *   before ─(a frame)→ started ─(is_end, then end of body)→ over
 *      └──────────(error_code, no JSON, break)───────────────┘
 * </pre>
 */
final class BaiduStreamReader extends JsonStreamReader {
    private final Set<Annotation> sources = new LinkedHashSet<>();
    private @Nullable FinishReason finish;
    private int calls;
    private boolean ended;

    BaiduStreamReader() {
        super("ERNIE frame");
    }

    @Override
    protected void frame(String name, byte[] data) {
        BaiduFrame frame = JsonReader.read(data, BaiduFrame::read);
        if (frame.isError()) {
            fail(frame.error(200));
            return;
        }
        start(BaiduDialect.NAME, frame.id(), frame.created(), "");
        if (!frame.result().isEmpty()) {
            tell(new ChatEvent.TextDelta(0, frame.result()));
        }
        ToolCall call = frame.toolCall();
        if (call != null) {
            int number = calls++;
            tell(
                    new ChatEvent.ToolCallStarted(
                            0, number, call.kind(), "", call.name(), call.extras()));
            if (!call.arguments().isEmpty()) {
                tell(new ChatEvent.ToolCallDelta(0, number, call.arguments()));
            }
        }
        sources.addAll(frame.sources());
        if (frame.usage() != null) {
            tell(new ChatEvent.Metered(frame.usage()));
        }
        FinishReason reason = frame.finish();
        // A frame that was cut off says so once; "normal" may still follow.
        if (reason != null && (finish == null || reason != Standard.STOP)) {
            finish = reason;
        }
        ended |= frame.isEnd() || reason != null;
    }

    @Override
    protected void complete() {
        if (!isStarted() || !ended) {
            return;
        }
        over();
        sources.forEach(source -> tell(new ChatEvent.Annotated(0, source)));
        FinishReason reason = finish == null ? Standard.STOP : finish;
        tell(
                new ChatEvent.Finished(
                        0, calls > 0 ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
    }
}
