package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.ObjectEditor;
import java.util.Arrays;

/*
 * What every client is promised, whichever server answers: frames "data: {json}" LF LF and nothing
 * else; one id, created and model; role first; a string content; each choice ends once, and as
 * tool_calls if it called one; never an error key in a healthy chunk (openai-java throws at
 * "error":null); choices [] only with the usage that the client asked for.
 *
 * Nearly every frame keeps all that and must pass as it is, so the question "is anything wrong?" is
 * what has to be cheap. A frame is walked once, without objects: what is in order leaves no trace,
 * what is not leaves an edit. No edits and a proper frame: KEEP, the caller relays its own bytes.
 * Otherwise the edited text is written into a buffer that is used again for the next one. What a
 * repair leaves alone stays byte for byte, so logprobs, vendors' own members and the literal form
 * of numbers survive.
 *
 * The values that have to agree over the stream are compared as raw bytes with those of the first
 * chunk relayed. Their places are noted during the walk and judged after it, when it is known
 * whether the chunk is relayed at all: Azure opens with a chunk whose id is "".
 */

/** The stream contract, kept towards one client on one upstream chat stream. */
public final class ChunkContract {
    private static final byte[] PREFIX = ChunkWords.ascii("data: ");
    private static final byte[] DONE = ChunkWords.ascii("[DONE]");
    private static final byte[] DONE_EVENT = ChunkWords.ascii("data: [DONE]\n\n");
    private static final byte[] NOTHING = {};

    private final StreamTerms terms;
    private final Edits edits = new Edits();
    private final ObjectEditor chunk = new ObjectEditor(edits);
    private final JsonCursor cursor = new JsonCursor();
    private final ChoiceRepair choices;
    private final Identity identity;
    private final ChunkFrame frame = new ChunkFrame();

    private byte[] out = NOTHING;
    private int outLength;
    private byte[] usage = NOTHING;
    private int usageLength;
    private boolean usageSent;
    private boolean usageCurrent;
    private byte[] failure = NOTHING;

    private int count;
    private int repeated;
    private boolean hasChoices;
    private boolean hasUsage;
    private boolean complains;
    private int errorFrom;
    private int errorTo;

    /** What the caller has to do with an event. */
    public enum Outcome {
        /** Relay the event's bytes as they are. */
        KEEP,
        /** Relay nothing. */
        DROP,
        /** Relay {@link #replacement()} instead. */
        REPLACE,
        /** The upstream said {@code [DONE]}; write {@link #ending()} if {@link #finished()}. */
        DONE,
        /** The upstream reported an error, or what it sent is not JSON: {@link #failure()}. */
        FAILED
    }

    /** Starts a stream. */
    public ChunkContract(StreamTerms terms) {
        this.terms = terms;
        this.choices = new ChoiceRepair(edits, terms.id() + terms.created());
        this.identity = new Identity(terms, edits, chunk);
    }

    /** Judges one event, as {@link dev.sluice.wire.sse.SseFramer} cut it. */
    public Outcome accept(byte[] buf, int from, int to) {
        frame.read(buf, from, to);
        byte[] text = frame.text();
        int start = frame.start();
        int end = frame.end();
        if (start == end) {
            return frame.isError() ? failed("the upstream sent an empty error") : Outcome.DROP;
        }
        if (startsWithDone(text, start, end)) {
            return Outcome.DONE;
        }
        Outcome outcome;
        try {
            outcome = walk(text, start, end);
        } catch (MalformedJson e) {
            return failed("the upstream sent an event that is " + e.getMessage());
        }
        if (outcome == Outcome.KEEP && !(frame.canonical() && edits.isEmpty())) {
            write(text, start, end);
            return Outcome.REPLACE;
        }
        return outcome;
    }

    private static boolean startsWithDone(byte[] text, int start, int end) {
        return text[start] == '['
                && end - start >= DONE.length
                && Arrays.equals(text, start, start + DONE.length, DONE, 0, DONE.length);
    }

    private Outcome walk(byte[] text, int start, int end) {
        begin();
        cursor.reset(text, start, end);
        if (cursor.kind() != Kind.OBJECT) {
            cursor.skip();
            cursor.finish();
            return failed("the upstream sent an event that is not a JSON object");
        }
        cursor.enterObject();
        while (cursor.nextMember()) {
            int nameFrom = cursor.nameFrom();
            if (keeps(text)) {
                chunk.keep(nameFrom, cursor.position());
            } else {
                chunk.drop(nameFrom, cursor.position());
            }
        }
        chunk.close();
        int brace = cursor.position() - 1;
        cursor.finish();
        if (errorFrom >= 0) {
            failure = Arrays.copyOfRange(text, errorFrom, errorTo);
            return Outcome.FAILED;
        }
        if (frame.isError() || (complains && !hasChoices && !hasUsage)) {
            failure = Arrays.copyOfRange(text, start, end);
            return Outcome.FAILED;
        }
        return judge(text, brace);
    }

    private void begin() {
        edits.clear();
        choices.begin();
        chunk.begin();
        identity.begin();
        count = 0;
        repeated = 0;
        hasChoices = false;
        hasUsage = false;
        complains = false;
        errorFrom = -1;
    }

    private boolean keeps(byte[] text) {
        if (cursor.nameIs(ChunkWords.CHOICES)) {
            choices(text);
            return true;
        }
        int from = cursor.position();
        Kind kind = cursor.kind();
        if (identity.takes(cursor)) {
            return true;
        }
        boolean error = cursor.nameIs(ChunkWords.ERROR);
        boolean usageMember = cursor.nameIs(ChunkWords.USAGE);
        complains |=
                cursor.nameIs(ChunkWords.MESSAGE)
                        || cursor.nameIs(ChunkWords.CODE)
                        || cursor.nameIs(ChunkWords.DETAIL);
        int to = cursor.skip();
        if (usageMember && kind == Kind.OBJECT) {
            remember(text, from, to);
        }
        if (error && kind != Kind.NULL && kind != Kind.FALSE && !isEmptyString(kind, from, to)) {
            errorFrom = from;
            errorTo = to;
        }
        return !error;
    }

