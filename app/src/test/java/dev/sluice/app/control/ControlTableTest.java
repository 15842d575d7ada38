package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.Control;
import dev.sluice.store.Reports;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every question of the table: good, with bad input, about what there is not. */
class ControlTableTest {
    private final FakeControl control = new FakeControl();

    @BeforeEach
    void fill() {
        control.keys.down = false;
        control.text("POST", "/keys", "{\"id\":\"a\",\"owner\":\"ann\",\"team\":\"red\"}");
        control.text("POST", "/keys", "{\"id\":\"b/c d\",\"owner\":\"bob\"}");
        control.text("PUT", "/teams/red", "{\"models\":[\"gpt-*\"]}");
        Money cost = Money.of("1.25", Currency.USD);
        control.reports.call("2026-11-29T10:00:00Z", "a", "gpt-4o", cost);
        control.log.clear();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /keys             | {\"id\":\"z\"}       | 201 | \"key\":\"sk-canary-",
                "POST   | /keys             | {}                   | 201 | \"id\":\"key-3\"",
                "GET    | /keys             |                      | 200 | \"id\":\"a\",\"hint\":",
                "GET    | /keys/a           |                      | 200 | \"owner\":\"ann\"",
                "GET    | /keys/b/c d       |                      | 200 | \"owner\":\"bob\"",
                "PATCH  | /keys/a           | {\"owner\":\"eve\"}  | 200 | \"owner\":\"eve\"",
                "PATCH  | /keys/a           | {\"owner\":null}     | 200 | \"owner\":null",
                "DELETE | /keys/a           |                      | 200 | \"removed\":true",
                "POST   | /keys/a/rotate    |                      | 200 | \"key\":\"sk-canary-3",
                "POST   | /keys/b/c d/rotate |                     | 200 | \"id\":\"b/c d\"",
                "POST   | /keys/a/disable   |                      | 200 | \"enabled\":false",
                "POST   | /keys/a/enable    |                      | 200 | \"enabled\":true",
                "GET    | /teams            |                      | 200 |"
                        + " {\"teams\":[{\"id\":\"red\"",
                "GET    | /teams/red        |                      | 200 | \"models\":[\"gpt-*\"]",
                "PUT    | /teams/blue       | {}                   | 200 | \"id\":\"blue\"",
                "PATCH  | /teams/red        | {\"enabled\":false}  | 200 | \"models\":[\"gpt-*\"]",
                "DELETE | /teams/red        |                      | 200 | \"removed\":true",
                "GET    | /limits/a         |                      | 200 |"
                        + " {\"key\":\"a\",\"limits\"",
                "GET    | /limits/team-a    |                      | 200 | {\"key\":\"team-a\"",
                "GET    | /usage            |                      | 200 | \"day\":\"2026-11-29\"",
                "GET    | /usage?by=        |                      | 200 | \"by\":[\"day\"]",
                "GET    | /usage?to=2026-11-29 |                   | 200 |"
                        + " \"to\":\"2026-11-30T00:00",
                "GET    | /calls            |                      | 200 | \"record\":{\"v\":1",
                "GET    | /calls/req-1      |                      | 200 | {\"place\":\"1\"",
                "GET    | /prices           |                      | 200 |"
                        + " \"unpriced\":[\"openai/small\"",
                "GET    | /prices?all=true  |                      | 200 | \"prices\":[]",
                "GET    | /ledger           |                      | 200 |"
                        + " {\"entries\":4,\"oldest_ms\":250}",
                "POST   | /ledger/check     |                      | 200 |"
                        + " {\"sound\":true,\"calls\":3",
                "POST   | /ledger/rerate?from=2026-11-01 |         | 200 | \"changed\":2",
                "GET    | /openapi.json     |                      | 200 | {\"openapi\":\"3.1.0\"",
            })
    void answers(String method, String target, String body, int status, String part) {
        Control.Reply reply = control.ask(method, target, body == null ? "" : body);
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertEquals(status, reply.status(), text);
        assertTrue(text.contains(part), text);
        JsonValue.read(reply.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /keys              | [1]  | 400 | invalid_json | expected an object",
                "POST   | /keys              | {\"a | 400 | invalid_json | is not JSON",
                "POST   | /keys              |      | 400 | invalid_json | is not JSON",
                "POST   | /keys              | {\"ownr\":\"x\"} | 400 | invalid_value | ownr",
                "POST   | /keys              | {\"id\":\"a\"}   | 400 | invalid_value | id",
                "POST   | /keys?id=x         | {}   | 400 | invalid_value | there are none here",
                "PATCH  | /keys/gone         | {}   | 404 | key_not_found | No issued key",
                "PATCH  | /keys/a            | 1    | 400 | invalid_json | expected an object",
                "GET    | /keys/A            |      | 404 | key_not_found | 'a'",
                "DELETE | /keys/gone         |      | 404 | key_not_found | GET /admin/api/keys",
                "POST   | /keys/gone/rotate  |      | 404 | key_not_found | No issued key",
                "POST   | /keys/gone/enable  |      | 404 | key_not_found | No issued key",
                "POST   | /keys/gone/disable |      | 404 | key_not_found | No issued key",
                "GET    | /keys?limit=0      |      | 400 | invalid_value | from 1 to 1000",
                "GET    | /keys?limit=1001   |      | 400 | invalid_value | found '1001'",
                "GET    | /keys?limit=x      |      | 400 | invalid_value | 'limit'",
                "GET    | /keys?teem=x       |      | 400 | invalid_value | Did you mean 'team'",
                "PUT    | /teams/x           | x    | 400 | invalid_json | is not JSON",
                "GET    | /teams/rad         |      | 404 | team_not_found | 'red'",
                "PATCH  | /teams/gone       | {}   | 404 | team_not_found | No team",
                "GET    | /calls?before=x   |      | 400 | invalid_value | place of a call",
                "DELETE | /teams/gone        |      | 404 | team_not_found | No team",
                "GET    | /limits/gone       |      | 404 | key_not_found | No key",
                "GET    | /usage?by=dya      |      | 400 | invalid_value | found 'dya', expected"
                        + " hour",
                "GET    | /usage?by=day,     |      | 400 | invalid_value | found ''",
                "GET    | /usage?from=x      |      | 400 | invalid_value | found 'x', expected a"
                        + " date",
                "GET    | /usage?from=2026-13-01 |  | 400 | invalid_value | 2026-13-01",
                "GET    | /usage?from=2026-11-30T1 | | 400 | invalid_value | 'from'",
                "GET    | /usage?from=2026-11-30&to=2026-11-29 | | 400 | invalid_value | before to",
                "GET    | /usage?to=+999999999-12-31 | | 400 | invalid_value | 'to'",
                "GET    | /usage?from=1969-12-31 | | 400 | invalid_value | 'from'",
                "GET    | /usage?format=xml  |      | 400 | invalid_value | json, csv",
                "GET    | /calls?failed=yes  |      | 400 | invalid_value | true, false",
                "GET    | /calls?limit=10001 |      | 400 | invalid_value | to 10000",
                "GET    | /calls?format=tsv  |      | 400 | invalid_value | ndjson",
                "GET    | /calls/req-9       |      | 404 | call_not_found | x-request-id",
                "GET    | /prices?at=noon    |      | 400 | invalid_value | 'at'",
                "POST   | /ledger/rerate     |      | 400 | missing_required_parameter | 'from'",
                "POST   | /ledger/rerate?from=2026-12-24 | | 400 | invalid_value | before to",
                "GET    | /ledger/check      |      | 405 | method_not_supported | POST",
                "PUT    | /keys/a            |      | 405 | method_not_supported | GET, PATCH,"
                        + " DELETE",
                "GET    | /nothing           |      | 404 | unknown_url | GET /usage",
            })
    void refuses(String method, String target, String body, int status, String code, String part) {
        Control.Reply reply = control.ask(method, target, body == null ? "" : body);
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertEquals(status, reply.status(), text);
        JsonValue error = JsonValue.read(reply.body()).member("error");
        assertEquals(code, error.words("code"), text);
        assertTrue(error.words("message").contains(part), text);
        assertEquals(List.of(), control.log, "what was refused is no change");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST /keys", "DELETE /keys/a", "PUT /teams/x", "GET /usage", "GET /calls"})
    void saysThatTheDatabaseIsDownButNotWhere(String question) {
        control.keys.down = true;
        control.reports.down = true;
        String[] words = question.split(" ", 2);
        Control.Reply reply = control.ask(words[0], words[1], "{}");
        assertEquals(503, reply.status());
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertTrue(text.contains("\"code\":\"store_unavailable\""), text);
        assertFalse(text.contains("secret-address"), text);
        assertEquals(1, control.log.size());
        assertFalse(control.log.getFirst().contains("\n"), control.log.getFirst());
    }

    @Test
    void everyChangeIsALineInTheLog() {
        control.text("POST", "/keys", "{\"id\":\"n\"}");
        control.text("PATCH", "/keys/n", "{\"owner\":\"eve\",\"models\":[]}");
        control.text("POST", "/keys/n/rotate", "");
        control.text("POST", "/keys/n/disable", "");
        control.text("POST", "/keys/n/enable", "");
        control.text("DELETE", "/keys/n", "");
        control.text("PUT", "/teams/t\nadmin removed everything", "{}");
        control.text("PATCH", "/teams/red", "{\"models\":[]}");
        control.text("DELETE", "/teams/red", "");
        control.text("POST", "/deployments/openai/small/reset", "");
        control.text("POST", "/reload", "");
        control.text("POST", "/ledger/rerate?from=2026-11-01&to=2026-11-02", "");
        assertEquals(
                List.of(
                        "admin created the key n",
                        "admin changed the key n: owner, models",
                        "admin rotated the key n",
                        "admin disabled the key n",
                        "admin enabled the key n",
                        "admin removed the key n",
                        "admin put the team t?admin removed everything",
                        "admin changed the team red: models",
                        "admin removed the team red",
                        "admin reset the deployment openai/small",
                        "admin had the file read again",
                        "admin rerated calls from 2026-11-01T00:00:00Z to 2026-11-03T00:00:00Z,"
                                + " 2 changed"),
                control.log);
    }

    @Test
    void whatChangesSomethingIsMarkedSo() {
        for (Row row : control.table()) {
            if (row.handler() instanceof Row.Admitting) { // signing in has a record of its own
                assertTrue(row.doc().pattern().startsWith("/session"), row.doc().pattern());
                continue;
            }
            boolean reads = row.doc().method().equals("GET");
            boolean looks =
                    Set.of("/ledger/check", "/config/check", "/config/diff", "/import/preview")
                            .contains(row.doc().pattern());
            assertEquals(
                    reads || looks,
                    row.handler() instanceof Row.Reading,
                    row.doc().method() + " " + row.doc().pattern());
        }
    }

    @Test
    void aNameIsDecodedOnceAndNoMore() {
        control.text("POST", "/keys", "{\"id\":\"x%2Fy\"}");
        assertTrue(control.get("/keys/x%2Fy").contains("\"id\":\"x%2Fy\""));
        assertEquals(404, control.ask("GET", "/keys/x/y", "").status());
    }

    @Test
    void keysComeInPages() {
        control.text("POST", "/keys", "{\"id\":\"c\",\"owner\":\"Ann\",\"team\":\"red\"}");
        JsonValue first = JsonValue.read(control.ask("GET", "/keys?limit=2", "").body());
        assertEquals(List.of("a", "b/c d"), ids(first));
        assertEquals("b/c d", first.text("next"));
        JsonValue second =
                JsonValue.read(control.ask("GET", "/keys?limit=2&after=b/c d", "").body());
        assertEquals(List.of("c"), ids(second));
        assertTrue(second.member("next").isNull());
        assertEquals(List.of("a", "c"), found("/keys?team=red"));
        assertEquals(List.of("a"), found("/keys?owner=ann"));
        assertEquals(List.of("a", "c"), found("/keys?search=ANN"));
        assertEquals(List.of("b/c d"), found("/keys?search=C D"));
        assertEquals(List.of(), found("/keys?search=null"));
    }

    private List<String> found(String target) {
        return ids(JsonValue.read(control.ask("GET", target, "").body()));
    }

    private static List<String> ids(JsonValue page) {
        return page.member("keys").items().stream().map(each -> each.words("id")).toList();
    }

    @Test
    void aKeyIsShownInTheWordsOfTheConfiguration() {
        String words =
                "\"models\":[\"gpt-*\"],\"endpoints\":[],\"addresses\":[],"
                    + "\"limits\":[{\"rpm\":60},{\"tpm\":1000,\"model\":\"gpt-4o\"}],"
                    + "\"budgets\":[{\"amount\":\"0.5\",\"currency\":\"CNY\",\"window\":\"day\"}]";
        control.text("PATCH", "/keys/a", "{\"expires\":\"2026-12-31\"," + words + "}");
        assertEquals(
                "{\"id\":\"a\",\"hint\":\"tail\",\"created\":\"2026-11-01T00:00:00Z\","
                        + "\"owner\":\"ann\",\"team\":\"red\",\"expires\":\"2027-01-01T00:00:00Z\","
                        + "\"model_names\":{},\"default_model\":null,\"bound_to\":null,"
                        + "\"priority\":\"normal\",\"heartbeat\":\"on\",\"code_msg\":null,"
                        + "\"sensitive_finish_reason\":null,\"enabled\":true,"
                        + words
                        + "}",
                control.get("/keys/a"));
    }

    @Test
    void whatIsLeftCountsTheTeamToo() {
        control.text(
                "PATCH",
                "/keys/a",
                "{\"limits\":[{\"rpm\":60}],"
                    + "\"budgets\":[{\"amount\":100,\"currency\":\"USD\",\"window\":\"month\"}]}");
        control.text(
                "PUT",
                "/teams/red",
                "{\"budgets\":[{\"amount\":7,\"currency\":\"CNY\",\"window\":\"week\"}]}");
        long month = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
        control.reports.spent.put(
                new Reports.Window("key:a/month/USD", month), Money.of("1.5", Currency.USD));
        assertEquals(
                "{\"key\":\"a\",\"limits\":[{\"holder\":\"key:a\",\"measure\":\"rpm\","
                    + "\"amount\":60,\"left\":53,\"model\":null}],\"budgets\":["
                    + "{\"holder\":\"key:a\",\"amount\":\"100\",\"currency\":\"USD\","
                    + "\"window\":\"month\",\"spent\":{\"amount\":\"1.5\",\"currency\":\"USD\"},"
                    + "\"left\":{\"amount\":\"98.5\",\"currency\":\"USD\"},"
                    + "\"begun\":\"2026-11-01T00:00:00Z\",\"renews\":\"2026-12-01T00:00:00Z\"},"
                    + "{\"holder\":\"team:red\",\"amount\":\"7\",\"currency\":\"CNY\","
                    + "\"window\":\"week\",\"spent\":{\"amount\":\"0\",\"currency\":\"CNY\"},"
                    + "\"left\":{\"amount\":\"7\",\"currency\":\"CNY\"},"
                    + "\"begun\":\"2026-11-30T00:00:00Z\",\"renews\":\"2026-12-07T00:00:00Z\"}]}",
                control.get("/limits/a"));
    }
}
