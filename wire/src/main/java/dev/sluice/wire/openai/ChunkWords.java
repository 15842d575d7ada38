package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The names and values that the stream contract looks for or writes, as bytes. */
final class ChunkWords {
    static final byte[] ID = ascii("id");
    static final byte[] OBJECT = ascii("object");
    static final byte[] CREATED = ascii("created");
    static final byte[] MODEL = ascii("model");
    static final byte[] CHOICES = ascii("choices");
    static final byte[] USAGE = ascii("usage");
    static final byte[] ERROR = ascii("error");
    static final byte[] CODE = ascii("code");
    static final byte[] MESSAGE = ascii("message");
    static final byte[] DETAIL = ascii("detail");
    static final byte[] INDEX = ascii("index");
    static final byte[] DELTA = ascii("delta");
    static final byte[] FINISH_REASON = ascii("finish_reason");
    static final byte[] ROLE = ascii("role");
    static final byte[] CONTENT = ascii("content");
    static final byte[] REASONING_CONTENT = ascii("reasoning_content");
    static final byte[] REASONING = ascii("reasoning");
    static final byte[] REFUSAL = ascii("refusal");
    static final byte[] TOOL_CALLS = ascii("tool_calls");
    static final byte[] FUNCTION_CALL = ascii("function_call");
    static final byte[] TYPE = ascii("type");
    static final byte[] FUNCTION = ascii("function");
    static final byte[] NAME = ascii("name");
    static final byte[] ARGUMENTS = ascii("arguments");

    static final byte[] CHUNK = ascii("\"chat.completion.chunk\"");
    static final byte[] NULL = ascii("null");
    static final byte[] EMPTY = ascii("\"\"");
    static final byte[] ASSISTANT = ascii("\"assistant\"");
    static final byte[] QUOTED_FUNCTION = ascii("\"function\"");

    static final byte[] OBJECT_MEMBER = ascii("\"object\":\"chat.completion.chunk\"");
    static final byte[] CHOICES_MEMBER = ascii("\"choices\":[]");
    static final byte[] FINISH_MEMBER = ascii("\"finish_reason\":null");
    static final byte[] ROLE_MEMBER = ascii("\"role\":\"assistant\"");
    static final byte[] CONTENT_MEMBER = ascii("\"content\":\"\"");
    static final byte[] TYPE_MEMBER = ascii("\"type\":\"function\"");
    static final byte[] ARGUMENTS_MEMBER = ascii("\"arguments\":\"\"");
    static final byte[] FIRST_DELTA = ascii("{\"role\":\"assistant\",\"content\":\"\"}");
    static final byte[] LATER_DELTA = ascii("{\"content\":\"\"}");

    private ChunkWords() {}

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Tells whether {@code buf[from, to)} is exactly this text. */
    static boolean is(byte[] buf, int from, int to, byte[] text) {
        return to - from == text.length && Arrays.equals(buf, from, to, text, 0, text.length);
    }

    /** Returns a member: the name, which needs no escaping, a colon and the raw value. */
    static byte[] member(byte[] name, byte[] value) {
        byte[] out = new byte[name.length + value.length + 3];
        out[0] = '"';
        System.arraycopy(name, 0, out, 1, name.length);
        out[name.length + 1] = '"';
        out[name.length + 2] = ':';
        System.arraycopy(value, 0, out, name.length + 3, value.length);
        return out;
    }
}
