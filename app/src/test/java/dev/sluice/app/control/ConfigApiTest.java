package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.relay.Control.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The questions about the configuration, as they are asked and answered. */
class ConfigApiTest {
    private final FakeControl control = new FakeControl();

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private Reply put(String body, String etag) {
        return control.ask("PUT", "/config", body, Map.of("if-match", etag));
    }

    private String etag() {
        return JsonValue.read(control.ask("GET", "/config", "").body()).words("etag");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /config                | | 200 | \"text\":\"providers: [{id: a, type:"
                        + " openai, api_key: \\\"***9876\\\"}]\\n\"",
                "GET  | /config?reveal=true    | | 200 | api_key: sk-secret-9876",
                "GET  | /config?reveal=perhaps | | 400 | true, false",
                "GET  | /config/schema         | | 200 | \"title\" : \"sluice.yaml\"",
                "POST | /config/check | a: good           | 200 | {\"good\":true,\"problems\":[]",
                "POST | /config/check | a: bad            | 200 | {\"good\":false,\"problems\":"
                        + "[{\"line\":2,\"path\":\"a.b\",\"message\":\"found bad\"}]",
                "POST | /config/check | {\"text\":\"a: bad\"} | 200 | \"good\":false",
                "POST | /config/check |                   | 400 | The body is empty",
                "POST | /config/check?x=y | a: b          | 400 | there are none here",
                "POST | /config/diff  | a: b              | 200 | \"diff\":\"@@ MASKED\"",
                "POST | /config/diff?reveal=true | a: b   | 200 | \"diff\":\"@@ REVEALED\"",
                "PUT  | /config       | a: b              | 428 | precondition_required",
                "GET  | /config/history        | | 200 | \"next\":null",
                "GET  | /config/history?limit=201 | | 400 | from 1 to 200",
                "GET  | /config/history/20261130T120000000Z | | 200 | ***9876",
                "GET  | /config/history/20261130T120000000Z?reveal=true | | 200 | sk-secret",
                "GET  | /config/history/gone   | | 404 | version_not_found",
                "POST | /config/history/gone/rollback | | 404 | version_not_found",
                "POST | /config/history/20261130T120000000Z/rollback | | 200 | \"revision\":2",
                "POST | /config                | | 405 | GET, PUT",
                "GET  | /openai-style-api/getAllModelConfig | | 409 | configured by sluice.yaml",
                "POST | /openai-style-api/updateModelConfig | [] | 409 | configuration_not_entries",
                "POST | /openai-style-api/updateModelConfig | {} | 400 | invalid_type",
                "POST | /openai-style-api/updateModelConfig | x  | 400 | Found no list",
                "POST | /openai-style-api/updateModelConfig?mode=add | [] | 400 | replace, merge",
            })
    void answers(String method, String target, String body, int status, String part) {
        Reply reply = control.ask(method, target, body == null ? "" : body);
        assertEquals(status, reply.status(), () -> text(reply));
        assertTrue(text(reply).contains(part), () -> text(reply));
        JsonValue.read(reply.body());
    }

    @Test
    void aChangeGoesInWithTheEtagOfWhatWasChanged() {
        String before = etag();
        Reply reply = put("{\"text\":\"a: 1\\n\",\"note\":\"why\\nnot\"}", "\"" + before + "\"");
        assertEquals(200, reply.status(), () -> text(reply));
        assertEquals(
                List.of("etag: \"" + etag() + "\"", "cache-control: no-store"), reply.headers());
        assertEquals(List.of("admin put the configuration: revision 1 to 2, why not"), control.log);

        Reply late = put("a: 2", before);
        assertEquals(412, late.status());
        JsonValue told = JsonValue.read(late.body());
        assertEquals("configuration_changed", told.member("error").words("code"));
        assertEquals(etag(), told.words("etag"));
        assertEquals(
                List.of("etag: \"" + etag() + "\"", "cache-control: no-store"), late.headers());
        assertEquals(200, put("a: 2", "W/\"" + etag() + "\"").status());
        assertEquals(200, put("a: 3333", "*").status());
    }

    @Test
    void aTextThatIsJsonIsTakenAsItStands() {
        assertEquals(200, put("{\"text\":\"x\",\"server\":{}}", "*").status());
        assertTrue(control.get("/config").contains("{\\\"text\\\":\\\"x\\\",\\\"server\\\""));
        assertEquals(200, put("{\"text\":\"\"}", "*").status());
        assertTrue(control.get("/config").contains("\"text\":\"\""));
    }

    @Test
    void aRefusalListsEveryProblemAndIsNoChange() {
        Reply reply = put("a: bad", "*");
        assertEquals(400, reply.status());
        JsonValue told = JsonValue.read(reply.body());
        assertEquals("configuration_refused", told.member("error").words("code"));
        assertEquals("2", told.member("problems").items().getFirst().text("line"));
        control.configuration.writable = false;
        Reply unwritable = put("a: b", "*");
        assertEquals(409, unwritable.status());
        assertTrue(text(unwritable).contains("configuration_not_writable"));
        assertTrue(control.get("/config").contains("\"writable\":false"));
        assertEquals(List.of(), control.log);
    }

    @Test
    void theHistoryComesInPages() {
        put("a: 1", "*");
        put("a: 22", "*");
        JsonValue first = JsonValue.read(control.ask("GET", "/config/history?limit=2", "").body());
        assertEquals(2, first.member("versions").items().size());
        assertEquals("admin", first.member("versions").items().getFirst().text("author"));
        String next = first.words("next");
        JsonValue second =
                JsonValue.read(
                        control.ask("GET", "/config/history?limit=2&before=" + next, "").body());
        assertEquals("file", second.member("versions").items().getFirst().text("author"));
        assertTrue(second.member("next").isNull());
    }

    @Test
    void theOldPageReadsAndWritesEntries() {
        control.configuration.becomeEntries();
        String shown = control.get("/openai-style-api/getAllModelConfig");
        assertTrue(shown.contains("***9876"), shown);
        assertFalse(shown.contains(FakeConfig.SECRET), shown);
        String all = control.get("/openai-style-api/getAllModelConfig?reveal=true");
        assertTrue(all.contains(FakeConfig.SECRET), all);
        assertEquals(
                "{\"success\":true}",
                control.text("POST", "/openai-style-api/updateModelConfig", shown));
        assertEquals(all, control.get("/openai-style-api/getAllModelConfig?reveal=true") + "");
        assertEquals(List.of("admin replaced all entries: revision 2 to 3"), control.log);
        Reply bad =
                control.ask("POST", "/openai-style-api/updateModelConfig", "[{\"type\":\"bad\"}]");
        assertEquals(400, bad.status());
    }
}
