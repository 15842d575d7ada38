package dev.sluice.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.control.FakeControl;
import dev.sluice.app.control.LedgerDesk;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands that talk to a running gateway: here one with keys and a ledger in memory. */
class GatewayCommandsTest {
    @TempDir Path empty;
    private final FakeControl control = new FakeControl();
    private final FakeUpstream gateway = control.serve();
    private StringWriter out = new StringWriter();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private int raw(String... args) {
        out = new StringWriter();
        CommandLine line = SluiceCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return line.execute(args);
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--url", gateway.url(), "--admin-token", FakeControl.TOKEN));
        return raw(all.toArray(String[]::new));
    }

    private String good(String... args) {
        assertEquals(0, run(args), out.toString());
        return out.toString();
    }

    private void said(String... parts) {
        for (String part : parts) {
            assertTrue(out.toString().contains(part), out.toString());
        }
    }

    @Test
    void createsAKeyAndSaysHowToUseIt() {
        good(
                "keys",
                "create",
                "--id",
                "team a/1",
                "--owner",
                "ann",
                "--models",
                "gpt-*,qwen-max",
                "--expires",
                "2026-12-31",
                "--rpm",
                "60",
                "--limit",
                "tpm=1000,model=gpt-4o",
                "--budget",
                "100:USD:month",
                "--budget",
                "5.5:CNY:day");
        String secret = out.toString().replaceAll("(?s).*key +(sk-canary-\\S+).*", "$1");
        said("id   team a/1", "key  sk-canary-1", "not shown again");
        said("curl " + gateway.url() + "/v1/models -H 'Authorization: Bearer " + secret + "'");

        good("keys", "show", "team a/1");
        said("owner                   ann", "models                  gpt-*,qwen-max");
        said("limits                  rpm=60 tpm=1000,model=gpt-4o");
        said("budgets                 100:USD:month 5.5:CNY:day");
        said("key:team a/1 100:USD:month: 100 USD left");
        assertFalse(out.toString().contains(secret), out.toString());
    }

    @Test
    void listsKeysAsATable() {
        good("keys", "list");
        said("no keys; make one with: sluice keys create");
        for (int i = 0; i < 3; i++) {
            good("keys", "create", "--owner", "人" + i);
        }
        good("keys", "disable", "key-2");
        List<String> lines = good("keys", "list").lines().toList();
        assertEquals(
                "ID     HINT     OWNER  TEAM  STATE     EXPIRES  MODELS  LIMITS  BUDGETS",
                lines.getFirst());
        assertEquals(
                "key-2  ...tail  人1    -     disabled  -        -       -       -", lines.get(2));
        assertEquals(2, good("keys", "list", "--search", "key-3").lines().count());
    }

    @Test
    void followsPagesToTheEnd() {
        String first = "{\"keys\":[{\"id\":\"a\",\"enabled\":true}],\"next\":\"a\"}";
        String last = "{\"keys\":[{\"id\":\"b\",\"enabled\":true}],\"next\":null}";
        gateway.script(request ->
                Answer.json(200, "a".equals(request.query().get("after")) ? last : first));
        assertEquals(3, good("keys", "list").lines().count());
    }

    @Test
    void changesWhatIsSaidAndTakesItBack() {
        good("keys", "create", "--id", "k", "--owner", "ann", "--models", "a,b", "--rpm", "5");
        good("keys", "set", "k", "--owner", "eve");
        said("owner                   eve", "models                  a,b", "rpm=5");
        good("keys", "set", "k", "--owner", "", "--models", "", "--limit", "");
        String text = out.toString();
        assertFalse(
                text.contains("owner") || text.contains("models ") || text.contains("rpm"), text);
        assertEquals(2, run("keys", "set", "k"));
        said("nothing to change");
    }

    @Test
    void rotatesEndsAndRemoves() {
        good("keys", "create", "--id", "k");
        String first = out.toString();
        good("keys", "rotate", "k");
        said("key  sk-canary-2");
        assertFalse(out.toString().equals(first));
        good("keys", "disable", "k");
        said("undo with: sluice keys enable k");
        good("keys", "enable", "k");
        good("keys", "remove", "k", "--yes");
        said("is removed");
        assertEquals(1, run("keys", "show", "k"));
        said("sluice: No issued key has this id.");
        assertEquals(
                List.of("created", "rotated", "disabled", "enabled", "removed"),
                control.log.stream().map(line -> line.split(" ", 3)[1]).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "y, 0, is removed",
        "no, 1, nothing was changed",
        "'', 1, nothing was",
        ", 2, --yes"
    })
    void asksBeforeItRemoves(String typed, int code, String part) {
        good("keys", "create", "--id", "k");
        InputStream before = System.in;
        byte[] line = typed == null ? new byte[0] : (typed + "\n").getBytes(StandardCharsets.UTF_8);
        System.setIn(new ByteArrayInputStream(line));
        try {
            assertEquals(code, run("keys", "remove", "k"), out.toString());
        } finally {
            System.setIn(before);
        }
        said("Remove the key k for ever? [y/N]", part);
        assertEquals(code == 0 ? 1 : 0, run("keys", "show", "k"));
    }

