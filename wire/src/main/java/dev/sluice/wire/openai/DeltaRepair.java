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
    private int thoughtFrom;
    private int thoughtTo;
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
        thoughtFrom = -1;
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
        if (thoughtFrom >= 0) {
            choice.hear(ChoiceState.REASONING, buf, thoughtFrom, thoughtTo);
        }
        content(buf, brace, choice);
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
            other(buf, cursor, choice);
        }
        return true;
    }

    private void other(byte[] buf, JsonCursor cursor, ChoiceState choice) {
        int from = cursor.position();
        Kind kind = cursor.kind();
        boolean function = kind == Kind.OBJECT && cursor.nameIs(ChunkWords.FUNCTION_CALL);
        boolean thought = cursor.nameIs(ChunkWords.REASONING_CONTENT);
        int to = cursor.skip();
        calls |= function;
        reasoning |= thought;
        something |= says(kind, from, to);
        if (function) {
            arguments(buf, from, to, choice);
        }
        if (kind != Kind.STRING) {
            return;
        }
        // Some say their thoughts under both names.
        if (thought || (thoughtFrom < 0 && cursor.nameIs(ChunkWords.REASONING))) {
            thoughtFrom = from;
            thoughtTo = to;
        } else if (cursor.nameIs(ChunkWords.REFUSAL)) {
            choice.hear(ChoiceState.REFUSAL, buf, from, to);
        }
    }

    /** Counts what the older way of calling functions says. */
    private static void arguments(byte[] buf, int from, int to, ChoiceState choice) {
        var function = new JsonCursor();
        function.reset(buf, from, to);
        function.enterObject();
        while (function.nextMember()) {
            int value = function.position();
            boolean said = function.kind() == Kind.STRING && function.nameIs(ChunkWords.ARGUMENTS);
            int end = function.skip();
            if (said) {
                choice.hear(ChoiceState.CALLS, buf, value, end);
            }
        }
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

    private void content(byte[] buf, int brace, ChoiceState choice) {
        if (contentFrom < 0) {
            if (!calls) {
                delta.append(brace, ChunkWords.CONTENT_MEMBER);
            }
            return;
        }
        switch (Kind.of(buf[contentFrom])) {
            case STRING -> choice.hear(ChoiceState.CONTENT, buf, contentFrom, contentTo);
            case NULL -> {
                if (!calls) {
                    edits.replace(contentFrom, contentTo, ChunkWords.EMPTY);
                }
            }
            case ARRAY -> parts(buf, brace, choice);
            case NUMBER -> {
                String literal = new String(buf, contentFrom, contentTo - contentFrom, UTF_8);
                edits.replace(contentFrom, contentTo, JsonText.quote(literal));
            }
            case OBJECT, TRUE, FALSE -> edits.replace(contentFrom, contentTo, ChunkWords.EMPTY);
        }
    }

    private void parts(byte[] buf, int brace, ChoiceState choice) {
        ContentParts parts = new ContentParts(buf, contentFrom, contentTo);
        byte[] text = parts.text();
        edits.replace(contentFrom, contentTo, text);
        if (parts.hasThinking() && !reasoning) {
            byte[] thinking = parts.thinking();
            choice.hear(ChoiceState.REASONING, thinking, 0, thinking.length);
            delta.append(brace, ChunkWords.member(ChunkWords.REASONING_CONTENT, thinking));
        }
        choice.hear(ChoiceState.CONTENT, text, 0, text.length); // thoughts come first
    }
}
