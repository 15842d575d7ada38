package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.wire.chat.UsageEstimate;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.ObjectEditor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A choice names itself by its index, and what is right for its delta depends on what that choice
 * said before. OpenAI writes the index first; where a server writes the delta first, the delta is
 * stepped over and walked once the index is known.
 */

/** Looks at the elements of {@code choices} and puts them right; remembers each choice. */
final class ChoiceRepair {
    private final Edits edits;
    private final ObjectEditor object;
    private final DeltaRepair delta;
    private final JsonCursor later = new JsonCursor();
    private final List<ChoiceState> choices = new ArrayList<>(1);

    private int position;
    private @Nullable ChoiceState state;
    private int deltaFrom;
    private int finishFrom;
    private int finishTo;
    private int usageFrom;
    private int usageTo;
    private boolean repeatsItsEnd;
    private boolean contentSeen;
    private boolean spoke;

    ChoiceRepair(Edits edits, String salt) {
        this.edits = edits;
        this.object = new ObjectEditor(edits);
        this.delta = new DeltaRepair(edits, new ToolCallRepair(edits, salt));
    }

    /** Whether any choice has ended and none is still open. */
    boolean finished() {
        for (int i = 0; i < choices.size(); i++) {
            if (!choices.get(i).finished) {
                return false;
            }
        }
        return !choices.isEmpty();
    }

    /**
     * Ends every choice that has begun and has not been ended.
     *
     * @return the members of a {@code choices} array that say so
     */
    String finishAll() {
        var ended = new StringBuilder();
        for (ChoiceState each : choices) {
            if (!each.finished) {
                each.finished = true;
                ended.append(ended.isEmpty() ? "" : ",")
                        .append("{\"index\":")
                        .append(each.index)
                        .append(",\"delta\":{\"content\":\"\"},\"finish_reason\":\"")
                        .append(each.calls() > 0 ? "tool_calls" : "stop")
                        .append("\"}");
            }
        }
        return ended.toString();
    }

    /** Whether any delta so far carried more than a role. */
    boolean contentSeen() {
        return contentSeen;
    }

    /** Whether a choice of the chunk walked last said anything. */
    boolean spoke() {
        return spoke;
    }

    /** Begins a chunk. */
    void begin() {
        spoke = false;
    }

    /** Adds up what all choices have said. */
    long said() {
        var all = new UsageEstimate();
        choices.forEach(each -> all.add(each.said));
        return all.tokens();
    }

    /** Whether there has been any choice. */
    boolean begun() {
        return !choices.isEmpty();
    }

    /** Whether the choice walked last does nothing but end a second time. */
    boolean repeatsItsEnd() {
        return repeatsItsEnd;
    }

    /** Where the choice walked last states usage, as Moonshot once did; -1 if it does not. */
    int usageFrom() {
        return usageFrom;
    }

    /** The end of {@link #usageFrom()}. */
    int usageTo() {
        return usageTo;
    }

    /** Walks over the choice that the cursor stands on, an object at this place of the array. */
    void walk(byte[] buf, JsonCursor cursor, int place) {
        position = place;
        state = null;
        deltaFrom = -1;
        finishFrom = -1;
        usageFrom = -1;
        repeatsItsEnd = false;
        delta.clear();
        boolean walked = false;
        object.begin();
        cursor.enterObject();
        while (cursor.nextMember()) {
            int nameFrom = cursor.nameFrom();
            walked |= member(buf, cursor);
            object.keep(nameFrom, cursor.position());
        }
        object.close();
        int brace = cursor.position() - 1;
        ChoiceState choice = state;
        if (choice == null) {
            choice = choice(position);
            object.append(brace, ChunkWords.member(ChunkWords.INDEX, number(position)));
        }
        if (deltaFrom >= 0) {
            later.reset(buf, deltaFrom, brace);
            delta.walk(buf, later, choice);
        } else if (!walked) {
            object.append(brace, ChunkWords.member(ChunkWords.DELTA, DeltaRepair.missing(choice)));
        }
        finish(buf, brace, choice);
        spoke |= delta.something();
        contentSeen |= spoke;
    }

    /** Passes one member; true if it was the delta and could be walked at once. */
    private boolean member(byte[] buf, JsonCursor cursor) {
        int from = cursor.position();
        if (cursor.nameIs(ChunkWords.DELTA)) {
            ChoiceState choice = state;
            if (choice != null) {
                delta.walk(buf, cursor, choice);
                return true;
            }
            deltaFrom = from;
            cursor.skip();
        } else if (cursor.nameIs(ChunkWords.INDEX)) {
            int to = cursor.skip();
            int index = ToolCallRepair.integer(buf, from, to);
            if (index < 0) {
                index = position;
                edits.replace(from, to, number(position));
            }
            state = choice(index);
        } else if (cursor.nameIs(ChunkWords.FINISH_REASON)) {
            finishFrom = from;
            finishTo = cursor.skip();
        } else if (cursor.nameIs(ChunkWords.USAGE) && cursor.kind() == Kind.OBJECT) {
            usageFrom = from;
            usageTo = cursor.skip();
        } else {
            cursor.skip();
        }
        return false;
    }

    private void finish(byte[] buf, int brace, ChoiceState choice) {
        if (finishFrom < 0) {
            object.append(brace, ChunkWords.FINISH_MEMBER);
            return;
        }
        FinishReasons.Tools tools =
                choice.calls() > 0 ? FinishReasons.Tools.CALLED : FinishReasons.Tools.NONE;
        byte[] repaired = FinishReasons.repaired(buf, finishFrom, finishTo, tools);
        boolean ends = (repaired == null ? buf[finishFrom] : repaired[0]) != 'n';
        if (ends && choice.finished) {
            repeatsItsEnd = !delta.something();
            repaired = ChunkWords.NULL;
        }
        if (repaired != null) {
            edits.replace(finishFrom, finishTo, repaired);
        }
        choice.finished |= ends;
    }

    private ChoiceState choice(int index) {
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).index == index) {
                return choices.get(i);
            }
        }
        ChoiceState choice = new ChoiceState(index);
        choices.add(choice);
        return choice;
    }

    private static byte[] number(int value) {
        return Integer.toString(value).getBytes(US_ASCII);
    }
}
