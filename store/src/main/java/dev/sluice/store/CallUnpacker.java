package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CallPacker} wrote, one call after the other.
 *
 * <p>Whatever the bytes are, it ends, with an {@link IllegalArgumentException} when they are not
 * what they should be.
 */
final class CallUnpacker {
    /** Counts of a charge. */
    static final int COUNTS = 11;

    private static final int LAST_SHIFT = 63;

    private final byte[] bytes;
    private final List<String> words = new ArrayList<>();
    private final long[] counts = new long[COUNTS];
    private int at = 1;
    private long id;
    private long begun;
    private long window;

    /**
     * Starts before the first call.
     *
     * @throws IllegalArgumentException when a newer version wrote them, or they are no calls
     */
    CallUnpacker(byte[] bytes) {
        if (!isPacked(bytes)) {
            String found = bytes.length == 0 ? "nothing" : "version " + bytes[0];
            throw new IllegalArgumentException(
                    "found " + found + ", expected calls of version " + CallPacker.VERSION);
        }
        this.bytes = bytes;
    }

    /** Returns whether these are packed calls, and not JSON. */
    static boolean isPacked(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == CallPacker.VERSION;
    }

    /** Returns the request id of the first call without reading the rest, or "" if it has none. */
    static String firstRequest(byte[] bytes) {
        try {
            var unpacker = new CallUnpacker(bytes);
            unpacker.number();
            return some(unpacker.text());
        } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
            return "";
        }
    }

    /** Returns whether there is another call. */
    boolean hasNext() {
        return at < bytes.length;
    }

    /** Reads the next call. */
    StoredCall next() {
        try {
            id += number();
            return new StoredCall(id, call());
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IllegalArgumentException("the call behind byte " + at + " is damaged", e);
        }
    }

    /** Reads all calls that are left; those before damage are there when it throws. */
    void readAll(List<StoredCall> into) {
        while (hasNext()) {
            into.add(next());
        }
    }

    private UsageRecord call() {
        String request = some(text());
        var who = new UsageRecord.Who(some(word()), word(), word());
        String method = some(word());
        String path = some(word());
        String model = word();
        long status = number();
        var asked = new UsageRecord.Asked(method, path, model, (status & 1) != 0);
        begun += number();
        var times = new UsageRecord.Times(begun, number(), number());
        var end =
                new UsageRecord.End(
                        Math.toIntExact(status >> 1),
                        some(word()),
                        word(),
                        Math.toIntExact(number()),
                        word());
        var call =
                new UsageRecord(
                        request, who, asked, times, end, charges(), settled(), text(), text());
        for (int left = size(); left > 0; left--) {
            word();
            text();
        }
        return call;
    }

    private List<UsageRecord.Charge> charges() {
        int size = size();
        List<UsageRecord.Charge> charges = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            charges.add(charge());
        }
        return charges;
    }

    private UsageRecord.Charge charge() {
        String deployment = some(word());
        String provider = some(word());
        String vendor = some(word());
        String model = some(word());
        long bits = number();
        for (int i = 0; i < COUNTS; i++) {
            counts[i] = (bits >> (CallPacker.FIRST_COUNT + i) & 1) == 0 ? 0 : number();
        }
        Extras extras = (bits & CallPacker.HAS_EXTRAS) == 0 ? Extras.NONE : extras();
        var usage =
                new Usage(
                        counts[0],
                        counts[1],
                        counts[2],
                        counts[3],
                        counts[4],
                        counts[5],
                        counts[6],
                        (bits & CallPacker.ESTIMATED) != 0,
                        extras);
        return new UsageRecord.Charge(
                deployment,
                provider,
                vendor,
                model,
                (bits & CallPacker.LOST) == 0 ? UsageRecord.Role.SERVED : UsageRecord.Role.LOST,
                new Quantities(usage, counts[7], counts[8], counts[9], counts[10]),
                (bits & CallPacker.PRICED) == 0
                        ? new UsageRecord.Rating.Unpriced()
                        : new UsageRecord.Rating.Priced(money(), some(word())));
    }

    private Extras extras() {
        int size = size();
        List<Extras.Member> extras = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            extras.add(new Extras.Member(some(word()), new Raw(some(text()))));
        }
        return new Extras(extras);
    }

    private List<Permit.Settled> settled() {
        int size = size();
        List<Permit.Settled> settled = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            String budget = some(word());
            window += number();
            settled.add(new Permit.Settled(new Permit.Hold(budget, window, money()), money()));
        }
        return settled;
    }

    private Money money() {
        return new Money(number(), Currency.valueOf(some(word())));
    }

    private static String some(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("a text is missing that every call has");
        }
        return text;
    }

    /**
     * Reads how many follow. Each takes a byte at least, so that there cannot be more than bytes.
     */
    private int size() {
        return Math.toIntExact(Objects.checkIndex(number(), bytes.length - at + 1L));
    }

    private long number() {
        long value = 0;
        for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("a number has more than 64 bits");
    }

    private @Nullable String word() {
        long number = number();
        if (number > 0) {
            return words.get((int) Math.min(number, Integer.MAX_VALUE) - 1);
        }
        if (number < 0) {
            return null;
        }
        String word = some(text());
        words.add(word);
        return word;
    }

    private @Nullable String text() {
        long number = number();
        if (number == 0) {
            return null;
        }
        int length = (int) Objects.checkIndex(number - 1, bytes.length - at + 1L);
        for (int i = at; i < at + length; i++) {
            if (bytes[i] < 0) {
                return wide(length);
            }
        }
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
    }

    private String wide(int length) {
        var chars = new char[length];
        for (int i = 0; i < length; i++) {
            int first = bytes[at++] & 0xFF;
            if (first < 0x80) {
                chars[i] = (char) first;
            } else if (first < 0xE0) {
                chars[i] = (char) (((first & 0x1F) << 6) | more());
            } else {
                chars[i] = (char) (((first & 0x0F) << 12) | (more() << 6) | more());
            }
        }
        return new String(chars);
    }

    private int more() {
        return bytes[at++] & 0x3F;
    }
}
