package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of bad words for teams, keys, prices and the ledger. */
class TermsProblemsTest {
    private static List<String> problems(String text) {
        return assertInstanceOf(
                        Rejected.class, ProblemsTest.read("s.yaml", text, Moment.RELOAD), text)
                .problems()
                .stream()
                .map(Problem::sentence)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "enabled: maybe | keys[0].enabled: found 'maybe', expected true or false",
                "expires: soon | keys[0].expires: found 'soon', expected a date such as 2027-01-31"
                        + " or a time such as 2027-01-31T12:00:00Z",
                "expires: 2027-02-30 | keys[0].expires: found '2027-02-30', expected a date such"
                        + " as 2027-01-31 or a time such as 2027-01-31T12:00:00Z",
                "owner: '' | keys[0].owner: expected a text that is not empty and has no control"
                        + " characters",
                "team: nobody | keys[0].team: found 'nobody', expected the id of a team",
                "team: lap | keys[0].team: found 'lap', expected the id of a team; did you mean"
                        + " 'lab'?",
                "models: ['a*b'] | keys[0].models[0]: found 'a*b', expected a name, or a beginning"
                        + " that ends in *",
                "models: [mm] | keys[0].models: found 'mm', expected a name that models lists; did"
                        + " you mean 'm'?",
                "endpoints: [chat] | keys[0].endpoints[0]: found 'chat', expected a path below /v1"
                        + " such as /chat/completions, or a beginning that ends in *",
                "endpoints: [/ok, /v1/models] | keys[0].endpoints[1]: found '/v1/models', expected"
                        + " a path below /v1 such as /chat/completions, or a beginning that ends"
                        + " in *",
                "endpoints: ['/a*/b'] | keys[0].endpoints[0]: found '/a*/b', expected a path below"
                        + " /v1 such as /chat/completions, or a beginning that ends in *",
                "addresses: [10.0.0.0/33] | keys[0].addresses[0]: found '10.0.0.0/33', expected a"
                        + " prefix length from 0 to 32",
                "addresses: [localhost] | keys[0].addresses[0]: found 'localhost', expected an"
                        + " address such as 10.0.0.0/8 or 2001:db8::1",
                "limits: [{}] | keys[0].limits[0]: limits nothing, expected rpm, tpm or parallel",
                "limits: [{rpm: 0}] | keys[0].limits[0].rpm: found 0, expected a whole number from"
                        + " 1",
                "limits: [{tpm: 1.5}] | keys[0].limits[0].tpm: found 1.5, expected a whole number"
                        + " from 1",
                "limits: [{rqm: 5}] | keys[0].limits[0].rqm: unknown member; did you mean 'rpm'?",
                "limits: [{rpm: 5}, {rpm: 6}] | keys[0].limits[1].rpm: stands here a second time"
                        + " for the same models, expected it once",
                "limits: [{rpm: 5, model: 'm*x'}] | keys[0].limits[0].model: found 'm*x', expected"
                        + " a name, or a beginning that ends in *",
                "budgets: [{amount: 5, currency: EUR, window: day}] | keys[0].budgets[0].currency:"
                        + " found 'EUR', expected USD or CNY",
                "budgets: [{amount: -1, currency: USD, window: day}] | keys[0].budgets[0].amount:"
                        + " found -1, expected a decimal number from 0 to 1000000000, such as 12.5",
                "budgets: [{amount: 1e5, currency: USD, window: day}] | keys[0].budgets[0].amount:"
                        + " found 1e5, expected a decimal number from 0 to 1000000000, such as"
                        + " 12.5",
                "budgets: [{amount: 0.0000001, currency: USD, window: day}] |"
                        + " keys[0].budgets[0].amount: found 1E-7, expected at most six decimals",
                "budgets: [{amount: 5, currency: USD, window: year}] | keys[0].budgets[0].window:"
                        + " found 'year', expected day or week or month or total",
                "budgets: [{amount: 5, currency: USD}] | keys[0].budgets[0].window: missing;"
                        + " expected when it is renewed, in UTC; weeks begin on Monday",
                "budgets: [{amount: 5, currency: USD, window: day}, {amount: 6, currency: USD,"
                        + " window: day}] | keys[0].budgets[1]: another budget has the same window"
                        + " and currency, expected one",
                "code_msg: perhaps | keys[0].code_msg: found 'perhaps', expected on or off",
                "sensitive_finish_reason: 7 | keys[0].sensitive_finish_reason: found 7, expected"
                        + " on or off",
                "team: lab, default_model: n | keys[0].default_model: found 'n', expected a name"
                        + " that the key may use",
                "team: lab, bound_to: n | keys[0].bound_to: found 'n', expected a name that the"
                        + " key may use",
                "team: lab, model_names: {x: n} | keys[0].model_names.x: found 'n', expected a"
                        + " name that the key may use",
            })
    void aWordOfAKeyIsWrong(String words, String sentence) {
        String text =
                """
                providers: [{id: a, type: echo}]
                models: [{name: m, provider: a}, {name: n, provider: a}]
                teams: [{id: lab, models: [m]}]
                keys: [{id: k, key: s, %s}]
                """
                        .formatted(words);
        assertEquals(List.of("line 4: " + sentence), problems(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "teams: [{models: [m]}] | teams[0].id: missing; expected name in keys, logs and"
                        + " records",
                "teams: [{id: a}, {id: a}] | teams[1].id: found 'a' a second time, expected a name"
                        + " of its own",
                "teams: [{id: a, models: [nix]}] | teams[0].models: found 'nix', expected a name"
                        + " that models lists",
                "teams: [{id: a, limits: [{rpm: x}]}] | teams[0].limits[0].rpm: found 'x',"
                        + " expected a whole number from 1",
                "teams: [{id: a, owner: me}] | teams[0].owner: unknown member",
                "prices: [{model: m, currency: USD, input: 1}] | prices[0].provider: missing;"
                        + " expected provider or vendor",
                "prices: [{provider: e, vendor: echo, model: m, currency: USD, input: 1}] |"
                        + " prices[0].vendor: stands beside provider, expected only one of"
                        + " provider and vendor",
                "prices: [{provider: f, model: m, currency: USD, input: 1}] | prices[0].provider:"
                        + " found 'f', expected the id of a provider; did you mean 'e'?",
                "prices: [{vendor: opnai, model: m, currency: USD, input: 1}] | prices[0].vendor:"
                        + " found 'opnai', expected a type of providers; did you mean 'openai'?",
                "prices: [{provider: e, model: '*m', currency: USD, input: 1}] | prices[0].model:"
                        + " found '*m', expected a name, or a beginning that ends in *",
                "prices: [{provider: e, model: m, currency: USD}] | prices[0]: states no price,"
                        + " expected one such as input or output",
                "prices: [{provider: e, model: m, currency: USD, output: -2}] | prices[0].output:"
                        + " found -2, expected a decimal number from 0 to 1000000, such as 12.5",
                "prices: [{provider: e, model: m, currency: USD, output: 0.1234567}] |"
                        + " prices[0].output: found 0.1234567, expected at most six decimals",
                "prices: [{provider: e, model: m, currency: yen, output: 2}] |"
                        + " prices[0].currency: found 'yen', expected USD or CNY",
                "prices: [{provider: e, model: m, currency: USD, input: 1, from: 2026-13-01}] |"
                        + " prices[0].from: found '2026-13-01', expected a date such as"
                        + " 2027-01-31",
                "prices: [{provider: e, model: m, currency: USD, input: 1, hours: 'Mon 4-5'}] |"
                        + " prices[0].hours: found 'Mon 4-5', expected such as Mon-Fri 01:00-04:00"
                        + " 06:00-10:00",
                "prices: [{provider: e, model: m, currency: USD, input: 1, hours: 'Mon 4:00-5:00'},"
                        + " {provider: e, model: m, currency: USD, input: 2, hours: 'Mon "
                        + " 4:00-5:00'}] | prices[1]: another entry has the same model and date,"
                        + " expected it once",
                "prices: [{provider: e, model: m, currency: USD, input: 1, tiers: [{above: 9},"
                        + " {above: 9}]}] | prices[0].tiers[1].above: found 9, expected more than"
                        + " 9",
                "prices: [{provider: e, model: m, currency: USD, input: 1}, {provider: e, model:"
                        + " m, currency: CNY, input: 2}] | prices[1]: another entry has the same"
                        + " model and date, expected it once",
                "exchange: {cny_per_usd: 0} | exchange.cny_per_usd: found 0, expected a number"
                        + " above 0 with at most six decimals",
                "exchange: {cny_per_usd: free} | exchange.cny_per_usd: found 'free', expected a"
                        + " decimal number from 0, such as 12.5",
                "limits: {usual_output: 0} | limits.usual_output: found 0, expected a whole number"
                        + " from 1 to 10000000",
                "ledger: {store: 'jdbc:mysql://u:hidden@h'} | ledger.store: expected an address"
                        + " such as jdbc:postgresql://host/sluice?user=sluice&password=...",
                "ledger: {redis: 'http://:hidden@h'} | ledger.redis: expected an address such as"
                        + " redis://:password@host:6379",
                "ledger: {redis_down: open} | ledger.redis_down: found 'open', expected local or"
                        + " deny",
                "ledger: {keep_calls: 90x} | ledger.keep_calls: found '90x', expected a time, such"
                        + " as 30 (seconds), 500ms, 30s or 5m",
                "ledger: {durable: 7} | ledger.durable: found 7, expected true or false",
                "telemetry: {otlp_endpoint: 'collector:4318'} | telemetry.otlp_endpoint: expected"
                        + " an address such as http://localhost:4318",
                "telemetry: {otlp_headers: [a]} | telemetry.otlp_headers: found a list, expected a"
                        + " mapping",
                "server: {log_format: xml} | server.log_format: found 'xml', expected text or"
                        + " json",
                "server: {trusted_proxies: [10.0.0.0/8, proxy]} | server.trusted_proxies[1]: found"
                        + " 'proxy', expected an address such as 10.0.0.0/8 or 2001:db8::1",
            })
    void anotherWordIsWrong(String words, String sentence) {
        String text =
                """
                providers: [{id: e, type: echo}]
                models: [{name: m, provider: e}]
                %s
                """
                        .formatted(words);
        assertEquals(List.of("line 3: " + sentence), problems(text));
        assertFalse(problems(text).toString().contains("hidden"));
    }

    @Test
    void severalMistakesAreSaidAtOnce() {
        String text =
                """
                teams:
                - {id: a, addresses: [x]}
                keys:
                - {id: k, key: s, team: b, expires: never}
                - id: l
                  key: t
                  team: c
                  budgets: [{amount: 0.00000001, currency: USD, window: day}]
                prices:
                - {vendor: echo, model: m, currency: USD}
                """;
        assertEquals(List.of(2, 4, 7, 8, 10), lines(text));
    }

    private static List<Integer> lines(String text) {
        return assertInstanceOf(Rejected.class, ProblemsTest.read("s", text, Moment.RELOAD))
                .problems()
                .stream()
                .map(Problem::line)
                .toList();
    }

    @Test
    void aBrokenTeamLeavesItsKeysOutAtStart() {
        String text =
                """
                teams: [{id: a, models: [nix]}, {id: b}]
                keys: [{id: k, key: s, team: a}, {id: l, key: t, team: b}]
                """;
        Loaded loaded = assertInstanceOf(Loaded.class, ProblemsTest.read("s", text, Moment.START));
        assertEquals(1, loaded.around().keys());
        assertEquals(1, loaded.around().teams().size());
        assertEquals(
                "[line 1: teams[0].models: found 'nix', expected a name that models lists, line 2:"
                        + " keys[0].team: left out: the team it names cannot be used]",
                loaded.warnings().stream().map(Problem::sentence).toList().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "team: lab, models: [n, m] | 'n' has no effect: the team may not use it",
                "limits: [{rpm: 5, model: x*}] | the limit for 'x*' has no effect: there is no"
                        + " such name",
            })
    void whatHasNoEffectIsSaid(String words, String message) {
        String text =
                """
                providers: [{id: a, type: echo}]
                models: [{name: m, provider: a}, {name: n, provider: a}]
                teams: [{id: lab, models: [m]}]
                keys: [{id: k, key: s, %s}]
                """
                        .formatted(words);
        Loaded loaded = assertInstanceOf(Loaded.class, ProblemsTest.read("s", text, Moment.RELOAD));
        assertEquals(List.of(message), loaded.warnings().stream().map(Problem::message).toList());
    }
}