    @Test
    void showsChecksAndChangesTheConfiguration() throws Exception {
        String shown = good("config", "show");
        assertFalse(shown.contains("sk-secret"), shown);
        said("api_key: \"***9876\"");
        assertTrue(good("config", "show", "--reveal").contains("sk-secret-9876"));

        Path file = Files.writeString(empty.resolve("new.yaml"), shown + "# more\n");
        good("config", "check", file.toString());
        said("note: line 1: looks odd", "new.yaml: good");
        good("config", "diff", file.toString());
        said("@@ MASKED");
        good("config", "apply", file.toString(), "--note", "more", "--yes");
        said("@@ MASKED", "in force: revision 2");
        String revealed = good("config", "show", "--reveal");
        assertTrue(revealed.contains("sk-secret-9876") && revealed.endsWith("# more\n"));

        Files.writeString(file, "bad\n");
        assertEquals(1, run("config", "check", file.toString()));
        said("line 2: a.b: found bad", "1 to be repaired");
        assertEquals(2, run("config", "apply", file.toString(), "--yes"));
        said("the old one stays in force: line 2: a.b: found bad");
        assertEquals(2, run("config", "diff", empty.resolve("none").toString()));

        List<String> lines = good("config", "history").lines().toList();
        assertTrue(lines.get(1).contains("admin") && lines.get(1).contains("more"), lines.get(1));
        String id = lines.get(2).split(" ", 2)[0];
        good("config", "show", id);
        good("config", "rollback", id);
        said("in force: revision 3");
        assertEquals(1, run("config", "rollback", "gone"));
        said("No former configuration has this id");
    }

    @Test
    void keepsTeams() {
        good("teams", "list");
        said("no teams");
        good("teams", "create", "red", "--models", "gpt-*", "--budget", "10:USD:total");
        good("teams", "disable", "red");
        said("sluice teams enable red");
        good("teams", "list");
        said("red  disabled  gpt-*   -       10:USD:total");
        good("teams", "show", "red", "--json");
        said("{\"id\":\"red\",\"enabled\":false,\"models\":[\"gpt-*\"]");
        assertEquals(1, run("teams", "create", "red"));
        said("change it with: sluice teams set red");
        good("teams", "set", "red", "--rpm", "9");
        said("models                  gpt-*", "limits                  rpm=9");
        good("teams", "enable", "red");
        good("teams", "remove", "red", "--yes");
        assertEquals(1, run("teams", "show", "red"));
    }

    private void ledger() {
        control.reports.call("2026-11-29T10:00:00Z", "a", "gpt-4o", Money.of("1.25", Currency.USD));
        control.reports.call(
                "2026-11-29T11:00:00Z", "b", "qwen", Money.of("3", Currency.CNY), true);
        control.reports.call("2026-11-30T11:00:00Z", "a", "odd", Money.none(Currency.USD));
    }

    @Test
    void showsUsageWithItsSum() {
        ledger();
        assertEquals(
                """
                KEY    MODEL   CALLS  FAILED  INPUT  CACHED  OUTPUT  REASONING  COST
                a      gpt-4o      1       0     10       4       5          2  1.25 USD
                a      odd         1       0     10       4       5          2  -
                b      qwen        1       1     10       4       5          2  3 CNY
                total  -           3       1     30      12      15          6  1.25 USD + 3 CNY
                calls without a price, not in the cost: 1
                add prices to the configuration, then: sluice ledger rerate --from DATE
                """,
                good("usage", "--by", "key,model", "--from", "2026-11-01"));
        good("usage", "--by", "key", "--key", "b", "--format", "csv");
        assertTrue(out.toString().startsWith("key,calls,failed"), out.toString());
        good("usage", "--format", "json");
        said("\"total\":{\"calls\":3");
        assertEquals(2, run("usage", "--by", "dya"));
        said("found 'dya', expected hour, day");
    }

    @Test
    void showsCalls() {
        ledger();
        List<String> lines = good("calls", "--limit", "2").lines().toList();
        assertEquals(
                "BEGUN                 REQUEST ID  KEY  MODEL  DEPLOYMENT  STATUS  OUTCOME   "
                        + "      MS  INPUT  OUTPUT  COST",
                lines.getFirst());
        assertEquals(
                "2026-11-29T11:00:00Z  req-2       b    qwen   up/qwen        500  complete  "
                        + "1234.567     10       5  3 CNY",
                lines.get(2));
        said("there are more");
        assertEquals(2, good("calls", "--failed").lines().count());
        assertEquals(2, good("calls", "--request-id", "req-1").lines().count());
        assertEquals(3, good("calls", "--format", "ndjson").lines().count());
    }

