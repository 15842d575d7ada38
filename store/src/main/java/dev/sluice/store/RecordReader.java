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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the journal's entries: what {@link RecordCodec} wrote, and packed calls. Members that it
 * does not know are left out, so that what a newer version wrote can be read.
 */
final class RecordReader {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxDocumentLength(-1)
                                    .build())
                    .build();

    /** Come last, and are as they were given: if one is not JSON, nothing else is lost. */
    private static final Set<String> GIVEN = Set.of("decision", "body");

    private final byte[] json;
    private final JsonParser parser;
    private boolean broken;

    private RecordReader(byte[] json, JsonParser parser) {
        this.json = json;
        this.parser = parser;
    }

    /**
     * Reads an entry.
     *
     * @throws UnreadableEntry when it is not one
     */
    static Numbered read(long sequence, EntryKind kind, byte[] json) throws UnreadableEntry {
        boolean call = kind == EntryKind.FINISHED || kind == EntryKind.FINISHED_ALONE;
        if (call && CallUnpacker.isPacked(json)) {
            return packed(sequence, kind, json);
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            var reader = new RecordReader(json, parser);
            parser.nextToken();
            return reader.entry(sequence, kind);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadableEntry("entry " + sequence + " is not what it should be", e);
        }
    }

    private static Numbered packed(long sequence, EntryKind kind, byte[] bytes)
            throws UnreadableEntry {
        try {
            UsageRecord call = new CallUnpacker(bytes).next().call();
            return new Numbered.Finished(sequence, call, kind == EntryKind.FINISHED_ALONE);
        } catch (IllegalArgumentException e) {
            throw new UnreadableEntry("entry " + sequence + " is not what it should be", e);
        }
    }

    /** Returns the id in an entry without reading the rest, or "" if it says none. */
    static String id(byte[] json) {
        if (CallUnpacker.isPacked(json)) {
            return CallUnpacker.firstRequest(json);
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean id = parser.currentName().equals(EntryNames.ID.getValue());
                parser.nextToken();
                if (id) {
                    return parser.getString();
                }
                parser.skipChildren();
            }
            return "";
        } catch (JacksonException _) {
            return "";
        }
    }

    private Numbered entry(long sequence, EntryKind kind) {
        Members members = members();
        return switch (kind) {
            case FINISHED -> new Numbered.Finished(sequence, record(members), false);
            case FINISHED_ALONE -> new Numbered.Finished(sequence, record(members), true);
            case RESERVED ->
                    new Numbered.Reserved(
                            sequence,
                            members.text(EntryNames.ID),
                            holds(members.items(EntryNames.HOLDS)));
            case VOIDED ->
                    new Numbered.Voided(
                            sequence,
                            members.text(EntryNames.ID),
                            holds(members.items(EntryNames.HOLDS)));
        };
    }

    private static UsageRecord record(Members of) {
        return new UsageRecord(
                of.text(EntryNames.ID),
                new UsageRecord.Who(
                        of.text(EntryNames.KEY),
                        of.textOrNull(EntryNames.OWNER),
                        of.textOrNull(EntryNames.TEAM)),
                new UsageRecord.Asked(
                        of.text(EntryNames.METHOD),
                        of.text(EntryNames.PATH),
                        of.textOrNull(EntryNames.MODEL),
                        of.number(EntryNames.STREAM) != 0),
                new UsageRecord.Times(
                        of.number(EntryNames.BEGUN),
                        of.number(EntryNames.DURATION),
                        of.number(EntryNames.FIRST_BYTE)),
                new UsageRecord.End(
                        Math.toIntExact(of.number(EntryNames.STATUS)),
                        of.text(EntryNames.OUTCOME),
                        of.textOrNull(EntryNames.DEPLOYMENT),
                        Math.toIntExact(of.number(EntryNames.ATTEMPTS)),
                        of.textOrNull(EntryNames.ERROR)),
                of.items(EntryNames.CHARGES).stream().map(RecordReader::charge).toList(),
                of.items(EntryNames.SETTLED).stream().map(RecordReader::settled).toList(),
                of.textOrNull(EntryNames.DECISION),
                of.textOrNull(EntryNames.BODY));
    }

    private static UsageRecord.Charge charge(Members of) {
        Members tokens = of.member(EntryNames.TOKENS);
        var usage =
                new Usage(
                        tokens.number(EntryNames.INPUT),
                        tokens.number(EntryNames.CACHED_INPUT),
                        tokens.number(EntryNames.CACHE_WRITE),
                        tokens.number(EntryNames.AUDIO_INPUT),
                        tokens.number(EntryNames.OUTPUT),
                        tokens.number(EntryNames.REASONING),
                        tokens.number(EntryNames.AUDIO_OUTPUT),
                        of.number(EntryNames.ESTIMATED) != 0,
                        of.extras());
        var quantities =
                new Quantities(
                        usage,
                        tokens.number(EntryNames.IMAGE_INPUT),
                        of.number(EntryNames.IMAGES),
                        of.number(EntryNames.AUDIO_MILLIS),
                        of.number(EntryNames.CHARACTERS));
        return new UsageRecord.Charge(
                of.text(EntryNames.DEPLOYMENT),
                of.text(EntryNames.PROVIDER),
                of.text(EntryNames.VENDOR),
                of.text(EntryNames.MODEL),
                of.text(EntryNames.ROLE).equals("lost")
                        ? UsageRecord.Role.LOST
                        : UsageRecord.Role.SERVED,
                quantities,
                rating(of));
    }

    private static UsageRecord.Rating rating(Members of) {
        String price = of.textOrNull(EntryNames.PRICE);
        return price == null
                ? new UsageRecord.Rating.Unpriced()
                : new UsageRecord.Rating.Priced(
                        money(of, EntryNames.COST, EntryNames.CURRENCY), price);
    }

    private static Permit.Settled settled(Members of) {
        boolean another = of.textOrNull(EntryNames.SPENT_CURRENCY) != null;
        SerializedString currency = another ? EntryNames.SPENT_CURRENCY : EntryNames.CURRENCY;
        return new Permit.Settled(hold(of), money(of, EntryNames.SPENT, currency));
    }

    private static List<Permit.Hold> holds(List<Members> of) {
        return of.stream().map(RecordReader::hold).toList();
    }

    private static Permit.Hold hold(Members of) {
        return new Permit.Hold(
                of.text(EntryNames.BUDGET),
                of.number(EntryNames.WINDOW),
                money(of, EntryNames.HELD, EntryNames.CURRENCY));
    }

    private static Money money(Members of, SerializedString micro, SerializedString currency) {
        return new Money(of.number(micro), Currency.valueOf(of.text(currency)));
    }

    /** Reads the object that the parser stands on. */
    private Members members() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("found no object");
        }
        var members = new Members();
        String name = "";
        try {
            while (!broken && parser.nextToken() != JsonToken.END_OBJECT) {
                name = parser.currentName();
                parser.nextToken();
                member(name, members);
            }
        } catch (JacksonException e) {
            // The parser looks at a value's first byte together with the name.
            if (!GIVEN.contains(name) && !GIVEN.contains(String.valueOf(parser.currentName()))) {
                throw e;
            }
            broken = true;
        }
        return members;
    }

    private void member(String name, Members into) {
        switch (name) {
            case "charges", "settled", "holds" -> into.lists.put(name, items());
            case "tokens" -> into.objects.put(name, members());
            case "extras" -> into.extras = extras();
            case "decision", "body" -> into.texts.put(name, raw());
            default -> scalar(name, into);
        }
    }

    private void scalar(String name, Members into) {
        switch (parser.currentToken()) {
            case VALUE_STRING -> into.texts.put(name, parser.getString());
            case VALUE_NUMBER_INT -> into.numbers.put(name, parser.getLongValue());
            case VALUE_TRUE -> into.numbers.put(name, 1L);
            case null, default -> parser.skipChildren();
        }
    }

    private List<Members> items() {
        List<Members> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(members());
        }
        return items;
    }

    private Extras extras() {
        List<Extras.Member> extras = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            extras.add(new Extras.Member(name, new Raw(raw())));
        }
        return new Extras(extras);
    }

    /** Returns the value that the parser stands on as it was written. */
    private String raw() {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(json, from, to - from, StandardCharsets.UTF_8).strip();
    }

    /** The members of an object. */
    private static final class Members {
        private static final Members NONE = new Members();

        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, Long> numbers = new HashMap<>();
        private final Map<String, Members> objects = new HashMap<>();
        private final Map<String, List<Members>> lists = new HashMap<>();
        private Extras extras = Extras.NONE;

        String text(SerializedString name) {
            String text = textOrNull(name);
            if (text == null) {
                throw new IllegalArgumentException("found no '" + name.getValue() + "'");
            }
            return text;
        }

        @Nullable String textOrNull(SerializedString name) {
            return texts.get(name.getValue());
        }

        long number(SerializedString name) {
            return numbers.getOrDefault(name.getValue(), 0L);
        }

        Members member(SerializedString name) {
            return objects.getOrDefault(name.getValue(), NONE);
        }

        List<Members> items(SerializedString name) {
            return lists.getOrDefault(name.getValue(), List.of());
        }

        Extras extras() {
            return extras;
        }
    }
}
