package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.Rights;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBook;
import dev.sluice.providers.Secret;
import dev.sluice.store.LedgerSettings;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What good words for teams, keys, prices and the ledger come to. */
class TermsLoadingTest {
    private static Loaded yaml(String text) {
        Configuration read = ProblemsTest.read("sluice.yaml", text, Moment.RELOAD);
        return assertInstanceOf(Loaded.class, read, read::toString);
    }

    /** What a million output tokens cost, of an answer that was thought about. */
    private static String cost(PriceBook book, String model, String at) {
        String vendor = model.startsWith("gpt") ? "openai" : "echo";
        Price price = book.find("e", vendor, model, Instant.parse(at));
        assertNotNull(price);
        var usage = new Usage(0, 0, 0, 0, 999_999, 1, 0, false, Extras.NONE);
        return price.cost(Quantities.of(usage)).decimal();
    }

    private static VirtualKey key(Loaded loaded, String secret) {
        VirtualKey key = loaded.snapshot().keys().find(Digest.of(secret).bytes());
        assertNotNull(key);
        return key;
    }

    private static final String TEAM =
            """
            providers: [{id: a, type: echo}]
            models:
            - {name: small, provider: a}
            - {name: large, provider: a}
            - {name: lab-*, provider: a}
            teams:
            - id: lab
              models: [small, lab-*]
              endpoints: [/chat/*, /models]
              addresses: [10.0.0.0/8]
              limits: [{rpm: 600, tpm: 1000000}]
              budgets: [{amount: 100, currency: CNY, window: month}]
            """;

    @Test
    void aTeamNarrowsItsKeys() throws Exception {
        VirtualKey key =
                key(
                        yaml(
                                TEAM
                                        + """
                                        keys:
                                        - id: k
                                          key: s
                                          owner: ann
                                          team: lab
                                          models: [lab-1*, small]
                                          endpoints: ["*"]
                                          addresses: [10.1.0.0/16, "::1"]
                                          expires: 2027-01-31
                                          limits: [{parallel: 2}, {rpm: 5, model: small}]
                                          budgets: [{amount: 1.5, currency: USD, window: total}]
                                          code_msg: on
                                          sensitive_finish_reason: off
                                        """),
                        "s");
        Rights rights = key.rights();
        assertEquals(List.of("small"), key.models().names());
        assertEquals("ann", rights.owner());
        assertEquals("lab", rights.team());
        assertTrue(rights.enabled());
        assertEquals(Instant.parse("2027-02-01T00:00:00Z").toEpochMilli(), rights.expires());
        assertTrue(rights.allowsEndpoint("/chat/completions"));
        assertFalse(rights.allowsEndpoint("/embeddings"));
        assertTrue(rights.allowsAddress(address("10.1.2.3")));
        assertFalse(rights.allowsAddress(address("10.2.0.1")));
        assertFalse(rights.allowsAddress(address("::1")));
        assertEquals(
                List.of(
                        new Limit("key:k", Limit.Measure.PARALLEL, 2, null),
                        new Limit("key:k", Limit.Measure.REQUESTS, 5, "small"),
                        new Limit("team:lab", Limit.Measure.REQUESTS, 600, null),
                        new Limit("team:lab", Limit.Measure.TOKENS, 1_000_000, null)),
                rights.allowance().limits());
        assertEquals(
                List.of(
                        new Budget(
                                "key:k", new Money(1_500_000, Currency.USD), Budget.Window.TOTAL),
                        new Budget(
                                "team:lab",
                                new Money(100_000_000, Currency.CNY),
                                Budget.Window.MONTH)),
                rights.allowance().budgets());
        assertEquals(new VirtualKey.Wording(true, false), key.wording());
    }

    @Test
    void aKeyWithoutTermsMayDoEverything() {
        VirtualKey key = key(yaml(TEAM + "keys: [{id: k, key: s}]"), "s");
        assertEquals(Rights.ALL, key.rights());
        assertSame(VirtualKey.Wording.AS_PROVIDED, key.wording());
    }

    @ParameterizedTest
    @CsvSource({
        "'enabled: false', false, 9223372036854775807",
        "'expires: 2020-01-01', true, 1577923200000",
        "'expires: 2020-01-01T00:00:00Z', true, 1577836800000",
        "'expires: \"2020-01-01T00:00:00+08:00\"', true, 1577808000000",
        "'expires: \"2020-01-01T08:30\"', true, 1577867400000",
    })
    void aKeyThatMayNotCallStaysKnown(String words, boolean enabled, long expires) {
        Rights rights = key(yaml(TEAM + "keys: [{id: k, key: s, " + words + "}]"), "s").rights();
        assertEquals(enabled, rights.enabled());
        assertEquals(expires, rights.expires());
    }

