package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * A usage as nearly all of them are: ASCII, and counts that are digits. Every call has one; making
 * a parser for it would take longer than reading it.
 */
final class PlainUsage implements UsageFields {
    /** All numbers of so many digits fit. */
    private static final int MOST_DIGITS = 18;

    private final byte[] text;
    private final JsonCursor cursor = new JsonCursor();

    /** Stands on the value that the text is. */
    PlainUsage(byte[] text) {
        this.text = text;
        cursor.reset(text, 0, text.length);
    }

    /** It is not that plain; nothing is wrong with it yet. */
    static final class NotPlain extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NotPlain() {
            super("a usage is not plain", null, false, false);
        }
    }

    /** Must be called last: whether nothing follows is a part of being plain. */
    void finish() {
        try {
            cursor.finish();
        } catch (MalformedJson _) {
            throw new NotPlain();
        }
    }

    @Override
    public boolean isObject() {
        return cursor.position() < text.length && cursor.kind() == Kind.OBJECT;
    }

    @Override
    public void members(Consumer<String> visit) {
        try {
            cursor.enterObject();
            while (cursor.nextMember()) {
                int value = cursor.position();
                visit.accept(name());
                if (cursor.position() == value) {
                    cursor.skip();
                }
            }
        } catch (MalformedJson _) {
            throw new NotPlain();
        }
    }

    private String name() {
        int from = cursor.nameFrom() + 1;
        return cursor.nameEscaped()
                ? cursor.name()
                : UsageNames.of(text, from, from + cursor.nameLength());
    }

    /** Leaves the cursor where it stands. */
    @Override
    public long anyCount() {
        long count = 0;
        int at = cursor.position();
        int end = Math.min(text.length, at + MOST_DIGITS);
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            count = count * 10 + text[at++] - '0';
        }
        // What goes on (1.5, 2e3, 007) is left to those who know more, as is anything else.
        boolean goesOn = at < text.length && "0123456789.eE".indexOf(text[at]) >= 0;
        boolean leads = at - cursor.position() > 1 && text[cursor.position()] == '0';
        if (at == cursor.position() || goesOn || leads) {
            throw new NotPlain();
        }
        return count;
    }

    @Override
    public void keep(String name, List<Extras.Member> extras) {
        int from = cursor.position();
        int to = cursor.skip();
        String value = new String(text, from, to - from, StandardCharsets.US_ASCII);
        extras.add(new Extras.Member(name, new Raw(value)));
    }
}
