package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes finished calls in few bytes: about a tenth of what they are as JSON when there are many of
 * them, half of it for one alone. The journal's entries and the embedded database's blocks are
 * written so; {@link CallUnpacker} reads them.
 *
 * <p>First comes a byte, {@link #VERSION}, which tells them from JSON. Then come calls until the
 * end. What they are made of:
 *
 * <table>
 * <caption>Parts</caption>
 * <tr><td>number<td>a 64-bit number, zigzag, seven bits in a byte, the lowest first; all but the
 *     last byte have the eighth bit set (Protocol Buffers' {@code sint64})
 * <tr><td>text<td>number 0 for null, otherwise one more than its length in chars; then each char in
 *     one to three bytes, as UTF-8 has those below 0x10000. Halves of surrogate pairs are chars
 *     like others, so that every string comes back; NUL takes two bytes, so that no text has a
 *     zero byte
 * <tr><td>word<td>a text that is likely to come again: number 0 and the text the first time, then
 *     which new word it was, counted from 1; number -1 for null
 * <tr><td>time<td>a number: milliseconds since the time before it; the first since 1970
 * </table>
 *
 * <p>A call is, in this order: its id as a number (less the one before), the request id (text),
 * key, owner, team, method, path, model (words), status times two and one more for a stream
 * (number), when it began (time), duration, first byte (numbers), outcome, deployment (words),
 * attempts (number), error (word), how many charges (number), those, how many were settled
 * (number), those, decision and body (texts), and how many further members there are (number), each
 * a name (word) and a JSON value (text): none yet, and readers pass over them, so that a later
 * version may add some.
 *
 * <p>A charge is: deployment, provider, vendor, model (words), a number whose bits say {@link
 * #LOST}, {@link #ESTIMATED}, {@link #PRICED}, {@link #HAS_EXTRAS} and, from {@link #FIRST_COUNT}
 * on, which counts are not zero; these counts; if so, how many extras, and of each the name (word)
 * and the value (text); if so, the cost's millionths (number), its currency and its price (words).
 *
 * <p>What was settled is: budget (word), its window (time, counted apart from others), what was
 * held and spent (number and word each).
 *
 * <p>For one thread.
 */
final class CallPacker {
    static final byte VERSION = 1;

    static final int LOST = 1;
    static final int ESTIMATED = 2;
    static final int PRICED = 4;
    static final int HAS_EXTRAS = 8;
    static final int FIRST_COUNT = 4;

    private static final int MOST_BYTES_OF_A_NUMBER = 10;
    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private final Words words = new Words();
    private final long[] counts = new long[CallUnpacker.COUNTS];
    private final Output out = new Output();
    private long first; // the first call's id,
    private int firstEnds; // and where that ends; 0 when there is none
    private long id;
    private long begun;
    private long window;

    CallPacker() {
        reset();
    }

    /** Begins again with none. */
    void reset() {
        out.reset();
        words.clear();
        out.write(VERSION);
        firstEnds = 0;
        id = 0;
        begun = 0;
        window = 0;
    }

    /** Returns the array that begins with what has been written; it changes with the next call. */
    byte[] bytes() {
        return out.array();
    }

    /** Returns how much of {@link #bytes} it is. */
    int length() {
        return out.size();
    }

    /** Returns a copy of what has been written. */
    byte[] packed() {
        return Arrays.copyOf(out.array(), out.size());
    }

    /** Returns what would have been written if each call's id were greater by this. */
    byte[] packed(long base) {
        var moved = new CallPacker();
        if (firstEnds > 0) {
            moved.number(first + base); // those of the others are what they are more
            moved.out.write(out.array(), firstEnds, out.size() - firstEnds);
        }
        return moved.packed();
    }

    /** Adds a call. */
    void add(long callId, UsageRecord call) {
        number(callId - id);
        if (firstEnds == 0) {
            first = callId;
            firstEnds = out.size();
        }
        id = callId;
        text(call.requestId());
        word(call.who().key());
        word(call.who().owner());
        word(call.who().team());
        word(call.asked().method());
        word(call.asked().path());
        word(call.asked().model());
        number(call.end().status() * 2L + (call.asked().stream() ? 1 : 0));
        number(call.times().begun() - begun);
        begun = call.times().begun();
        number(call.times().durationMicros());
        number(call.times().firstByteMicros());
        word(call.end().outcome());
        word(call.end().deployment());
        number(call.end().attempts());
        word(call.end().error());
        number(call.charges().size());
        for (UsageRecord.Charge each : call.charges()) {
            charge(each);
        }
        number(call.settled().size());
        for (Permit.Settled each : call.settled()) {
            settled(each);
        }
        text(call.decision());
        text(call.body());
        number(0); // further members
    }

    private void charge(UsageRecord.Charge charge) {
        word(charge.deployment());
        word(charge.provider());
        word(charge.vendor());
        word(charge.model());
        Quantities quantities = charge.quantities();
        Usage usage = quantities.usage();
        count(quantities);
        long bits =
                switch (charge.role()) {
                    case SERVED -> 0;
                    case LOST -> LOST;
                };
        bits |= usage.estimated() ? ESTIMATED : 0;
        bits |= charge.rating() instanceof UsageRecord.Rating.Priced ? PRICED : 0;
        bits |= usage.extras().isEmpty() ? 0 : HAS_EXTRAS;
        for (int i = 0; i < counts.length; i++) {
            bits |= counts[i] == 0 ? 0 : 1L << (FIRST_COUNT + i);
        }
        number(bits);
        for (long each : counts) {
            if (each != 0) {
                number(each);
            }
        }
        if (!usage.extras().isEmpty()) {
            extras(usage.extras().members());
        }
        switch (charge.rating()) {
            case UsageRecord.Rating.Priced(var cost, var price) -> {
                money(cost);
                word(price);
            }
            case UsageRecord.Rating.Unpriced() -> {}
        }
    }

    /** In the order in which {@link CallUnpacker} takes them. */
    private void count(Quantities quantities) {
        Usage usage = quantities.usage();
        counts[0] = usage.freshInput();
        counts[1] = usage.cacheRead();
        counts[2] = usage.cacheWrite();
        counts[3] = usage.audioInput();
        counts[4] = usage.textOutput();
        counts[5] = usage.reasoning();
        counts[6] = usage.audioOutput();
        counts[7] = quantities.imageInput();
        counts[8] = quantities.images();
        counts[9] = quantities.audioMillis();
        counts[10] = quantities.characters();
    }

    private void extras(List<Extras.Member> extras) {
        number(extras.size());
        for (Extras.Member each : extras) {
            word(each.name());
            text(each.value().json());
        }
    }

    private void settled(Permit.Settled settled) {
        word(settled.hold().budget());
        number(settled.hold().window() - window);
        window = settled.hold().window();
        money(settled.hold().amount());
        money(settled.spent());
    }

    private void money(Money money) {
        number(money.micro());
        word(money.currency().name());
    }

    // Here and in text(), room is looked for once: a check for each byte costs half as much again.
    private void number(long value) {
        out.room(MOST_BYTES_OF_A_NUMBER);
        byte[] bytes = out.array();
        int at = out.size();
        long left = (value << 1) ^ (value >> 63);
        while ((left & ~0x7FL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
        out.endsAt(at);
    }

    private void word(@Nullable String word) {
        if (word == null) {
            number(-1);
            return;
        }
        int number = words.seen(word);
        number(number);
        if (number == 0) {
            text(word);
        }
    }

    private void text(@Nullable String text) {
        if (text == null) {
            number(0);
            return;
        }
        number(text.length() + 1L);
        out.room(Math.multiplyExact(text.length(), MOST_BYTES_OF_A_CHAR));
        byte[] bytes = out.array();
        int at = out.size();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 && c > 0) {
                bytes[at++] = (byte) c;
            } else {
                at = wide(c, bytes, at);
            }
        }
        out.endsAt(at);
    }

    private static int wide(char c, byte[] to, int from) {
        int at = from;
        if (c < 0x800) {
            to[at++] = (byte) (0xC0 | (c >> 6));
        } else {
            to[at++] = (byte) (0xE0 | (c >> 12));
            to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        to[at++] = (byte) (0x80 | (c & 0x3F));
        return at;
    }
}