    @Test
    void aTeamThatIsOffTurnsItsKeysOff() {
        Loaded loaded =
                yaml("teams: [{id: t, enabled: false}]\nkeys: [{id: k, key: s, team: t}]\n");
        assertFalse(key(loaded, "s").rights().enabled());
        assertEquals("t", loaded.around().teams().getFirst().id());
    }

    @Test
    void everyDeploymentSaysWhoseItIs() {
        Loaded loaded =
                yaml(
                        """
                        providers:
                        - {id: mine, type: openai, api_keys: [k1, k2]}
                        - {id: other, type: dashscope, api_key: k}
                        models:
                        - {name: m, provider: mine, upstream_model: gpt}
                        - {name: n, provider: other}
                        keys: [{id: b, key: s, bound_to: n, default_model: q}]
                        """);
        String qwen = dev.sluice.providers.Presets.get("dashscope").id();
        assertEquals(
                List.of(
                        new Deployment.Origin("mine", "openai"),
                        new Deployment.Origin("mine", "openai"),
                        new Deployment.Origin("other", qwen)),
                loaded.snapshot().deployments().stream().map(Deployment::origin).toList());
        var bound =
                assertInstanceOf(dev.sluice.core.ModelTable.Bound.class, key(loaded, "s").models());
        assertEquals(
                new Deployment.Origin("other", qwen),
                bound.route().deployments().iterator().next().origin());
        assertEquals(
                new Deployment.Origin("echo", "echo"),
                yaml("").snapshot().deployments().getFirst().origin());
    }

    @Test
    void anEntryIsItsOwnProvider() {
        String text =
                "[{'token': 't', 'type': 'kimi', 'config': {'api_key': 'k', 'model': 'x'}}]"
                        .replace('\'', '"');
        Loaded loaded =
                assertInstanceOf(Loaded.class, ProblemsTest.read("m.json", text, Moment.RELOAD));
        assertEquals("kimi-1", loaded.snapshot().deployments().getFirst().origin().provider());
        assertEquals(Rights.ALL, key(loaded, "t").rights());
        assertEquals(List.of("kimi-1"), List.copyOf(loaded.snapshot().names().exact().keySet()));
        assertEquals(4096, loaded.snapshot().tariff().usualOutput());
    }

    @Test
    void theSnapshotHasAllNames() {
        Loaded loaded = yaml(TEAM + "keys: [{id: k, key: s, models: [small]}]");
        assertEquals(
                List.of("small", "large"), List.copyOf(loaded.snapshot().names().exact().keySet()));
        assertTrue(loaded.snapshot().names().prefixes().containsKey("lab-"));
    }

    @Test
    void readsPricesAndWhatTheyNeed() {
        Loaded loaded =
                yaml(
                        """
                        providers: [{id: e, type: echo}]
                        models: [{name: m, provider: e}]
                        prices:
                        - {provider: e, model: m, from: 2026-01-02, currency: CNY, input: 0.1}
                        - vendor: openai
                          model: gpt-*
                          currency: USD
                          input: 2.5
                          cached_input: 0.25
                          cache_write: 3
                          output: 10
                          thinking_output: 12
                          reasoning: 10
                          audio_input: 40
                          audio_output: 80
                          image_input: 5
                          per_request: 0.001
                          per_image: 0.04
                          per_audio_minute: 0.006
                          per_million_characters: 15
                          tiers: [{above: 1000, input: 5}, {above: 200000, output: 20}]
                        - {provider: e, model: n, currency: USD, output: 2,
                           hours: mon-fri  01:00-04:00 06:00-10:00}
                        - {provider: e, model: n, currency: USD, output: 1}
                        exchange: {cny_per_usd: 7.105}
                        limits: {usual_output: 1000}
                        """);
        assertEquals(7_105_000, loaded.snapshot().tariff().exchange().cnyPerUsd());
        assertEquals(1000, loaded.snapshot().tariff().usualOutput());
        List<String> models =
                loaded.snapshot().tariff().prices().all().stream().map(Price::model).toList();
        assertTrue(models.containsAll(List.of("m", "gpt-*")), models::toString);
        var book = loaded.snapshot().tariff().prices();
        assertEquals("12.000998", cost(book, "gpt-4o", "2026-03-02T00:00:00Z"));
        assertEquals("2", cost(book, "n", "2026-03-02T01:00:00Z")); // a Monday
        assertEquals("1", cost(book, "n", "2026-03-02T04:00:00Z"));
        assertEquals("1", cost(book, "n", "2026-03-01T01:00:00Z"));
    }

