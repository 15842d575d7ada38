package dev.sluice.app;

import static dev.sluice.app.AdminAsking.ask;
import static dev.sluice.app.RunningSluice.HELLO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.AdminAsking.Answer;
import dev.sluice.app.control.JsonValue;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a console asks about calls that have just been made. */
class CallLogTest {
    private static final String KEY = "sk-call-log-secret-1";

    @TempDir Path directory;

    private static List<JsonValue> calls(RunningSluice sluice, String query) throws Exception {
        return ask(sluice, "GET /calls?" + query, null).json().member("calls").items();
    }

    private static void awaitCalls(RunningSluice sluice, int count) throws Exception {
        sluice.await(
                count + " calls in the ledger",
                () -> {
                    try {
                        return calls(sluice, "limit=100").size() == count;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void callsAreFoundAndFollowedAndSummedUp() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("sluice.yaml"),
                        "providers: [{id: e, type: echo}]\nkeys: [{id: ann, key: "
                                + KEY
                                + "}]\nmodels: [{name: m, provider: e, aliases: [needle-7]}]\n");
        Map<String, String> environment = Map.of("ADMIN_TOKEN", AdminAsking.TOKEN);
        try (RunningSluice sluice =
                RunningSluice.start(file, directory.resolve("data"), environment)) {
            assertServed(sluice.chat(KEY, "\"model\":\"m\"," + HELLO));
            assertEquals(200, sluice.chat(KEY, "\"model\":\"needle-7\"," + HELLO).statusCode());
            assertEquals(400, sluice.chat(KEY, "\"model\":\"m\",\"messages\":[]").statusCode());
            awaitCalls(sluice, 3);

            assertEquals(1, calls(sluice, "status=400").size());
            assertEquals(1, calls(sluice, "status=4xx").size());
            assertEquals(2, calls(sluice, "status=2xx").size());
            assertEquals(0, calls(sluice, "status=0").size());
            assertEquals(1, calls(sluice, "text=NEEDLE-7").size());
            assertEquals(0, calls(sluice, "text=%25").size());
            assertEquals(1, calls(sluice, "failed=true").size());
            assertEquals(400, ask(sluice, "GET /calls?status=6xx", null).status());
            assertEquals(400, ask(sluice, "GET /calls?after=x", null).status());

            String newest = ask(sluice, "GET /calls", null).json().words("newest");
            assertEquals(0, calls(sluice, "after=" + newest).size());
            assertServed(sluice.chat(KEY, "\"stream\":true,\"model\":\"m\"," + HELLO));
            awaitCalls(sluice, 4);
            assertEquals(1, calls(sluice, "stream=true").size());
            assertEquals(3, calls(sluice, "stream=false").size());
            assertEquals(400, ask(sluice, "GET /calls?stream=maybe", null).status());
            Answer fresh = ask(sluice, "GET /calls?after=" + newest, null);
            assertEquals(1, fresh.json().member("calls").items().size(), fresh::body);
            String later = fresh.json().words("newest");
            Answer none = ask(sluice, "GET /calls?after=" + later, null);
            assertEquals(later, none.json().words("newest"), none::body);

            Answer histogram = ask(sluice, "GET /calls/histogram?buckets=10", null);
            assertEquals(4, sum(histogram, "data", "calls"), histogram::body);
            assertEquals(1, sum(histogram, "data", "failed"), histogram::body);
            Answer failed = ask(sluice, "GET /calls/histogram?status=4xx", null);
            assertEquals(1, sum(failed, "data", "calls"), failed::body);

            Answer overview = ask(sluice, "GET /overview", null);
            JsonValue told = overview.json();
            assertEquals("4", told.text("calls"), overview::body);
            assertEquals("1", told.text("failed"));
            assertTrue(told.whole("tokens") > 0, overview::body);
            assertFalse(told.member("p50_ms").isNull(), overview::body);
            assertTrue(told.whole("p50_ms") <= told.whole("p95_ms"), overview::body);
            assertEquals("0", told.member("yesterday").text("calls"));
            assertEquals(60, told.member("series").items().size());
            assertEquals(4, sum(overview, "series", "calls"), overview::body);
            assertEquals("ready", told.member("deployments").items().getFirst().words("state"));
            assertEquals("file", told.member("changes").items().getFirst().words("who"));
            assertEquals(
                    60,
                    ask(sluice, "GET /overview?minutes=1440", null)
                            .json()
                            .member("series")
                            .items()
                            .size());
            Answer week = ask(sluice, "GET /overview?minutes=10080", null);
            assertEquals(4, sum(week, "series", "calls"), week::body);
            assertEquals("4", week.json().text("calls"), week::body);
            assertEquals(400, ask(sluice, "GET /overview?minutes=0", null).status());
        }
    }

    private static void assertServed(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer::body);
    }

    private static long sum(Answer answer, String list, String member) {
        return answer.json().member(list).items().stream()
                .mapToLong(each -> each.count(member))
                .sum();
    }
}
