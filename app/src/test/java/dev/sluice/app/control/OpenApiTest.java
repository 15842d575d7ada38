package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description of the control API says everything about every row. */
class OpenApiTest {
    private final FakeControl control = new FakeControl();
    private final byte[] json = control.ask("GET", "/openapi.json", "").body();
    private final JsonValue document = JsonValue.read(json);

    @Test
    void everyRowIsDescribed() {
        Set<String> ids = new HashSet<>();
        for (Row row : control.table()) {
            Row.Doc doc = row.doc();
            String where = doc.method() + " " + doc.pattern();
            JsonValue operation =
                    document.member("paths")
                            .member(doc.pattern())
                            .member(doc.method().toLowerCase(Locale.ROOT));
            assertEquals(doc.summary(), operation.text("summary"), where);
            assertTrue(doc.summary().matches("[A-Z].{9,}\\."), where + " has a sentence");
            assertTrue(ids.add(operation.words("operationId")), where + " has an id of its own");

            int parameters = doc.takes().size() + doc.heeds().size() + (doc.hasId() ? 1 : 0);
            assertEquals(parameters, operation.member("parameters").items().size(), where);
            for (JsonValue each : operation.member("parameters").items()) {
                assertFalse(each.words("description").isEmpty(), where);
                assertFalse(each.member("schema").isNull(), where);
            }
            boolean body =
                    Set.of("PATCH", "PUT").contains(doc.method())
                            || Set.of(
                                            "POST /keys",
                                            "POST /session",
                                            "POST /session/password",
                                            "POST /users",
                                            "POST /config/check",
                                            "POST /config/diff",
                                            "POST /providers/test",
                                            "POST /providers/{id}/test",
                                            "POST /import/preview",
                                            "POST /openai-style-api/updateModelConfig")
                                    .contains(where);
            assertEquals(body, !operation.member("requestBody").isNull(), where);
            JsonValue gives = operation.member("responses").member(doc.gives().status() + "");
            assertFalse(
                    gives.member("content").member("application/json").member("schema").isNull(),
                    where);
            assertFalse(operation.member("responses").member("default").isNull(), where);
        }
    }

    @Test
    void itIsOpenApi() {
        assertEquals("3.1.0", document.text("openapi"));
        assertFalse(document.member("info").words("title").isEmpty());
        assertFalse(document.member("info").words("version").isEmpty());
        assertEquals("/admin/api", document.member("servers").items().getFirst().text("url"));
        assertEquals(
                "bearer",
                document.member("components")
                        .member("securitySchemes")
                        .member("admin")
                        .text("scheme"));
    }

    @Test
    void everythingThatIsReferredToIsThere() {
        Set<String> referred = new TreeSet<>();
        Matcher reference =
                Pattern.compile("#/components/schemas/(\\w+)")
                        .matcher(new String(json, StandardCharsets.UTF_8));
        while (reference.find()) {
            referred.add(reference.group(1));
        }
        JsonValue schemas = document.member("components").member("schemas");
        assertEquals(referred, new TreeSet<>(schemas.members().keySet()));
        for (JsonValue schema : schemas.members().values()) {
            assertNotEquals(0, schema.member("properties").members().size());
        }
    }

    /** What is promised of an answer is in it, and nothing else. */
    @Test
    void answersAreAsTheyAreDescribed() {
        control.text("POST", "/keys", "{\"id\":\"a\"}");
        control.text("PUT", "/teams/t", "{}");
        control.reports.call("2026-11-29T10:00:00Z", "a", "m", Money.of("1", Currency.USD));
        for (String each :
                new String[] {
                    "GET /keys/a Key",
                    "GET /keys Keys",
                    "GET /teams/t Team",
                    "GET /teams Teams",
                    "GET /limits/a Limits",
                    "GET /usage Usage",
                    "GET /calls Calls",
                    "GET /calls/req-1 Call",
                    "GET /prices Prices",
                    "POST /ledger/check LedgerCheck",
                    "POST /ledger/rerate?from=2026-11-01 Rerated",
                    "GET /deployments Deployments",
                    "GET /explain?key=team-a&model=small Explanation",
                    "POST /reload Reloaded",
                    "POST /keys/a/rotate IssuedKey",
                    "DELETE /keys/a Gone",
                    "GET /session/methods SignInMethods",
                    "GET /session Session",
                    "GET /audit Audit",
                    "GET /users Users",
                    "GET /config Config",
                    "POST /config/check ConfigCheck",
                    "POST /config/diff ConfigDiff",
                    "GET /config/history ConfigHistory",
                    "GET /config/history/20261130T120000000Z FormerConfig",
                    "POST /config/history/20261130T120000000Z/rollback ConfigInForce"
                }) {
            String[] words = each.split(" ", 3);
            JsonValue answer =
                    JsonValue.read(control.ask(words[0], words[1], body(words[1])).body());
            JsonValue schema = document.member("components").member("schemas").member(words[2]);
            assertEquals(
                    new TreeSet<>(schema.member("properties").members().keySet()),
                    new TreeSet<>(answer.members().keySet()),
                    each);
        }
    }

    private static String body(String target) {
        return target.startsWith("/config/") ? "a: b" : "";
    }
}
