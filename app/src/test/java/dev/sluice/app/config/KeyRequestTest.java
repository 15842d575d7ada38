package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.KeyRequest.Outcome;
import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.KeyStore.Changes;
import java.io.BufferedReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Keys and teams in JSON: read, changed and written back. */
class KeyRequestTest {
    private static final Digest DIGEST = Digest.of("the secret");
    private static final KeyRequest.Issue ISSUE =
            new KeyRequest.Issue(
                    "key_1", DIGEST, "cret", Instant.parse("2026-11-30T08:00:00.123Z"));

    private static final String FULL =
            """
            {"id": "k.1@x", "owner": "ann", "team": "lab", "enabled": false,
             "expires": "2027-01-31T12:00:00Z", "models": ["m", "lab-*"],
             "endpoints": ["/chat/*"], "addresses": ["10.0.0.0/8", "::1"],
             "limits": [{"rpm": 60, "tpm": 100000}, {"parallel": 2, "model": "m"}],
             "budgets": [{"amount": 12.5, "currency": "USD", "window": "month"},
                         {"amount": "0.000001", "currency": "CNY", "window": "total"}],
             "model_names": {"mine": "m", "my-*": "lab-*"}, "default_model": "mine",
             "heartbeat": "off", "priority": "low", "code_msg": true,
             "sensitive_finish_reason": "off"}
            """;

    private final KeyRequest request = request();

