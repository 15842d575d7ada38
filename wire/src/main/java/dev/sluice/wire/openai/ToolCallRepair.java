package dev.sluice.wire.openai;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.ObjectEditor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/*
 * Tool calls arrive in fragments that accumulators glue together by index: an id or a name that is
 * sent twice is glued twice ("ff"), an index that is missing or always 0 glues two calls into one.
 *
 * Which call a fragment belongs to is known only after all of it has been seen, whatever the order
 * of its members. So it is walked once to note where things are; that is all for a fragment that
 * is in order. One that is not is walked again to be edited.
 *
 * Whose is a fragment? The upstream's index says so. A new id together with a name at an index that
 * is taken opens another call all the same (Gemini behind OpenRouter numbers each call 0). Without
 * an index the id decides, then the name; a bare fragment belongs to the latest call. Our own
 * indexes count from 0 in order of appearance.
 */

/** Looks at one element of {@code delta.tool_calls} and puts it right. */
final class ToolCallRepair {
    private final Edits edits;
    private final ObjectEditor call;
    private final ObjectEditor function;
    private final JsonCursor again = new JsonCursor();
    private final String salt;

    private final Span index = new Span();
    private final Span id = new Span();
    private final Span type = new Span();
    private final Span functions = new Span();
    private final Span name = new Span();
    private final Span arguments = new Span();

    /** Where the value of a member stands; nowhere if it is absent. */
    private static final class Span {
        int from = -1;
        int to = -1;

        void clear() {
            from = -1;
            to = -1;
        }

        void pass(JsonCursor cursor) {
            from = cursor.position();
            to = cursor.skip();
        }

        boolean absent() {
            return from < 0;
        }

        /** A string that says something. */
        boolean given(byte[] buf) {
            return from >= 0 && buf[from] == '"' && to - from > 2;
        }

        boolean is(byte[] buf, Kind kind) {
            return from >= 0 && Kind.of(buf[from]) == kind;
        }

        byte[] copy(byte[] buf) {
            return Arrays.copyOfRange(buf, from, to);
        }
    }

    /**
     * Creates the repair for one stream.
     *
     * @param salt makes generated call ids differ from those of other streams
     */
    ToolCallRepair(Edits edits, String salt) {
        this.edits = edits;
        this.call = new ObjectEditor(edits);
        this.function = new ObjectEditor(edits);
        this.salt = salt;
    }

    /** Walks over the fragment that the cursor stands on. */
    void fragment(byte[] buf, JsonCursor cursor, ChoiceState choice) {
        int from = cursor.position();
        note(cursor);
        int upstream = integer(buf, index);
        int known = find(buf, choice, upstream);
        int slot = known < 0 ? choice.add(upstream) : known;
        if (!arguments.absent() && !arguments.is(buf, Kind.NULL)) {
            // An object that should have been a string is counted as the string it becomes.
            int quote = arguments.is(buf, Kind.STRING) ? 0 : 1;
            choice.hear(
                    ChoiceState.CALLS + slot, buf, arguments.from - quote, arguments.to + quote);
        }
        boolean right = upstream == slot && (known < 0 ? opens(buf) : continues());
        if (right && arguments.is(buf, Kind.STRING)) {
            if (known < 0) {
                choice.identify(slot, id.copy(buf), name.given(buf) ? name.copy(buf) : null);
            }
            return;
        }
        again.reset(buf, from, cursor.position());
        edit(buf, choice, slot, known < 0);
    }

    private boolean opens(byte[] buf) {
        return id.given(buf) && type.given(buf);
    }

    private boolean continues() {
        return id.absent() && type.absent() && name.absent();
    }

    private void note(JsonCursor cursor) {
        index.clear();
        id.clear();
        type.clear();
        functions.clear();
        name.clear();
        arguments.clear();
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.nameIs(ChunkWords.INDEX)) {
                index.pass(cursor);
            } else if (cursor.nameIs(ChunkWords.ID)) {
                id.pass(cursor);
            } else if (cursor.nameIs(ChunkWords.TYPE)) {
                type.pass(cursor);
            } else if (cursor.nameIs(ChunkWords.FUNCTION) && cursor.kind() == Kind.OBJECT) {
                noteFunction(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void noteFunction(JsonCursor cursor) {
        functions.from = cursor.position();
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.nameIs(ChunkWords.NAME)) {
                name.pass(cursor);
            } else if (cursor.nameIs(ChunkWords.ARGUMENTS)) {
                arguments.pass(cursor);
            } else {
                cursor.skip();
            }
        }
        functions.to = cursor.position();
    }

