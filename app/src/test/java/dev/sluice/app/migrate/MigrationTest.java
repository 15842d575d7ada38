package dev.sluice.app.migrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Problem;
import dev.sluice.app.config.RawJson;
import dev.sluice.app.config.Unreadable;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other gateways become files of ours, and nothing gets lost in silence. */
class MigrationTest {
    private static final Path FILES = files();
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\$)\\$\\{([A-Za-z0-9_]+)");

    private static Path files() {
        Path here = Path.of("").toAbsolutePath();
        for (Path each = here; each != null; each = each.getParent()) {
            Path files = each.resolve("app/src/test/resources/migrate");
            if (Files.isDirectory(files)) {
                return files;
            }
        }
        throw new IllegalStateException("no app/src/test/resources/migrate above " + here);
    }

    static Migration migrated(String text, String name) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Migration.Outcome outcome = Migration.of(bytes, name, null);
        return assertInstanceOf(Migration.Outcome.Done.class, outcome).migration();
    }

    private static Migration migrated(String name) throws IOException {
        return migrated(Files.readString(FILES.resolve(name)), name);
    }

    /** Every finding on a line. */
    static String said(Migration migration) {
        var said = new StringBuilder();
        for (Finding each : migration.findings()) {
            said.append(each.line())
                    .append(' ')
                    .append(each.kind())
                    .append(' ')
                    .append(each.path())
                    .append(": ")
                    .append(each.message())
                    .append('\n');
        }
        return said.toString();
    }

    /** Reads a new file where everything that it refers to is set. */
    static Configuration loaded(String yaml) {
        Map<String, String> environment = new HashMap<>();
        Matcher reference = REFERENCE.matcher(yaml);
        while (reference.find()) {
            String name = reference.group(1);
            boolean address = name.endsWith("_BASE");
            environment.put(
                    name,
                    name.endsWith("REGION") || name.endsWith("REGION_NAME")
                            ? "us-east-1"
                            : (address ? "https://" : "") + name.toLowerCase(Locale.ROOT));
        }
        return Configuration.read(
                yaml.getBytes(StandardCharsets.UTF_8),
                new Configuration.Source(null, environment, null, null),
                new Configuration.Credentials(Secret.of("a"), Secret.of("g")),
                Configuration.Moment.RELOAD,
                1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatglm.yml",
                "litellm-edges.yaml",
                "litellm.yaml",
                "model-config.json",
                "new-api.json",
                "one-api.json"
            })
    void writesWhatItShould(String name) throws IOException {
        Migration migration = migrated(name);
        golden(name + ".sluice.yaml", migration.yaml());
        golden(name + ".findings.txt", said(migration));
    }

    private static void golden(String name, String now) throws IOException {
        Path file = FILES.resolve(name);
        if (Boolean.getBoolean("sluice.update")) {
            Files.writeString(file, now);
        }
        assertEquals(Files.readString(file), now, name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatglm.yml",
                "litellm.yaml",
                "model-config.json",
                "new-api.json",
                "one-api.json"
            })
    void whatItWritesLoads(String name) throws IOException {
        Migration migration = migrated(name);
        Configuration read = loaded(migration.yaml());
        var fine = assertInstanceOf(Configuration.Loaded.class, read, read::toString);
        assertEquals(List.of(), fine.warnings().stream().map(Problem::sentence).toList());
        assertFalse(said(migration).contains("sluice.yaml:"), () -> said(migration));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatglm.yml",
                "litellm-edges.yaml",
                "litellm.yaml",
                "new-api.json",
                "one-api.json"
            })
    void aWordThatNobodyKnowsIsSaidWhereverItStands(String name) throws Exception {
        Node file = ConfigText.read(Files.readAllBytes(FILES.resolve(name)), name);
        int places = 0;
        for (Node each : with("surprising_word", file)) {
            String text = new String(RawJson.of(each), StandardCharsets.UTF_8);
            Migration migration = migrated(text, "file.json");
            String said = said(migration) + migration.yaml();
            assertTrue(
                    said.contains("surprising_word") || isWithinWhatIsLost(migration, text),
                    () -> text + "\n" + said);
            places++;
        }
        assertTrue(places > 3, name);
    }

    /** Says whether the word stands in something that as a whole is not written, and said so. */
    private static boolean isWithinWhatIsLost(Migration migration, String text) throws Unreadable {
        List<String> above = new ArrayList<>();
        Node file = ConfigText.read(text.getBytes(StandardCharsets.UTF_8), "file.json");
        paths(file, "", "surprising_word", above::add);
        if (above.stream().anyMatch(each -> each.matches(".*(channel_info|type_counts)"))) {
            return true; // what was counted, all together
        }
        return migration.findings().stream()
                .filter(each -> each.kind() != Finding.Kind.EXACT)
                .anyMatch(each -> above.contains(each.path()) || above.contains(parent(each)));
    }

    /** The whole that is not written because of one of its members; "-" for none. */
    private static String parent(Finding finding) {
        boolean lost =
                finding.message().contains("not written") || finding.path().endsWith(".model_name");
        return lost ? finding.path().replaceFirst("(\\.litellm_params)?\\.[a-z_]+$", "") : "-";
    }

    private static boolean paths(Node node, String path, String word, Consumer<String> found) {
        boolean holds =
                switch (node) {
                    case Node.Scalar _ -> false;
                    case Node.Items items -> {
                        boolean any = false;
                        for (int i = 0; i < items.items().size(); i++) {
                            any |= paths(items.items().get(i), path + "[" + i + "]", word, found);
                        }
                        yield any;
                    }
                    case Node.Members members -> {
                        boolean any = members.members().containsKey(word);
                        for (Map.Entry<String, Node> each : members.members().entrySet()) {
                            String place =
                                    path.isEmpty() ? each.getKey() : path + "." + each.getKey();
                            any |= paths(each.getValue(), place, word, found);
                        }
                        yield any;
                    }
                };
        if (holds) {
            found.accept(path);
        }
        return holds;
    }

    /** Returns trees that have a word more, each in another place. */
    private static List<Node> with(String word, Node node) {
        List<Node> trees = new ArrayList<>();
        switch (node) {
            case Node.Scalar _ -> {}
            case Node.Items items -> {
                for (int i = 0; i < items.items().size(); i++) {
                    for (Node each : with(word, items.items().get(i))) {
                        List<Node> all = new ArrayList<>(items.items());
                        all.set(i, each);
                        trees.add(new Node.Items(items.line(), all));
                    }
                }
            }
            case Node.Members members -> {
                trees.add(put(members, word, Values.text("s")));
                members.members()
                        .forEach((name, value) ->
                                with(word, value)
                                        .forEach(each -> trees.add(put(members, name, each))));
            }
        }
        return trees;
    }

    private static Node put(Node.Members members, String name, Node value) {
        Map<String, Node> more = new LinkedHashMap<>(members.members());
        more.put(name, value);
        return new Node.Members(members.line(), more);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatglm.yml",
                "litellm-edges.yaml",
                "litellm.yaml",
                "model-config.json",
                "new-api.json",
                "one-api.json"
            })
    void noSecretIsSaidOrLeftUnsealed(String name) throws IOException {
        Migration migration = migrated(name);
        assertFalse(said(migration).contains("canary"), () -> said(migration));
        String json = new String(migration.json(), StandardCharsets.UTF_8);
        assertFalse(json.contains("canary-") || json.contains("canaryA"), json);
        List<String> sealed = new ArrayList<>();
        String yaml =
                migration.sealed(secret -> {
                    sealed.add(secret);
                    return "enc:v1:" + sealed.size();
                });
        assertFalse(yaml.contains("canary-") || yaml.contains("canaryA"), yaml);
        assertEquals(migration.yaml().contains("# Secrets stand here in clear"), !sealed.isEmpty());
    }

    @Test
    void eachFileIsTakenForWhatItIs() {
        Map<String, Source> files = new LinkedHashMap<>();
        files.put("[]", Source.OPENAI_STYLE_API);
        files.put("[{\"token\":\"t\",\"type\":\"openai\",\"config\":{}}]", Source.OPENAI_STYLE_API);
        files.put("model_list: []", Source.LITELLM);
        files.put("general_settings: {master_key: a}", Source.LITELLM);
        files.put("llm_type: chatglm", Source.CHATGLM);
        files.put("[{\"id\":1,\"type\":1,\"models\":\"a\"}]", Source.ONE_API);
        files.put("{\"data\":[{\"name\":\"t\",\"remain_quota\":1}]}", Source.ONE_API);
        files.put("{\"data\":[{\"type\":1,\"models\":\"a\",\"tag\":\"\"}]}", Source.NEW_API);
        files.forEach((text, source) -> assertEquals(source, migrated(text, "f").source(), text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "providers: []        | line 1: this is a sluice.yaml already",
                "a: 1                 | not recognised; expected the model-config.json of",
                "just words           | not recognised",
                "'{\"data\": 1'       | the JSON ends too early",
            })
    void othersAreRefusedWithASentence(String text, String sentence) {
        Migration.Outcome outcome =
                Migration.of(text.getBytes(StandardCharsets.UTF_8), "f.json", null);
        var refused = assertInstanceOf(Migration.Outcome.Refused.class, outcome);
        String said = refused.problems().getFirst().sentence();
        assertTrue(said.contains(sentence), said);
    }

    @ParameterizedTest
    @CsvSource({
        "litellm, '[]', 'expected named members, as in the config.yaml of LiteLLM'",
        "openai-style-api, 'a: 1', expected a list of entries"
    })
    void aStatedSourceMustFit(String word, String text, String sentence) {
        Migration.Outcome outcome =
                Migration.of(text.getBytes(StandardCharsets.UTF_8), "f", Source.named(word));
        var refused = assertInstanceOf(Migration.Outcome.Refused.class, outcome);
        assertEquals(sentence, refused.problems().getFirst().message());
    }

    @Test
    void theRehearsalTellsWhatAStartWould() {
        String text =
                "model_list: [{model_name: a, litellm_params: {model: openai_like/m, api_base:"
                        + " 'ftp://x'}}]";
        assertTrue(
                said(migrated(text, "c.yaml"))
                        .contains("0 MANUAL sluice.yaml:providers[0].api_base"),
                said(migrated(text, "c.yaml")));
    }
}