    private static KeyRequest request() {
        Loaded loaded =
                assertInstanceOf(
                        Loaded.class,
                        ProblemsTest.read(
                                "s.yaml",
                                """
                                providers: [{id: e, type: echo}]
                                models:
                                - {name: m, provider: e}
                                - {name: n, provider: e}
                                - {name: lab-*, provider: e}
                                """,
                                Moment.RELOAD));
        return new KeyRequest(loaded.snapshot().names(), Set.of("lab")::contains);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T good(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Good<T>(T spec) -> spec;
            case Outcome.Bad<T>(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private static <T> String bad(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Good<T>(T spec) -> throw new AssertionError("is good: " + spec);
            case Outcome.Bad<T>(List<Problem> problems) ->
                    problems.stream()
                            .map(each -> each.path() + ": " + each.message())
                            .toList()
                            .toString();
        };
    }

    private static String json(KeySpec key) {
        var text = new StringWriter();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            SpecJson.write(key, json);
            json.writeEndObject();
        }
        return text.toString();
    }

    @Test
    void readsEveryWord() {
        KeySpec key = good(request.key(utf8(FULL), ISSUE));
        assertEquals("k.1@x", key.id());
        assertEquals(DIGEST, key.digest());
        assertEquals(
                new KeySpec.Life(ISSUE.created(), Instant.parse("2027-01-31T12:00:00Z"), false),
                key.life());
        assertEquals(
                List.of(
                        new Limit("key:k.1@x", Limit.Measure.REQUESTS, 60, null),
                        new Limit("key:k.1@x", Limit.Measure.TOKENS, 100_000, null),
                        new Limit("key:k.1@x", Limit.Measure.PARALLEL, 2, "m")),
                key.terms().limits());
        assertEquals(
                List.of(
                        new Budget(
                                "key:k.1@x",
                                new Money(12_500_000, Currency.USD),
                                Budget.Window.MONTH),
                        new Budget("key:k.1@x", new Money(1, Currency.CNY), Budget.Window.TOTAL)),
                key.terms().budgets());
        assertEquals(Map.of("mine", "m", "my-*", "lab-*"), key.names());
        assertEquals(
                new KeySpec.Habits(VirtualKey.Priority.LOW, VirtualKey.KeepAlive.OFF, true, false),
                key.habits());
    }

    @Test
    void anEmptyRequestIsAKeyThatMayDoEverything() {
        KeySpec key = good(request.key(utf8("{}"), ISSUE));
        assertEquals("key_1", key.id());
        assertEquals(Terms.ALL, key.terms());
        assertEquals(KeySpec.Habits.USUAL, key.habits());
        assertEquals(KeySpec.Target.AS_ASKED, key.route());
        assertNull(key.life().expires());
    }

    @Test
    void writesWhatItReadsAndNeverTheSecret() {
        String written = json(good(request.key(utf8(FULL), ISSUE)));
        assertEquals(
                "{\"id\":\"k.1@x\",\"owner\":\"ann\",\"team\":\"lab\",\"enabled\":false,"
                        + "\"expires\":\"2027-01-31T12:00:00Z\",\"models\":[\"m\",\"lab-*\"],"
                        + "\"endpoints\":[\"/chat/*\"],\"addresses\":[\"10.0.0.0/8\",\"::1\"],"
                        + "\"limits\":[{\"rpm\":60,\"tpm\":100000},{\"parallel\":2,"
                        + "\"model\":\"m\"}],\"budgets\":[{\"amount\":12.5,\"currency\":\"USD\","
                        + "\"window\":\"month\"},{\"amount\":0.000001,\"currency\":\"CNY\","
                        + "\"window\":\"total\"}],\"model_names\":{\"mine\":\"m\","
                        + "\"my-*\":\"lab-*\"},\"default_model\":\"mine\",\"heartbeat\":\"off\","
                        + "\"priority\":\"low\",\"code_msg\":\"on\","
                        + "\"sensitive_finish_reason\":\"off\",\"hint\":\"cret\","
                        + "\"created\":\"2026-11-30T08:00:00.123Z\"}",
                written);
        assertFalse(written.contains(DIGEST.hex()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | [: found a list, expected a JSON object]",
                "`` | [: found a single value, expected a JSON object]",
                "7 | [: found a single value, expected a JSON object]",
                "{\"id\": \"a/b\"} | [id: expected up to 100 letters, digits and . _ : @ + -,"
                        + " beginning with a letter or digit]",
                "{\"id\": \"\"} | [id: expected up to 100 letters, digits and . _ : @ + -,"
                        + " beginning with a letter or digit]",
                "{\"key\": \"sk-mine\"} | [key: unknown member]",
                "{\"modles\": []} | [modles: unknown member; did you mean 'models'?]",
                "{\"models\": [\"m\", \"x\"]} | [models[1]: found 'x', expected a name that models"
                        + " lists]",
                "{\"team\": \"other\"} | [team: found 'other', expected the id of a team]",
                "{\"owner\": \"a\\nb\"} | [owner: expected a text that is not empty and has no"
                        + " control characters]",
                "{\"bound_to\": \"x\"} | [bound_to: found 'x', expected a name that models lists]",
                "{\"default_model\": \"x\"} | [default_model: found 'x', expected a name that"
                        + " models lists]",
                "{\"model_names\": {\"a\": \"x\"}} | [model_names.a: found 'x', expected a name"
                        + " that models lists]",
                "{\"owner\": \"${HOME}\", \"limits\": [{\"rpm\": -1}], \"expires\": 5} |"
                        + " [expires: found 5, expected a date such as 2027-01-31 or a time such"
                        + " as 2027-01-31T12:00:00Z, limits[0].rpm: found -1, expected a whole"
                        + " number from 1]",
                "{\"budgets\": [{\"amount\": 1e9999999, \"currency\": \"USD\", \"window\":"
                        + " \"day\"}]} | [budgets[0].amount: found 1e9999999, expected a decimal"
                        + " number from 0 to 1000000000, such as 12.5]",
            })
    void saysEverythingThatIsWrong(String json, String problems) {
        assertEquals(problems, bad(request.key(utf8(json), ISSUE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\": 1,,}", "{} {}", "\u0000"})
    void brokenJsonIsAProblemLikeOthers(String json) {
        bad(request.key(utf8(json), ISSUE));
    }

    @Test
    void referencesAreNotFilledIn() {
        KeySpec key = good(request.key(utf8("{\"owner\": \"${SET} file:/etc\"}"), ISSUE));
        assertEquals("${SET} file:/etc", key.owner());
    }

    @Test
    void aChangeTouchesOnlyWhatItStates() {
        KeySpec old = good(request.key(utf8(FULL), ISSUE));
        // Ranges of addresses are never equal, but they are written as they were read.
        assertEquals(old.toString(), good(request.change(old, utf8("{}"))).toString());
        KeySpec on = good(request.change(old, utf8("{\"enabled\": true, \"expires\": null}")));
        assertEquals(new KeySpec.Life(ISSUE.created(), null, true), on.life());
        assertEquals(old.terms().toString(), on.terms().toString());
        assertEquals(old.digest(), on.digest());
        KeySpec free =
                good(
                        request.change(
                                old,
                                utf8(
                                        "{\"models\": [], \"limits\": null, \"team\": null,"
                                                + " \"id\": \"k.1@x\"}")));
        assertEquals(List.of(), free.terms().models());
        assertEquals(List.of(), free.terms().limits());
        assertEquals(old.terms().budgets(), free.terms().budgets());
        assertNull(free.team());
    }

    @Test
    void aChangeIsHeldToTheSameRules() {
        KeySpec old = good(request.key(utf8(FULL), ISSUE));
        assertEquals(
                "[id: found 'other', expected 'k.1@x': it stays, priority: found 'first',"
                        + " expected high or normal or low]",
                bad(request.change(old, utf8("{\"id\": \"other\", \"priority\": \"first\"}"))));
    }

    @Test
    void aKeyCanBeTurnedOffThoughItsModelsAndTeamAreGone() {
        KeySpec old = good(request.key(utf8(FULL), ISSUE));
        var later = new KeyRequest(new dev.sluice.core.NameTable<>(Map.of(), Map.of()), _ -> false);
        assertFalse(good(later.change(old, utf8("{\"enabled\": false}"))).life().enabled());
        assertEquals(
                "[models[0]: found 'm', expected a name that models lists]",
                bad(later.change(old, utf8("{\"models\": [\"m\"]}"))));
    }

    @Test
    void readsChangesAndRefusesTeams() {
        TeamSpec team = good(request.team(utf8("{\"id\": \"lab\", \"limits\": [{\"rpm\": 5}]}")));
        assertEquals(
                List.of(new Limit("team:lab", Limit.Measure.REQUESTS, 5, null)),
                team.terms().limits());
        TeamSpec off = good(request.change(team, utf8("{\"enabled\": false}")));
        assertEquals(new TeamSpec("lab", false, team.terms()), off);
        assertEquals(
                "[id: missing; expected name in keys, logs and records]",
                bad(request.team(utf8("{}"))));
        assertEquals(
                "[owner: unknown member]",
                bad(request.team(utf8("{\"id\": \"a\", \"owner\": \"b\"}"))));
        assertEquals(
                "[id: found 'b', expected 'lab': it stays]",
                bad(request.change(team, utf8("{\"id\": \"b\"}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/keys.md", "docs/keys.zh.md"})
    void aPageShowsOnlyRequestsThatAreGood(String page) throws Exception {
        String text = Files.readString(FilesTest.root().resolve(page));
        String yaml = text.substring(text.indexOf("```yaml") + 7);
        Loaded loaded =
                assertInstanceOf(
                        Loaded.class,
                        ProblemsTest.read(
                                "s.yaml", yaml.substring(0, yaml.indexOf("```")), Moment.RELOAD));
        var known = new KeyRequest(loaded.snapshot().names(), Set.of("research")::contains);
        List<String> pieces =
                Pattern.compile("^```json\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(text)
                        .results()
                        .map(each -> each.group(1))
                        .toList();
        assertEquals(2, pieces.size());
        KeySpec issued = good(known.key(utf8(pieces.getFirst()), ISSUE));
        KeySpec changed = good(known.change(issued, utf8(pieces.getLast())));
        assertEquals(new KeySpec.Life(ISSUE.created(), null, false), changed.life());
    }

    @Test
    void linesHoldAKeyAsItIs() throws Exception {
        KeySpec key = good(request.key(utf8(FULL), ISSUE));
        TeamSpec team = good(request.team(utf8("{\"id\": \"t\", \"models\": [\"m\"]}")));
        var text = new StringWriter();
        var changes = new Changes(7, List.of(key), List.of(team), List.of(), List.of());
        SpecLines.write(changes, text);
        Changes read = SpecLines.read(new BufferedReader(new StringReader(text.toString())));
        assertNotNull(read);
        assertEquals(changes.toString(), read.toString());
        assertEquals(key.digest(), read.keys().getFirst().digest());
    }
}