    private int find(byte[] buf, ChoiceState choice, int upstream) {
        if (upstream >= 0) {
            int slot = choice.withUpstreamIndex(upstream);
            boolean another =
                    slot >= 0
                            && id.given(buf)
                            && name.given(buf)
                            && choice.id(slot).length > 0
                            && !ChunkWords.is(buf, id.from, id.to, choice.id(slot));
            return another ? -1 : slot;
        }
        if (id.given(buf)) {
            return choice.withId(buf, id.from, id.to);
        }
        return name.given(buf) ? -1 : choice.calls() - 1;
    }

    /** Reads a small non-negative integer; anything else is -1. */
    static int integer(byte[] buf, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (buf[i] < '0' || buf[i] > '9' || i - from > 8) {
                return -1;
            }
            value = value * 10 + buf[i] - '0';
        }
        return from >= 0 && from < to ? value : -1;
    }

    private static int integer(byte[] buf, Span span) {
        return integer(buf, span.from, span.to);
    }

    private void edit(byte[] buf, ChoiceState choice, int slot, boolean first) {
        byte[] number = Integer.toString(slot).getBytes(StandardCharsets.US_ASCII);
        boolean custom = functions.absent();
        call.begin();
        again.enterObject();
        while (again.nextMember()) {
            int nameFrom = again.nameFrom();
            int from = again.position();
            boolean keep = true;
            if (again.nameIs(ChunkWords.INDEX)) {
                put(buf, again.skip(), from, number);
            } else if (again.nameIs(ChunkWords.ID)) {
                keep = first && id.given(buf);
                again.skip();
            } else if (again.nameIs(ChunkWords.TYPE)) {
                keep = first && type.given(buf);
                again.skip();
            } else if (again.nameIs(ChunkWords.FUNCTION) && again.kind() == Kind.OBJECT) {
                editFunction(buf, choice, slot, first);
            } else {
                again.skip();
            }
            settle(call, keep, nameFrom);
        }
        call.close();
        int brace = again.position() - 1;
        if (index.absent()) {
            call.append(brace, ChunkWords.member(ChunkWords.INDEX, number));
        }
        if (first && !id.given(buf)) {
            call.append(brace, ChunkWords.member(ChunkWords.ID, generated(choice, slot)));
        }
        if (first && !type.given(buf) && !custom) {
            call.append(brace, ChunkWords.TYPE_MEMBER);
        }
        if (first) {
            choice.identify(slot, id.given(buf) ? id.copy(buf) : null, null);
        }
    }

    private void editFunction(byte[] buf, ChoiceState choice, int slot, boolean first) {
        byte[] known = choice.name(slot);
        function.begin();
        again.enterObject();
        while (again.nextMember()) {
            int nameFrom = again.nameFrom();
            int from = again.position();
            boolean keep = true;
            if (again.nameIs(ChunkWords.NAME)) {
                int to = again.skip();
                keep = first || (name.given(buf) && !ChunkWords.is(buf, from, to, known));
            } else if (again.nameIs(ChunkWords.ARGUMENTS)) {
                Kind kind = again.kind();
                int to = again.skip();
                if (kind != Kind.STRING) {
                    edits.replace(from, to, text(buf, from, to));
                }
            } else {
                again.skip();
            }
            settle(function, keep, nameFrom);
        }
        function.close();
        if (first && arguments.absent()) {
            function.append(again.position() - 1, ChunkWords.ARGUMENTS_MEMBER);
        }
        if (name.given(buf)) {
            choice.identify(slot, null, name.copy(buf));
        }
    }

    private void put(byte[] buf, int to, int from, byte[] value) {
        if (!ChunkWords.is(buf, from, to, value)) {
            edits.replace(from, to, value);
        }
    }

    private void settle(ObjectEditor editor, boolean keep, int nameFrom) {
        if (keep) {
            editor.keep(nameFrom, again.position());
        } else {
            editor.drop(nameFrom, again.position());
        }
    }

    /** Arguments that are not a string become one: the JSON text itself, nothing for null. */
    private static byte[] text(byte[] buf, int from, int to) {
        if (Kind.of(buf[from]) == Kind.NULL) {
            return ChunkWords.EMPTY;
        }
        return JsonText.quote(new String(buf, from, to - from, StandardCharsets.UTF_8));
    }

    /** Returns a quoted call id in OpenAI's form, the same for the same call of the same stream. */
    private byte[] generated(ChoiceState choice, int slot) {
        long hash = 0xcbf29ce484222325L;
        String seed = salt + '/' + choice.index + '/' + slot;
        for (int i = 0; i < seed.length(); i++) {
            hash = (hash ^ seed.charAt(i)) * 0x100000001b3L;
        }
        long second = Long.rotateLeft(hash, 29) * 0x9e3779b97f4a7c15L;
        return ChunkWords.ascii(
                String.format(Locale.ROOT, "\"call_%016x%08x\"", hash, second >>> 32));
    }
}
