package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.ObjectEditor;

/*
 * The strictest clients read delta["content"] of every chunk and add it to a string, so a delta
 * without tool calls always has a string there. The first delta of a choice says who speaks. An
 * empty list of tool calls, or null, makes accumulators believe in a call, so it goes.
 */

/** Looks at one {@code choices[].delta} and puts it right. */
final class DeltaRepair {
    private final Edits edits;
    private final ObjectEditor delta;
    private final ToolCallRepair tools;

    private int contentFrom;
    private int contentTo;
    private boolean role;
    private boolean reasoning;
    private boolean calls;
    private boolean something;

    DeltaRepair(Edits edits, ToolCallRepair tools) {
        this.edits = edits;
        this.delta = new ObjectEditor(edits);
        this.tools = tools;
    }

    /** Whether the delta walked last carries anything besides a role and empty values. */
    boolean something() {
        return something;
    }

    /** Forgets the delta walked last. */
    void clear() {
        something = false;
    }

    /** Walks over the delta that the cursor stands on. */
    void walk(byte[] buf, JsonCursor cursor, ChoiceState choice) {
        something = false;
        if (cursor.kind() != Kind.OBJECT) {
            int from = cursor.position();
            edits.replace(from, cursor.skip(), missing(choice));
            return;
        }
        contentFrom = -1;
        role = choice.started;
        reasoning = false;
        calls = false;
        delta.begin();
        cursor.enterObject();
        while (cursor.nextMember()) {
            int nameFrom = cursor.nameFrom();
            if (keeps(buf, cursor, choice)) {
                delta.keep(nameFrom, cursor.position());
            } else {
                delta.drop(nameFrom, cursor.position());
            }
        }
        delta.close();
        int brace = cursor.position() - 1;
        if (!role) {
            delta.append(brace, ChunkWords.ROLE_MEMBER);
        }
        choice.started = true;
        content(buf, brace);
    }

    /** Returns the delta for a choice that has none. */
    static byte[] missing(ChoiceState choice) {
        byte[] value = choice.started ? ChunkWords.LATER_DELTA : ChunkWords.FIRST_DELTA;
        choice.started = true;
        return value;
    }

    private boolean keeps(byte[] buf, JsonCursor cursor, ChoiceState choice) {
        int from = cursor.position();
        Kind kind = cursor.kind();
        if (cursor.nameIs(ChunkWords.CONTENT)) {
            contentFrom = from;
            contentTo = cursor.skip();
            something |= says(kind, from, contentTo);
        } else if (cursor.nameIs(ChunkWords.ROLE)) {
            int to = cursor.skip();
            if (!role && (kind != Kind.STRING || to - from == 2)) {
                edits.replace(from, to, ChunkWords.ASSISTANT);
            }
            role = true;
        } else if (cursor.nameIs(ChunkWords.TOOL_CALLS)) {
            return kind == Kind.ARRAY ? calls(buf, cursor, choice) : passOver(cursor);
        } else {
            calls |= kind == Kind.OBJECT && cursor.nameIs(ChunkWords.FUNCTION_CALL);
            boolean thought = cursor.nameIs(ChunkWords.REASONING_CONTENT);
            boolean says = says(kind, from, cursor.skip());
            reasoning |= thought;
            something |= says;
        }
        return true;
    }

    private static boolean passOver(JsonCursor cursor) {
        cursor.skip();
        return false;
    }

    private static boolean says(Kind kind, int from, int to) {
        return switch (kind) {
            case STRING, ARRAY, OBJECT -> to - from > 2;
            case NUMBER, TRUE, FALSE, NULL -> false;
        };
    }

    private boolean calls(byte[] buf, JsonCursor cursor, ChoiceState choice) {
        boolean any = false;
        cursor.enterArray();
        while (cursor.nextElement()) {
            any = true;
            if (cursor.kind() == Kind.OBJECT) {
                tools.fragment(buf, cursor, choice);
            } else {
                cursor.skip();
            }
        }
        calls |= any;
        something |= any;
        return any;
    }

    private void content(byte[] buf, int brace) {
        if (contentFrom < 0) {
            if (!calls) {
                delta.append(brace, ChunkWords.CONTENT_MEMBER);
            }
            return;
        }
        switch (Kind.of(buf[contentFrom])) {
            case STRING -> {}
            case NULL -> {
                if (!calls) {
                    edits.replace(contentFrom, contentTo, ChunkWords.EMPTY);
                }
            }
            case ARRAY -> parts(buf, brace);
            case NUMBER -> {
                String literal = new String(buf, contentFrom, contentTo - contentFrom, UTF_8);
                edits.replace(contentFrom, contentTo, JsonText.quote(literal));
            }
            case OBJECT, TRUE, FALSE -> edits.replace(contentFrom, contentTo, ChunkWords.EMPTY);
        }
    }

    private void parts(byte[] buf, int brace) {
        ContentParts parts = new ContentParts(buf, contentFrom, contentTo);
        edits.replace(contentFrom, contentTo, parts.text());
        if (parts.hasThinking() && !reasoning) {
            delta.append(brace, ChunkWords.member(ChunkWords.REASONING_CONTENT, parts.thinking()));
        }
    }
}
