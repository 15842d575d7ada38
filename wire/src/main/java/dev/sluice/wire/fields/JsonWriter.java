package dev.sluice.wire.fields;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes one compact JSON text in UTF-8. {@code put} with a null value writes nothing: what is not
 * said is not sent.
 */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** From this length on encoding at once is several times cheaper than char by char. */
    private static final int LONG = 32;

    private final Output out;
    private final JsonGenerator to;

    /** Starts an empty text. */
    public JsonWriter() {
        this("");
    }

    /**
     * Starts a text behind a few bytes that are not JSON.
     *
     * @param before such as {@code data: } of an event
     */
    public JsonWriter(String before) {
        out = new Output(before.getBytes(StandardCharsets.UTF_8));
        to = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Writes the name of the member that follows. */
    public JsonWriter name(String name) {
        to.writeName(name);
        return this;
    }

    /** Begins an object. */
    public JsonWriter object() {
        to.writeStartObject();
        return this;
    }

    /** Begins an object that is a member. */
    public JsonWriter object(String name) {
        to.writeName(name);
        return object();
    }

    /** Ends an object. */
    public JsonWriter endObject() {
        to.writeEndObject();
        return this;
    }

    /** Begins an array. */
    public JsonWriter array() {
        to.writeStartArray();
        return this;
    }

    /** Begins an array that is a member. */
    public JsonWriter array(String name) {
        to.writeName(name);
        return array();
    }

    /** Ends an array. */
    public JsonWriter endArray() {
        to.writeEndArray();
        return this;
    }

    /** Writes a string. */
    public JsonWriter value(String text) {
        if (text.length() >= LONG) {
            return encoded(text);
        }
        if (hasLoneSurrogate(text)) {
            to.writeRawValue(escaped(text));
        } else {
            to.writeString(text);
        }
        return this;
    }

    private JsonWriter encoded(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // Half a surrogate pair does not come back from UTF-8.
        if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
            to.writeUTF8String(utf8, 0, utf8.length);
        } else {
            to.writeRawValue(escaped(text));
        }
        return this;
    }

    /** Writes a value as it is, but on one line: a line break in an event's data would end it. */
    public JsonWriter value(Raw raw) {
        String json = raw.json();
        boolean oneLine = json.indexOf('\n') < 0 && json.indexOf('\r') < 0;
        to.writeRawValue(oneLine ? json : json.replace('\n', ' ').replace('\r', ' '));
        return this;
    }

    /** Writes a string member, unless null. */
    public JsonWriter put(String name, @Nullable String text) {
        if (text != null) {
            to.writeName(name);
            value(text);
        }
        return this;
    }

    /** Writes a raw member, unless null. */
    public JsonWriter put(String name, @Nullable Raw raw) {
        if (raw != null) {
            to.writeName(wellFormed(name));
            value(raw);
        }
        return this;
    }

    /** Writes a number member, unless null. */
    public JsonWriter put(String name, @Nullable BigDecimal number) {
        if (number != null) {
            to.writeNumberProperty(name, number);
        }
        return this;
    }

    /** Writes an integer member, unless null. */
    public JsonWriter put(String name, @Nullable BigInteger number) {
        if (number != null) {
            to.writeNumberProperty(name, number);
        }
        return this;
    }

    /** Writes an integer member. */
    public JsonWriter put(String name, long number) {
        to.writeNumberProperty(name, number);
        return this;
    }

    /** Writes a boolean member, unless null. */
    public JsonWriter put(String name, @Nullable Boolean truth) {
        if (truth != null) {
            to.writeBooleanProperty(name, truth);
        }
        return this;
    }

    /** Writes a member that is null. */
    public JsonWriter putNull(String name) {
        to.writeNullProperty(name);
        return this;
    }

    /**
     * Writes unknown members back.
     *
     * @param nested objects whose members, named with a dot, are written by {@link #putNested}
     */
    public JsonWriter put(Extras extras, String... nested) {
        for (Extras.Member member : extras.members()) {
            if (Arrays.stream(nested).noneMatch(n -> member.name().startsWith(n + '.'))) {
                put(member.name(), member.value());
            }
        }
        return this;
    }

    /**
     * Writes the unknown members of one nested object, whose names begin with its name and a dot.
     */
    public JsonWriter putNested(String object, Extras extras) {
        for (Extras.Member member : extras.members()) {
            if (member.name().startsWith(object + '.')) {
                put(member.name().substring(object.length() + 1), member.value());
            }
        }
        return this;
    }

    /** Ends the text and returns its bytes. */
    public byte[] bytes() {
        to.close();
        return out.bytes();
    }

    /** Ends the text, adds what is not JSON, and returns the bytes. */
    public byte[] bytes(String after) {
        to.close();
        byte[] tail = after.getBytes(StandardCharsets.UTF_8);
        out.write(tail, 0, tail.length);
        return out.bytes();
    }

    /**
     * Where the generator puts its text: most texts are smaller than its own buffer and come in one
     * piece, for which an array of the right size is made once.
     */
    private static final class Output extends OutputStream {
        private static final int TAIL = 8;

        private byte[] bytes;
        private int length;

        Output(byte[] before) {
            bytes = before;
            length = before.length;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int size) {
            int needed = length + size;
            if (needed > bytes.length) {
                // Only an event, which has something before it, has something after it.
                int room = length == 0 ? needed : Math.max(needed + TAIL, bytes.length * 2);
                bytes = Arrays.copyOf(bytes, room);
            }
            System.arraycopy(from, offset, bytes, length, size);
            length = needed;
        }

        byte[] bytes() {
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }
    }

    // Vendors cut text between the halves of a surrogate pair. UTF-8 has no bytes for one half, but
    // JSON has an escape, and the client's decoder puts the halves together again.
    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static String escaped(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static String wellFormed(String name) {
        return hasLoneSurrogate(name) ? name.replaceAll("[\\ud800-\\udfff]", "\ufffd") : name;
    }
}
