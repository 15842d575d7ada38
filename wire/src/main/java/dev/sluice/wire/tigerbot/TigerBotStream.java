package dev.sluice.wire.tigerbot;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;

/** Reads frames with {@code new_text}, the last of which repeats everything in {@code result}. */
final class TigerBotStream extends JsonStreamReader {
    private final TigerBotDialect dialect;
    private final StringBuilder said = new StringBuilder();

    TigerBotStream(TigerBotDialect dialect) {
        super("answer");
        this.dialect = dialect;
    }

    @Override
    protected void frame(String name, byte[] data) {
        if (name.equals("error")) {
            fail(dialect.readError(200, data));
            return;
        }
        TigerBotFrame frame = JsonReader.read(data, TigerBotFrame::read);
        if (frame.isError()) {
            fail(dialect.readError(200, data));
            return;
        }
        start(TigerBotDialect.NAME, frame.id(), 0, "");
        say(frame.newText());
        if (frame.isFinished()) {
            over();
            String whole = frame.result() == null ? "" : frame.result();
            if (whole.startsWith(said.toString())) {
                say(whole.substring(said.length()));
            }
            Usage usage = frame.usage();
            if (usage != null) {
                tell(new ChatEvent.Metered(usage));
            }
            tell(new ChatEvent.Finished(0, frame.finish()));
        }
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            said.append(text);
            tell(new ChatEvent.TextDelta(0, text));
        }
    }
}
