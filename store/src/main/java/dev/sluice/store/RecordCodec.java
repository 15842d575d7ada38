package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.wire.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes finished calls as JSON, as the call log shows them and PostgreSQL keeps them, and the
 * journal's other entries. Members that have nothing to say (null, zero, empty) are left out.
 * {@link RecordReader} reads it.
 *
 * <table>
 * <caption>A finished call</caption>
 * <tr><td>{@code v}<td>version of this table: 1
 * <tr><td>{@code id}<td>the {@code x-request-id} that the client saw
 * <tr><td>{@code key, owner, team}<td>who called
 * <tr><td>{@code method, path, model}<td>what was asked
 * <tr><td>{@code stream}<td>true if it was asked for as a stream
 * <tr><td>{@code begun}<td>milliseconds since 1970
 * <tr><td>{@code duration_us, first_byte_us}<td>microseconds; no first byte: -1
 * <tr><td>{@code status, outcome, error}<td>how it ended
 * <tr><td>{@code deployment, attempts}<td>where the answer came from, after how many requests
 * <tr><td>{@code charges}<td>what each attempt used, see below
 * <tr><td>{@code settled}<td>{@code budget, window, held_micro, currency, spent_micro}, and {@code
 *     spent_currency} if it is another
 * <tr><td>{@code decision, body}<td>JSON objects as they were given
 * </table>
 *
 * <table>
 * <caption>A charge</caption>
 * <tr><td>{@code deployment, provider, vendor, model}<td>where it ran
 * <tr><td>{@code role}<td>{@code served} or {@code lost}
 * <tr><td>{@code tokens}<td>{@code input, cached_input, cache_write, audio_input, output,
 *     reasoning, audio_output}: buckets that do not overlap; {@code image_input} is part of {@code
 *     input}
 * <tr><td>{@code estimated}<td>true if nobody stated the tokens
 * <tr><td>{@code images, audio_ms, characters}<td>other units
 * <tr><td>{@code extras}<td>what else the vendor said of usage
 * <tr><td>{@code cost_micro, currency, price}<td>millionths, and the price's id; all three are
 *     missing when no price was known
 * </table>
 *
 * <p>A reservation and its voiding have {@code v}, {@code id} and {@code holds}: {@code budget,
 * window, held_micro, currency}.
 *
 * <p>For one thread. The bytes of the entry written last are in {@link #bytes} up to {@link
 * #length}, until the next one is written.
 */
final class RecordCodec {
    static final int VERSION = 1;

    private static final JsonFactory FACTORY =
            JsonFactory.builder().rootValueSeparator((String) null).build();

    /** UTF-8 has no bytes for half a surrogate pair, which a client may well send; JSON has. */
    private static final JsonFactory ASCII =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Output out = new Output();
    private JsonGenerator to = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    private boolean escaping;

    /**
     * Reads a finished call.
     *
     * @throws IllegalArgumentException when it is none
     */
    static UsageRecord record(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            if (RecordReader.read(0, EntryKind.FINISHED, bytes)
                    instanceof Numbered.Finished finished) {
                return finished.record();
            }
        } catch (UnreadableEntry e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("this is no finished call");
    }

    /** Returns a finished call as JSON. */
    static String json(UsageRecord record) {
        return new RecordCodec().text(record);
    }

    /** Returns a finished call as JSON. */
    String text(UsageRecord record) {
        finished(record);
        return new String(bytes(), 0, length(), StandardCharsets.UTF_8);
    }

    /** Returns the array that begins with the entry written last. */
    byte[] bytes() {
        return out.array();
    }

    /** Returns how much of {@link #bytes} it is. */
    int length() {
        return out.size();
    }

    /** Writes a finished call. */
    void finished(UsageRecord record) {
        write(() -> put(record));
    }

    /** Writes a reservation, or that it is void. */
    void holds(String requestId, List<Permit.Hold> holds) {
        write(() -> put(requestId, holds));
    }

    private void write(Runnable entry) {
        try {
            out.reset();
            entry.run();
            to.flush();
        } catch (JacksonException _) {
            out.reset();
            escaping = true;
            try (JsonGenerator ascii = ASCII.createGenerator(ObjectWriteContext.empty(), out)) {
                to = ascii;
                entry.run();
            } finally {
                escaping = false;
                to = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
            }
        }
    }

    private void put(UsageRecord record) {
        to.writeStartObject();
        put(EntryNames.VERSION, VERSION);
        put(EntryNames.ID, record.requestId());
        put(EntryNames.KEY, record.who().key());
        put(EntryNames.OWNER, record.who().owner());
        put(EntryNames.TEAM, record.who().team());
        put(EntryNames.METHOD, record.asked().method());
        put(EntryNames.PATH, record.asked().path());
        put(EntryNames.MODEL, record.asked().model());
        put(EntryNames.STREAM, record.asked().stream());
        put(EntryNames.BEGUN, record.times().begun());
        put(EntryNames.DURATION, record.times().durationMicros());
        put(EntryNames.FIRST_BYTE, record.times().firstByteMicros());
        put(EntryNames.STATUS, record.end().status());
        put(EntryNames.OUTCOME, record.end().outcome());
        put(EntryNames.DEPLOYMENT, record.end().deployment());
        put(EntryNames.ATTEMPTS, record.end().attempts());
        put(EntryNames.ERROR, record.end().error());
        if (!record.charges().isEmpty()) {
            to.writeName(EntryNames.CHARGES);
            to.writeStartArray();
            record.charges().forEach(this::put);
            to.writeEndArray();
        }
        if (!record.settled().isEmpty()) {
            to.writeName(EntryNames.SETTLED);
            to.writeStartArray();
            record.settled().forEach(this::put);
            to.writeEndArray();
        }
        putRaw(EntryNames.DECISION, record.decision());
        putRaw(EntryNames.BODY, record.body());
        to.writeEndObject();
    }

    private void put(UsageRecord.Charge charge) {
        to.writeStartObject();
        put(EntryNames.DEPLOYMENT, charge.deployment());
        put(EntryNames.PROVIDER, charge.provider());
        put(EntryNames.VENDOR, charge.vendor());
        put(EntryNames.MODEL, charge.model());
        put(
                EntryNames.ROLE,
                switch (charge.role()) {
                    case SERVED -> "served";
                    case LOST -> "lost";
                });
        Usage usage = charge.quantities().usage();
        to.writeName(EntryNames.TOKENS);
        to.writeStartObject();
        put(EntryNames.INPUT, usage.freshInput());
        put(EntryNames.IMAGE_INPUT, charge.quantities().imageInput());
        put(EntryNames.CACHED_INPUT, usage.cacheRead());
        put(EntryNames.CACHE_WRITE, usage.cacheWrite());
        put(EntryNames.AUDIO_INPUT, usage.audioInput());
        put(EntryNames.OUTPUT, usage.textOutput());
        put(EntryNames.REASONING, usage.reasoning());
        put(EntryNames.AUDIO_OUTPUT, usage.audioOutput());
        to.writeEndObject();
        put(EntryNames.ESTIMATED, usage.estimated());
        put(EntryNames.IMAGES, charge.quantities().images());
        put(EntryNames.AUDIO_MILLIS, charge.quantities().audioMillis());
        put(EntryNames.CHARACTERS, charge.quantities().characters());
        putExtras(usage);
        switch (charge.rating()) {
            case UsageRecord.Rating.Priced(var cost, var price) -> {
                to.writeName(EntryNames.COST);
                to.writeNumber(cost.micro());
                put(EntryNames.CURRENCY, cost.currency().name());
                put(EntryNames.PRICE, price);
            }
            case UsageRecord.Rating.Unpriced() -> {}
        }
        to.writeEndObject();
    }

    private void putExtras(Usage usage) {
        if (usage.extras().isEmpty()) {
            return;
        }
        to.writeName(EntryNames.EXTRAS);
        to.writeStartObject();
        for (var each : usage.extras().members()) {
            to.writeName(escaping ? Surrogates.replaced(each.name()) : each.name());
            raw(each.value().json());
        }
        to.writeEndObject();
    }

    private void put(String requestId, List<Permit.Hold> holds) {
        to.writeStartObject();
        put(EntryNames.VERSION, VERSION);
        put(EntryNames.ID, requestId);
        to.writeName(EntryNames.HOLDS);
        to.writeStartArray();
        for (Permit.Hold each : holds) {
            to.writeStartObject();
            put(each);
            to.writeEndObject();
        }
        to.writeEndArray();
        to.writeEndObject();
    }

    private void put(Permit.Settled settled) {
        to.writeStartObject();
        put(settled.hold());
        put(EntryNames.SPENT, settled.spent().micro());
        if (settled.spent().currency() != settled.hold().amount().currency()) {
            put(EntryNames.SPENT_CURRENCY, settled.spent().currency().name());
        }
        to.writeEndObject();
    }

    private void put(Permit.Hold hold) {
        put(EntryNames.BUDGET, hold.budget());
        put(EntryNames.WINDOW, hold.window());
        put(EntryNames.HELD, hold.amount().micro());
        put(EntryNames.CURRENCY, hold.amount().currency().name());
    }

    private void put(SerializedString name, @Nullable String text) {
        if (text != null) {
            to.writeName(name);
            to.writeString(text);
        }
    }

    private void put(SerializedString name, long number) {
        if (number != 0) {
            to.writeName(name);
            to.writeNumber(number);
        }
    }

    private void put(SerializedString name, boolean holds) {
        if (holds) {
            to.writeName(name);
            to.writeBoolean(true);
        }
    }

    private void putRaw(SerializedString name, @Nullable String json) {
        if (json != null) {
            to.writeName(name);
            raw(json);
        }
    }

    private void raw(String json) {
        to.writeRawValue(escaping ? Surrogates.escaped(json) : json);
    }
}