    @Test
    void readsTheLedgerAndWhatIsAround() {
        Loaded loaded =
                yaml(
                        """
                        server: {log_format: json, trusted_proxies: [10.0.0.0/8, "::1"]}
                        ledger:
                          store: jdbc:postgresql://h/sluice?user=u&password=${SET}
                          durable: true
                          keep_calls: 30d
                          redis: redis://:${SET}@h:6379
                          redis_down: deny
                          log_bodies: true
                        telemetry:
                          otlp_endpoint: http://localhost:4318
                          otlp_headers: {authorization: "Bearer ${SET}"}
                          service_name: gate
                        """);
        LedgerWords ledger = loaded.around().ledger();
        assertEquals(
                new LedgerSettings(
                        Path.of("d"),
                        "jdbc:postgresql://h/sluice?user=u&password=from-env",
                        LedgerSettings.Durability.ANSWER,
                        Duration.ofDays(30)),
                ledger.settings(Path.of("d")));
        assertEquals(Secret.of("redis://:from-env@h:6379"), ledger.redis());
        assertEquals(LedgerWords.RedisDown.DENY, ledger.redisDown());
        assertTrue(ledger.logBodies());
        assertEquals(
                Map.of("authorization", Secret.of("Bearer from-env")),
                loaded.around().telemetry().otlpHeaders());
        assertEquals(ServerWords.LogFormat.JSON, loaded.around().logFormat());
        assertEquals(2, loaded.snapshot().settings().trustedProxies().size());
        assertFalse(loaded.around().toString().contains("from-env"), "no secret is printed");
    }

    @Test
    void theUsualLedgerIsEmbedded() {
        assertEquals(
                new LedgerSettings(
                        Path.of("d"), null, LedgerSettings.Durability.GROUP, Duration.ofDays(90)),
                yaml("").around().ledger().settings(Path.of("d")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: {port: 1} | server: host, port, tls, reuse_port and max_header_bytes"
                        + " change with the next start only",
                "server: {log_format: json} | server.log_format: changes with the next start only",
                "ledger: {durable: true} | ledger: store, durable, keep_calls, redis and"
                        + " redis_down change with the next start only",
                "ledger: {redis: 'redis://h'} | ledger: store, durable, keep_calls, redis and"
                        + " redis_down change with the next start only",
                "telemetry: {service_name: x} | telemetry: changes with the next start only",
            })
    void whatNeedsARestartIsSaid(String words, String sentence) {
        assertEquals(
                List.of(sentence),
                yaml(words).waitsForRestart(yaml("")).stream().map(Problem::sentence).toList());
        assertEquals(List.of(), yaml(words).waitsForRestart(yaml(words)));
    }

    @Test
    void whatNeedsNoRestartIsNotSaid() {
        Loaded changed =
                yaml(
                        """
                        server: {trusted_proxies: [10.0.0.1], max_body: 1MB}
                        ledger: {log_bodies: true}
                        exchange: {cny_per_usd: 7}
                        """);
        assertEquals(List.of(), changed.waitsForRestart(yaml("")));
    }

    private static Configuration sealed(String text) {
        Unsealer unsealer =
                sealed -> {
                    if (!sealed.equals("enc:v1:Z29vZA==")) {
                        throw new IllegalArgumentException(
                                "cannot be opened, expected a value sealed with the present key");
                    }
                    return "opened";
                };
        return Configuration.read(
                text.getBytes(StandardCharsets.UTF_8),
                new Source(Path.of("s.yaml"), Map.of("BOX", "enc:v1:Z29vZA=="), null, null),
                new Credentials(Secret.of("a"), Secret.of("g"), unsealer),
                Moment.RELOAD,
                1);
    }

    @Test
    void opensWhatIsSealed() {
        String text =
                """
                providers: [{id: p, type: openai, api_key: "enc:v1:Z29vZA=="}]
                keys: [{id: k, key: "${BOX}"}]
                telemetry: {otlp_headers: {a: "enc:v1:Z29vZA=="}}
                """;
        Loaded loaded = assertInstanceOf(Loaded.class, sealed(text));
        assertNotNull(loaded.snapshot().keys().find(Digest.of("opened").bytes()));
        assertEquals(Secret.of("opened"), loaded.around().telemetry().otlpHeaders().get("a"));
    }

    @Test
    void whatCannotBeOpenedIsNamedByItsPlace() {
        Rejected rejected =
                assertInstanceOf(
                        Rejected.class,
                        sealed("keys:\n- id: k\n  key: enc:v1:YmFk\n- {id: l, key: x}\n"));
        assertEquals(
                List.of(
                        "line 3: keys[0].key: cannot be opened, expected a value sealed with the"
                                + " present key"),
                rejected.problems().stream().map(Problem::sentence).toList());
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getAllByName(text)[0];
    }
}