    @Test
    void checksALedgerAndCountsAgain() {
        good("ledger", "check");
        said("calls: 3, budget entries: 2, open reservations: 1", "everything adds up");
        control.findings.add("budget key:a/month/USD: found 3, expected 4");
        assertEquals(1, run("ledger", "check"));
        said("expected 4", "findings: 1");
        good("ledger", "rerate", "--from", "2026-11-01");
        said("changed: 2", "cost: grew by 1.5 USD + -0.2 CNY", "called off: as before");
        assertEquals(2, run("ledger", "rerate"));
        said("Missing required option: '--from=DATE'");
    }

    @Test
    void readsTheLedgerWhereItLiesWhenNoGatewayRuns() {
        List<String> asked = new ArrayList<>();
        OfflineLedger offline =
                premises -> {
                    asked.add(premises.data().toString());
                    return new LedgerDesk.Check(7, 2, 0, List.of());
                };
        var line = new CommandLine(new LedgerCommand.Check(offline));
        line.setOut(new PrintWriter(out));
        assertEquals(0, line.execute("--data", empty.toString()));
        said("calls: 7", "everything adds up");
        assertEquals(List.of(empty.toString()), asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys create --budget 100:USD",
                "keys create --budget x:USD:month",
                "keys create --limit rpm=x",
                "keys create --limit cpm=1",
                "keys create --rpm x",
                "keys nothing",
                "usage --format xml",
                "keys create --budget 1:EUR:month",
            })
    void wrongUsageIsATwo(String words) {
        assertEquals(2, run(words.split(" ")), out.toString());
        assertTrue(
                out.toString().matches("(?s).*(xpected|nvalid|--budget|nmatched).*"),
                out::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "teams", "ledger"})
    void aSubjectAloneSaysWhatThereIs(String word) {
        assertEquals(2, raw(word));
        said("expected one of: ", "Usage: sluice " + word);
    }

    @Test
    void saysTheNextStepWhenThereIsNobodyToAsk() {
        assertEquals(2, raw("keys", "list", "--url", gateway.url(), "--admin-token", "wrong"));
        said("give it as --admin-token");
        assertEquals(2, raw("keys", "list", "--url", gateway.url(), "--data", empty.toString()));
        said("--admin-token", "--data");
        String url = gateway.url();
        gateway.script(request ->
                Answer.bytes(200, "text/html", "<html>".getBytes(StandardCharsets.UTF_8)));
        assertEquals(2, run("keys", "list"));
        said("is no Sluice");
        gateway.script(request ->
                Answer.json(404, "{\"error\":{\"message\":\"x\",\"code\":\"unknown_url\"}}"));
        assertEquals(2, run("keys", "list"));
        said("is no Sluice");
        gateway.close();
        assertEquals(2, raw("keys", "list", "--url", url, "--admin-token", "t"));
        said("does not answer; start it with serve, or say where as --url");
    }

    @Test
    void saysThatTheDatabaseIsDown() {
        control.keys.down = true;
        assertEquals(1, run("keys", "create"));
        said("sluice: The database does not answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "keys create", "teams set", "usage", "calls", "ledger check"})
    void helpsItself(String words) {
        assertEquals(0, raw((words + " --help").split(" ")), out.toString());
        said("Usage: sluice " + words);
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out::toString);
    }

    @Test
    void completionKnowsThem() {
        assertEquals(0, raw("completion"));
        said("_picocli_sluice_keys_create", "_picocli_sluice_ledger_check", "--budget", "ndjson");
    }

    @Test
    void usersAreAddedChangedAndRemoved() {
        assertTrue(good("users", "list").contains("no users; add one with"));
        String added = typing("a few plain words", "users", "add", "ann", "--role", "viewer");
        assertTrue(added.contains("ann may sign in at " + gateway.url() + "/console"), added);
        assertTrue(good("users", "role", "ann", "admin").contains("ann is admin now"));
        good("users", "disable", "ann");
        assertTrue(good("users", "list").matches("(?s).*ann +ann +admin +disabled +password.*"));
        assertTrue(typing("other plain words", "users", "password", "ann").contains("another"));
        assertEquals(2, run("users", "role", "ann", "king"));
        assertEquals(1, run("users", "enable", "eve"), "nobody has this name");
        good("users", "remove", "ann", "--yes");
        assertTrue(good("users", "list").contains("no users"));
        assertFalse(control.log.toString().contains("plain words"), control.log::toString);
    }

    private String typing(String secret, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((secret + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return good(args);
        } finally {
            System.setIn(before);
        }
    }
}
