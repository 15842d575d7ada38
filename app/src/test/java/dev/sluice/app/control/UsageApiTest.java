package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.Control;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage and calls, read back in every form. */
class UsageApiTest {
    private static final Money DOLLAR = Money.of("1.25", Currency.USD);
    private static final Money YUAN = Money.of("0.000001", Currency.CNY);

    private final FakeControl control = new FakeControl();

    @BeforeEach
    void fill() {
        control.reports.call("2026-10-01T10:00:00Z", "a", "gpt-4o", DOLLAR);
        control.reports.call("2026-11-29T10:00:00Z", "b", "=cmd()", YUAN);
        control.reports.call("2026-11-29T11:00:00Z", "a", "gpt-4o", DOLLAR, true);
        control.reports.call("2026-11-30T11:59:59Z", "a", "say \"hi\", you", DOLLAR);
        control.reports.call("2026-11-30T12:00:00Z", "a", "gpt-4o", Money.none(Currency.USD));
    }

    @Test
    void sumsUpTheLastThirtyDays() {
        assertEquals(
                "{\"from\":\"2026-10-31T12:00:00Z\",\"to\":\"2026-11-30T13:00:00Z\","
                        + "\"by\":[\"day\"],\"usage\":["
                        + "{\"day\":\"2026-11-29\",\"calls\":2,\"failed\":1,\"input_tokens\":20,"
                        + "\"cached_tokens\":8,\"output_tokens\":10,\"reasoning_tokens\":4,"
                        + "\"cost\":[{\"amount\":\"1.25\",\"currency\":\"USD\"},"
                        + "{\"amount\":\"0.000001\",\"currency\":\"CNY\"}],\"lost\":[],"
                        + "\"unpriced\":0,\"estimated\":0},"
                        + "{\"day\":\"2026-11-30\",\"calls\":2,\"failed\":0,\"input_tokens\":20,"
                        + "\"cached_tokens\":8,\"output_tokens\":10,\"reasoning_tokens\":4,"
                        + "\"cost\":[{\"amount\":\"1.25\",\"currency\":\"USD\"}],\"lost\":[],"
                        + "\"unpriced\":1,\"estimated\":0}],"
                        + "\"total\":{\"calls\":4,\"failed\":1,\"input_tokens\":40,"
                        + "\"cached_tokens\":16,\"output_tokens\":20,\"reasoning_tokens\":8,"
                        + "\"cost\":[{\"amount\":\"2.5\",\"currency\":\"USD\"},"
                        + "{\"amount\":\"0.000001\",\"currency\":\"CNY\"}],\"lost\":[],"
                        + "\"unpriced\":1,\"estimated\":0}}",
                control.get("/usage"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key=b                                 | 1",
                "model=gpt-4o                          | 2",
                "model=gpt-4o&key=b                    | 0",
                "team=red&provider=up                  | 4",
                "deployment=up/gpt-4o                  | 2",
                "from=2026-10-01                       | 5",
                "from=2026-11-29&to=2026-11-29         | 2",
                "from=2026-11-29T10:30:00Z             | 4",
                "from=2026-11-29T19:30:00+08:00        | 3",
                "to=2026-11-30T11:59:59Z               | 3",
            })
    void countsWhatIsAskedFor(String query, long calls) {
        JsonValue usage = JsonValue.read(control.ask("GET", "/usage?" + query, "").body());
        assertEquals(calls, usage.member("total").count("calls"));
    }

    @Test
    void tellsApartWhatIsAskedFor() {
        JsonValue usage = JsonValue.read(control.ask("GET", "/usage?by=key,hour,key", "").body());
        List<String> lines =
                usage.member("usage").items().stream()
                        .map(each -> each.words("key") + " " + each.words("hour"))
                        .toList();
        assertEquals(
                List.of(
                        "a 2026-11-29T11:00:00Z",
                        "a 2026-11-30T11:00:00Z",
                        "a 2026-11-30T12:00:00Z",
                        "b 2026-11-29T10:00:00Z"),
                lines);
    }

    @Test
    void writesUsageForSpreadsheetsAndNoFormulas() {
        Control.Reply reply = control.ask("GET", "/usage?by=model&format=csv", "");
        assertEquals("text/csv; charset=utf-8; header=present", reply.type());
        assertEquals(
                List.of(
                        "content-disposition: attachment; filename=\"usage.csv\"",
                        "cache-control: no-store"),
                reply.headers());
        assertEquals(
                "model,calls,failed,input_tokens,cached_tokens,output_tokens,reasoning_tokens,"
                        + "cost_usd,cost_cny,lost_usd,lost_cny,unpriced,estimated\r\n"
                        + "'=cmd(),1,0,10,4,5,2,0,0.000001,0,0,0,0\r\n"
                        + "gpt-4o,2,1,20,8,10,4,1.25,0,0,0,1,0\r\n"
                        + "\"say \"\"hi\"\", you\",1,0,10,4,5,2,1.25,0,0,0,0,0\r\n",
                new String(reply.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "=1+1|'=1+1",
                "+1|'+1",
                "-1|'-1",
                "@sum|'@sum",
                "a=b|a=b",
                "模型|模型",
                "a,b|\"a,b\"",
                "=a,\"b\"|\"'=a,\"\"b\"\"\"",
            })
    void cellsAreSafe(String word, String cell) {
        var csv = new Csv(List.of("x"));
        csv.line(List.of(word, "1"));
        assertEquals(
                "x\r\n" + cell + ",1\r\n",
                new String(csv.reply("x.csv").body(), StandardCharsets.UTF_8));
    }

    @Test
    void cellsMayHaveLines() {
        var csv = new Csv(List.of("x"));
        csv.line(List.of("a\r\nb", "\t=1"));
        assertEquals(
                "x\r\n\"a\r\nb\",'\t=1\r\n",
                new String(csv.reply("x.csv").body(), StandardCharsets.UTF_8));
    }

    @Test
    void callsComeInPagesNewestFirst() {
        JsonValue first = JsonValue.read(control.ask("GET", "/calls?limit=3", "").body());
        assertEquals(List.of("5", "4", "3"), places(first));
        assertEquals("3", first.text("next"));
        JsonValue second = JsonValue.read(control.ask("GET", "/calls?limit=3&before=3", "").body());
        assertEquals(List.of("2"), places(second));
        assertTrue(second.member("next").isNull());
        JsonValue failed = JsonValue.read(control.ask("GET", "/calls?failed=true", "").body());
        assertEquals(List.of("3"), places(failed));
        JsonValue one = JsonValue.read(control.ask("GET", "/calls?request_id=req-4", "").body());
        assertEquals(List.of("4"), places(one));
        assertTrue(control.get("/calls/req-1").startsWith("{\"place\":\"1\""), "however old");
    }

    private static List<String> places(JsonValue page) {
        return page.member("calls").items().stream().map(each -> each.words("place")).toList();
    }

    @Test
    void writesCallsForSpreadsheets() {
        Control.Reply reply = control.ask("GET", "/calls?format=csv&key=b", "");
        assertEquals(
                String.join(",", CallLine.COLUMNS)
                        + "\r\n2026-11-29T10:00:00Z,req-2,b,,red,POST,/chat/completions,'=cmd(),up,"
                        + "up/=cmd(),'=cmd()-up,200,complete,2,1234.567,,10,4,5,2,false,0,0.000001,"
                        + "false,,2\r\n",
                new String(reply.body(), StandardCharsets.UTF_8));
    }

    @Test
    void writesCallsAsLinesAndSaysThatThereAreMore() {
        Control.Reply reply = control.ask("GET", "/calls?format=ndjson&limit=2", "");
        assertEquals("application/x-ndjson", reply.type());
        assertTrue(reply.headers().contains("x-sluice-next: 4"), reply.headers()::toString);
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertTrue(text.endsWith("}}\n"), text);
        assertEquals(2, text.lines().count());
        text.lines().forEach(line -> JsonValue.read(line.getBytes(StandardCharsets.UTF_8)));

        Control.Reply all = control.ask("GET", "/calls?format=ndjson", "");
        assertFalse(all.headers().toString().contains("x-sluice-next"));
    }
}
