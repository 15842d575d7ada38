package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.ObjectMapper;

/** What an editor with the schema at hand would say. */
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final com.networknt.schema.Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(schemaText()));

    private static String schemaText() {
        try {
            return Files.readString(FilesTest.root().resolve("schema/sluice.schema.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Path> examples() throws IOException {
        return FilesTest.examples().filter(each -> each.toString().endsWith(".yaml"));
    }

    private static List<String> complaints(String yaml) {
        Object plain = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return SCHEMA.validate(JSON.valueToTree(plain)).stream().map(Error::toString).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsValid(Path example) throws IOException {
        assertEquals(List.of(), complaints(Files.readString(example)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers: {}",
                "server: {port: 99999}",
                "server: {prot: 8090}",
                "server: [1]",
                "server: {tls: {key: k.pem}}",
                "providers: {a: b}",
                "providers: [{id: a}]",
                "providers: [{id: a, type: openai, stream: sometimes}]",
                "models: [{name: m}]",
                "models: [{provider: p}]",
                "keys: [{key: sk-without-a-name}]",
                "keys: [{id: k, key: s, models: {m: 1}}]",
                "keys: [{id: k, key: s, priority: first}]",
                "keys: [{id: k, key: s, model_names: [m]}]",
                "providers: [{id: a, type: openai, api_key: k, api_keys: [l]}]",
                "providers: [{id: a, type: openai, api_keys: k}]",
                "providers: [{id: a, type: openai, max_calls: -1}]",
                "providers: [{id: a, type: openai, health_check: {interval: 1s}}]",
                "models: [{name: m, provider: p, targets: [{provider: p}]}]",
                "models: [{name: m, targets: [{weight: 2}]}]",
                "models: [{name: m, targets: [{provider: p, model: n}]}]",
                "models: [{name: m, targets: [{provider: p, weight: 0}]}]",
                "models: [{name: m, targets: [{provider: p}], strategy: best}]",
                "models: [{name: m, targets: [{provider: p}], hedge: {share: 1.5}}]",
                "server: {max_calls: many}",
                "server: {log_format: xml}",
                "keys: [{id: k, key: s, expires: soon}]",
                "keys: [{id: k, key: s, enabled: 7}]",
                "keys: [{id: k, key: s, limits: [{rpm: none}]}]",
                "keys: [{id: k, key: s, limits: {rpm: 1}}]",
                "keys: [{id: k, key: s, budgets: [{amount: 1}]}]",
                "keys: [{id: k, key: s, budgets: [{amount: 1, currency: EUR, window: day}]}]",
                "teams: [{models: [m]}]",
                "prices: [{model: m, currency: USD}]",
                "prices: [{provider: p, model: m}]",
                "prices: [{provider: p, model: m, currency: USD, input: -1}]",
                "exchange: {cny_per_usd: free}",
                "limits: {usual_output: 0}",
                "ledger: {redis_down: open}",
                "telemetry: {endpoint: x}",
            })
    void aMistakeIsSeen(String yaml) {
        assertFalse(complaints(yaml).isEmpty(), yaml);
        assertTrue(
                ProblemsTest.read("s.yaml", yaml, Configuration.Moment.RELOAD)
                        instanceof Configuration.Rejected,
                "the gateway agrees with its schema");
    }
}
