package dev.sluice.wire.skylark;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.fields.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads frames that are replies whose text is a piece; {@code [DONE]} ends them. */
final class SkylarkStream extends JsonStreamReader {
    private final SkylarkDialect dialect;
    private @Nullable FinishReason finish;

    SkylarkStream(SkylarkDialect dialect) {
        super("answer");
        this.dialect = dialect;
    }

    @Override
    protected void frame(String name, byte[] data) {
        if (name.equals("error")) {
            fail(dialect.readError(200, data));
            return;
        }
        SkylarkFrame frame = JsonReader.read(data, SkylarkFrame::read);
        if (frame.isError()) {
            fail(dialect.readError(200, data));
            return;
        }
        start(SkylarkDialect.NAME, frame.id(), 0, "");
        if (!frame.text().isEmpty()) {
            tell(new ChatEvent.TextDelta(0, frame.text()));
        }
        if (frame.usage() != null) {
            tell(new ChatEvent.Metered(frame.usage()));
        }
        if (frame.isFinished()) {
            finish = frame.finish();
        }
    }

    // The reason is held back: usage comes in the last item, which may follow it.
    @Override
    protected void complete() {
        if (finish != null) {
            over();
            tell(new ChatEvent.Finished(0, finish));
        }
    }
}
