package dev.sluice.wire.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.wire.fields.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all readers of JSON frames have in common. */
class JsonStreamReaderTest {
    /** Frames are strings; "end" is the last, "bad" an error. */
    private static final class Strings extends JsonStreamReader {
        private boolean enough;

        Strings() {
            super("string");
        }

        @Override
        protected void frame(String name, byte[] data) {
            String text = JsonReader.read(data, JsonReader::string);
            start("strings", "", 0, "");
            enough = text.equals("enough");
            if (text.equals("bad")) {
                throw new ApiException(ErrorMapping.badUpstream(text));
            }
            tell(new ChatEvent.TextDelta(0, text));
            if (text.equals("end")) {
                over();
            }
        }

        @Override
        protected void complete() {
            if (enough) {
                over();
            }
        }
    }

    private final Strings reader = new Strings();

    private List<ChatEvent> read(String frame) {
        return reader.read("", frame.getBytes(StandardCharsets.UTF_8));
    }

    private static String failure(List<ChatEvent> events) {
        return assertInstanceOf(ChatEvent.Failed.class, events.getLast()).error().message();
    }

    @Test
    void beginsOnceAndIsSilentAfterTheEnd() {
        assertEquals(2, read("\"a\"").size());
        assertEquals(List.of(), read(" \n"));
        assertEquals(List.of(new ChatEvent.TextDelta(0, "end")), read("\"end\""));
        assertEquals(List.of(), read("\"b\""));
        assertEquals(List.of(), reader.end());
    }

    @Test
    void failsOnce() {
        assertEquals("bad", failure(read("\"bad\"")));
        assertEquals(List.of(), read("\"a\""));
        assertEquals(List.of(), reader.end());
    }

    @Test
    void saysWhatIsNoFrame() {
        String said = failure(read("<html>"));
        assertEquals("The upstream sent what is no string: ", said.substring(0, 37));
    }

    @Test
    void endsTooEarlyUnlessAllHasBeenSaid() {
        read("\"a\"");
        assertEquals(ErrorMapping.cutOff().message(), failure(read("[DONE]")));
        var other = new Strings();
        other.read("", "\"enough\"".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), other.end());
    }
}