    private static boolean isEmptyString(Kind kind, int from, int to) {
        return kind == Kind.STRING && to - from == 2;
    }

    private void choices(byte[] text) {
        int from = cursor.position();
        hasChoices = true;
        if (cursor.kind() != Kind.ARRAY) {
            edits.replace(from, cursor.skip(), ChunkWords.ascii("[]"));
            return;
        }
        cursor.enterArray();
        while (cursor.nextElement()) {
            choices.walk(text, cursor, count);
            count++;
            repeated += choices.repeatsItsEnd() ? 1 : 0;
            if (choices.usageFrom() >= 0) {
                remember(text, choices.usageFrom(), choices.usageTo());
            }
        }
    }

    private void remember(byte[] text, int from, int to) {
        hasUsage = true;
        usageLength = to - from;
        if (usage.length < usageLength) {
            usage = new byte[usageLength + 64];
        }
        System.arraycopy(text, from, usage, 0, usageLength);
    }

    private Outcome judge(byte[] text, int brace) {
        usageCurrent = hasUsage || (usageCurrent && !choices.spoke());
        if (count == 0) {
            if (!passesWithoutChoices()) {
                return Outcome.DROP;
            }
            if (!hasChoices) {
                chunk.append(brace, ChunkWords.CHOICES_MEMBER);
            }
            usageSent |= hasUsage;
        } else if (repeated == count) {
            return Outcome.DROP;
        }
        identity.settle(text, brace);
        return Outcome.KEEP;
    }

    /**
     * A chunk without choices passes if the client expects such a thing. Usage is stated once, at
     * the end: llama.cpp states it for each choice, others as they go; {@link #ending()} makes up
     * for one that was held back.
     */
    private boolean passesWithoutChoices() {
        if (terms.usage() != StreamTerms.UsageChunk.WANTED || !choices.begun()) {
            return false;
        }
        return hasUsage ? choices.finished() && !usageSent : hasChoices;
    }

    private Outcome failed(String description) {
        failure = JsonText.quote(description);
        return Outcome.FAILED;
    }

    private void write(byte[] text, int start, int end) {
        int length = PREFIX.length + edits.length(start, end) + 2;
        if (out.length < length) {
            out = new byte[length + 256];
        }
        System.arraycopy(PREFIX, 0, out, 0, PREFIX.length);
        int at = edits.writeTo(text, start, end, out, PREFIX.length);
        out[at] = '\n';
        out[at + 1] = '\n';
        outLength = at + 2;
    }

    /** Returns the buffer whose first {@link #replacementLength()} bytes are the event to relay. */
    public byte[] replacement() {
        return out;
    }

    /** Returns how many bytes of {@link #replacement()} count. */
    public int replacementLength() {
        return outLength;
    }

    /**
     * Returns what went wrong, as one JSON value: the upstream's {@code error} value, its whole
     * message if it has no such member, or a string that describes what it sent.
     */
    public byte[] failure() {
        return failure.clone();
    }

    /** Tells whether a finish reason was seen for every choice that has begun. */
    public boolean finished() {
        return choices.finished();
    }

    /**
     * Completes a stream whose upstream said {@code [DONE]} without a finish reason.
     *
     * <p>OpenAI's audio models and Snowflake end so: content, usage, {@code [DONE]}. Usage is only
     * known when a model has stopped, so the stream is whole and lacks nothing but the word for it.
     * Without usage it may as well have been cut, and stays unfinished.
     *
     * @return the chunk that says {@code stop}, to be written before {@link #ending()}; empty when
     *     the stream is finished or cannot be called whole
     */
    public byte[] missingFinish() {
        if (finished() || usageLength == 0 || !contentSeen()) {
            return new byte[0];
        }
        return ("data: {" + identity.members() + ",\"choices\":[" + choices.finishAll() + "]}\n\n")
                .getBytes(UTF_8);
    }

    /** Tells whether anything but roles and empty values was seen. */
    public boolean contentSeen() {
        return choices.contentSeen();
    }

    /** Returns the usage that the upstream stated last, a JSON object; empty if it stated none. */
    public byte[] usage() {
        return Arrays.copyOf(usage, usageLength);
    }

    /** Tells whether usage was stated, and nothing has been said since. */
    public boolean usageCurrent() {
        return usageCurrent;
    }

    /**
     * Returns the tokens of what all choices have said, by the documented estimate: contents,
     * thoughts, refusals and the arguments of tool calls.
     */
    public long said() {
        return choices.said();
    }

    /**
     * Returns what to write when the upstream has ended: the usage chunk, if the client asked for
     * one, usage is known and no such chunk was relayed; then {@code [DONE]}.
     */
    public byte[] ending() {
        if (terms.usage() != StreamTerms.UsageChunk.WANTED || usageLength == 0 || usageSent) {
            return DONE_EVENT.clone();
        }
        usageSent = true;
        String head = "data: {" + identity.members() + ",\"choices\":[],\"usage\":";
        byte[] before = head.getBytes(UTF_8);
        byte[] after = ("}\n\n" + new String(DONE_EVENT, US_ASCII)).getBytes(US_ASCII);
        byte[] event = Arrays.copyOf(before, before.length + usageLength + after.length);
        System.arraycopy(usage, 0, event, before.length, usageLength);
        System.arraycopy(after, 0, event, before.length + usageLength, after.length);
        return event;
    }
}
