package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.relay.Control.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What leaves the gateway as a whole, and what could come into it. */
class BackupAndImportTest {
    private final FakeControl control = new FakeControl();

    private static Map<String, String> files(Reply reply) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(reply.body()))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                entry = zip.getNextEntry();
            }
        }
        return files;
    }

    @Test
    void aBackupHoldsEverythingAndNoSecret() throws Exception {
        control.text("POST", "/keys", "{\"id\":\"a\",\"team\":\"red\"}");
        control.text("PUT", "/teams/red", "{\"models\":[\"gpt-*\"]}");
        Reply reply = control.ask("GET", "/backup", "");
        assertEquals(200, reply.status());
        assertEquals("application/zip", reply.type());
        assertTrue(
                reply.headers().toString().contains("sluice-backup-20261130-120000.zip"),
                () -> reply.headers().toString());
        Map<String, String> files = files(reply);
        files.forEach((name, text) -> {
            assertFalse(text.contains(FakeConfig.SECRET), name);
            assertFalse(text.contains("sk-canary"), name);
        });
        assertTrue(files.getOrDefault("sluice.yaml", "").contains("***9876"), files::toString);
        assertTrue(files.getOrDefault("keys.json", "").contains("\"sha256\":\""), files::toString);
        assertTrue(files.getOrDefault("teams.json", "").contains("gpt-*"), files::toString);
        assertTrue(files.containsKey("history/20261130T120000000Z.txt"), files::toString);
        assertTrue(files.containsKey("README.txt"));

        Map<String, String> all = files(control.ask("GET", "/backup?reveal=true", ""));
        assertTrue(all.getOrDefault("sluice.yaml", "").contains(FakeConfig.SECRET));
    }

    private static String asked(String from, String... texts) {
        var files = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            files.append(i == 0 ? "" : ",").append("{\"name\":\"f").append(i);
            files.append(".json\",\"text\":\"");
            files.append(texts[i].replace("\"", "\\\"").replace("\n", "\\n")).append("\"}");
        }
        return "{\"from\":\"" + from + "\",\"files\":[" + files + "]}";
    }

    @Test
    void anEntryFileIsPreviewed() {
        String file =
                "[{\"token\":\"tok-1\",\"type\":\"openai\",\"config\":{\"api_key\":\"sk-x\"}}]";
        Reply reply = control.ask("POST", "/import/preview", asked("auto", file));
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertEquals(200, reply.status(), text);
        JsonValue told = JsonValue.read(reply.body());
        assertEquals("openai-style-api", told.words("kind"), text);
        assertEquals("1", told.text("keys"), text);
        assertTrue(told.words("yaml").contains("providers:"), text);
        for (JsonValue each : told.member("findings").items()) {
            assertFalse(each.words("what").isEmpty());
            assertFalse(each.words("what_zh").isEmpty());
        }
        assertTrue(control.log.isEmpty(), "a preview is no change");
    }

    @Test
    void channelsAndTokensComeInTwoFiles() {
        String channels =
                "{\"data\":[\n{\"id\":1,\"type\":1,\"name\":\"a\",\"key\":\"sk-up\","
                        + "\"models\":\"gpt-4o\",\"group\":\"default\",\"status\":1}]}";
        String tokens =
                "[\n\n{\"id\":1,\"name\":\"t\",\"key\":\"abc\",\"status\":1,"
                        + "\"remain_quota\":5,\"unlimited_quota\":true}]";
        Reply reply = control.ask("POST", "/import/preview", asked("one-api", channels, tokens));
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertEquals(200, reply.status(), text);
        JsonValue told = JsonValue.read(reply.body());
        assertEquals("1", told.text("keys"), text);
        assertEquals("1", told.text("providers"), text);
        for (JsonValue each : told.member("findings").items()) {
            assertTrue(each.count("line") <= 3, text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"from\":\"auto\",\"files\":[]} | invalid_value",
                "{\"from\":\"nobody\",\"files\":[{\"name\":\"x\",\"text\":\"[]\"}]} |"
                        + " invalid_value",
                "{\"files\":[{\"name\":\"x\",\"text\":\"{\"}]} | import_refused",
                "{\"files\":[{\"name\":\"x\",\"text\":\"{\\\"a\\\":1}\"}]} | import_refused",
                "{\"files\":[{\"name\":\"x\",\"text\":\"a\"},{\"name\":\"y\",\"text\":\"b\"}]} |"
                        + " invalid_value",
                "[] | invalid_json",
            })
    void whatIsNoFileOfAnotherGatewayIsRefused(String body, String code) {
        Reply reply = control.ask("POST", "/import/preview", body);
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        assertEquals(400, reply.status(), text);
        assertEquals(code, JsonValue.read(reply.body()).member("error").words("code"), text);
    }
}
