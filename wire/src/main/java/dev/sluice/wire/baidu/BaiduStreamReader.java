package dev.sluice.wire.baidu;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
final class BaiduStreamReader implements StreamReader {
    private final Set<Annotation> sources = new LinkedHashSet<>();
    private @Nullable FinishReason finish;
    private int calls;
    private boolean started;
    private boolean ended;
    private boolean over;

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8).strip();
        if (over || text.isEmpty()) {
            return List.of();
        }
        if (text.equals("[DONE]")) {
            return end();
        }
        BaiduFrame frame;
        try {
            frame = JsonReader.read(data, BaiduFrame::read);
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent an event that is no ERNIE frame: "
                                    + e.getMessage()));
        }
        return frame.isError() ? failed(frame.error(200)) : said(frame);
    }

    private List<ChatEvent> said(BaiduFrame frame) {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            events.add(
                    new ChatEvent.Started(
                            BaiduDialect.NAME, frame.id(), frame.created(), "", Extras.NONE));
        }
        if (!frame.result().isEmpty()) {
            events.add(new ChatEvent.TextDelta(0, frame.result()));
        }
        ToolCall call = frame.toolCall();
        if (call != null) {
            int number = calls++;
            events.add(
                    new ChatEvent.ToolCallStarted(
                            0, number, call.kind(), "", call.name(), call.extras()));
            if (!call.arguments().isEmpty()) {
                events.add(new ChatEvent.ToolCallDelta(0, number, call.arguments()));
            }
        }
        sources.addAll(frame.sources());
        if (frame.usage() != null) {
            events.add(new ChatEvent.Metered(frame.usage()));
        }
        FinishReason reason = frame.finish();
        // A frame that was cut off says so once; "normal" may still follow.
        if (reason != null && (finish == null || reason != Standard.STOP)) {
            finish = reason;
        }
        ended |= frame.isEnd() || reason != null;
        return events;
    }

    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        if (!started || !ended) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream's stream ended before the answer was complete."));
        }
        over = true;
        var events = new ArrayList<ChatEvent>();
        sources.forEach(source -> events.add(new ChatEvent.Annotated(0, source)));
        FinishReason reason = finish == null ? Standard.STOP : finish;
        events.add(
                new ChatEvent.Finished(
                        0, calls > 0 ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
        return events;
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }
}
