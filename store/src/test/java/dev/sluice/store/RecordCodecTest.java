package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
    private final RecordCodec codec = new RecordCodec();

    @Test
    void everyRecordComesBackAsItWas() throws UnreadableEntry {
        var records = new RandomRecords(5);
        for (int i = 0; i < 5_000; i++) {
            UsageRecord record = records.next();
            codec.finished(record);
            assertEquals(new Numbered.Finished(i, record), read(i, EntryKind.FINISHED));
        }
    }

    @Test
    void everyReservationComesBackAsItWas() throws UnreadableEntry {
        var records = new RandomRecords(6);
        for (int i = 0; i < 1_000; i++) {
            String id = records.text();
            List<Permit.Hold> holds = List.of(records.hold(), records.hold());
            codec.holds(id, holds);
            assertEquals(new Numbered.Reserved(i, id, holds), read(i, EntryKind.RESERVED));
            assertEquals(new Numbered.Voided(i, id, holds), read(i, EntryKind.VOIDED));
        }
    }

    @Test
    void saysItInWordsThatPeopleCanRead() {
        assertEquals(
                """
                {"v":1,"id":"r7","key":"k1","team":"t1","method":"POST","path":"/chat/completions",\
                "model":"gpt-4o","begun":1764482745000,"duration_us":1500000,"first_byte_us":400000,\
                "status":200,"outcome":"complete","deployment":"openai/gpt-4o","attempts":1,\
                "charges":[{"deployment":"openai/gpt-4o","provider":"openai","vendor":"openai",\
                "model":"gpt-4o","role":"served","tokens":{"input":7,"output":5},"cost_micro":42,\
                "currency":"USD","price":"openai/gpt-4o/2024-08-06"}],\
                "settled":[{"budget":"key:k1/month/USD","window":1764547200000,"held_micro":900,\
                "currency":"USD","spent_micro":42}],"decision":{"tried":["a"]}}\
                """,
                RecordCodec.json(Calls.settled("r7")));
    }

    @Test
    void aWriterOfTheFutureIsUnderstood() throws UnreadableEntry {
        String newer =
                RecordCodec.json(Calls.finished("r1"))
                        .replace(
                                "\"v\":1", "\"v\":2,\"new\":{\"deep\":[1,{\"x\":[]}]},\"more\":1.5")
                        .replace("\"tokens\":{", "\"tokens\":{\"dreams\":3,");
        assertEquals(
                new Numbered.Finished(1, Calls.finished("r1")),
                RecordReader.read(1, EntryKind.FINISHED, newer.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"v\":1,\"id\":\"r\"}", "nonsense"})
    void whatIsNoEntryIsRefused(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThrows(UnreadableEntry.class, () -> RecordReader.read(1, EntryKind.FINISHED, bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "{]", "nonsense", "{\"a\":\"\n\"}"})
    void aBodyThatIsNoJsonTakesNothingElseWithIt(String body) throws UnreadableEntry {
        codec.finished(Calls.withBody("r1", body));
        assertEquals(new Numbered.Finished(1, Calls.finished("r1")), read(1, EntryKind.FINISHED));
    }

    @Test
    void aLargeBodyFits() throws UnreadableEntry {
        String body = "{\"request\":\"" + "字".repeat(2_000_000) + "\"}";
        UsageRecord large = Calls.withBody("r1", body);
        codec.finished(large);
        assertTrue(codec.length() > 6_000_000);
        assertEquals(new Numbered.Finished(1, large), read(1, EntryKind.FINISHED));
        codec.finished(Calls.finished("r2"));
        assertEquals(new Numbered.Finished(2, Calls.finished("r2")), read(2, EntryKind.FINISHED));
    }

    @Test
    void anotherCurrencyIsKept() throws UnreadableEntry {
        var held = new Permit.Hold("b", 0, new Money(5, Currency.USD));
        var settled = List.of(new Permit.Settled(held, new Money(3, Currency.CNY)));
        UsageRecord record = Calls.with("r1", settled, null);
        codec.finished(record);
        assertEquals(new Numbered.Finished(1, record), read(1, EntryKind.FINISHED));
    }

    private Numbered read(long sequence, EntryKind kind) throws UnreadableEntry {
        return RecordReader.read(sequence, kind, Arrays.copyOf(codec.bytes(), codec.length()));
    }
}
