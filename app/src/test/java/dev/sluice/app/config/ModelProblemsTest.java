package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import dev.sluice.core.ModelTable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with the models of a sluice.yaml, all of it, word for word. */
class ModelProblemsTest {
    /** On lines 1 to 5: providers a, b and z. */
    private static final String PROVIDERS = ModelRoutesTest.PROVIDERS;

    /** What follows the providers, from line 6 on, and all that is said about it. */
    static Stream<Arguments> mistakes() {
        String provider = "expected the id of a provider";
        String model = "expected a name that models lists";
        String name = "expected a name, or a beginning that ends in *";
        return Stream.of(
                Arguments.of(
                        "- {name: m}",
                        "line 6: models[0].provider: missing; expected provider or targets"),
                Arguments.of(
                        "- name: m\n  provider: a\n  targets: [{provider: b}]",
                        "line 8: models[0].targets: stands beside provider, expected only one of"
                                + " provider and targets"),
                Arguments.of(
                        "- name: m\n  targets: []",
                        "line 7: models[0].targets: is empty, expected one or more"),
                Arguments.of(
                        "- name: m\n  targets:\n  - {provider: a}\n  - {provider: nix}",
                        "line 9: models[0].targets[1].provider: found 'nix', " + provider),
                Arguments.of(
                        "- name: m\n  targets:\n  - {weight: 2}",
                        "line 8: models[0].targets[0].provider: missing; expected provider or"
                                + " model"),
                Arguments.of(
                        "- name: m\n  targets:\n  - {provider: a, model: m}",
                        "line 8: models[0].targets[0].model: stands beside provider, expected only"
                                + " one of provider and model"),
                Arguments.of(
                        "- name: m\n  targets:\n  - {model: nime}\n- {name: mine, provider: a}",
                        "line 8: models[0].targets[0].model: found 'nime', "
                                + model
                                + "; did you mean 'mine'?"),
                Arguments.of(
                        "- name: m\n  targets: [{model: n, upstream_model: x}]\n"
                                + "- {name: n, provider: a}",
                        "line 7: models[0].targets[0].upstream_model: stands beside model, expected"
                                + " it beside a provider"),
                Arguments.of(
                        "- name: m\n  upstream_model: x\n  targets: [{provider: a}]",
                        "line 7: models[0].upstream_model: stands beside targets, expected it"
                                + " beside a provider"),
                Arguments.of(
                        "- name: m\n  targets: [{model: m}]",
                        "line 6: models[0]: 'm' leads back to itself, expected no cycle"),
                Arguments.of(
                        "- name: gpt-*\n  targets: [{model: gpt-4}]",
                        "line 6: models[0]: 'gpt-*' leads back to itself, expected no cycle"),
                Arguments.of(
                        "- {name: m, provider: a, larger_model: n}\n"
                                + "- {name: n, provider: a, larger_model: m}",
                        "line 6: models[0]: 'm' leads back to itself, expected no cycle\n"
                                + "line 7: models[1]: 'n' leads back to itself, expected no cycle"),
                Arguments.of(
                        "- name: m\n  provider: a\n  larger_model: nix",
                        "line 8: models[0].larger_model: found 'nix', " + model),
                Arguments.of(
                        "- name: m\n  strategy: best\n  targets: [{provider: a}]",
                        "line 7: models[0].strategy: found 'best', expected ordered or round-robin"
                                + " or random or weighted or parallel or least-busy or fastest or"
                                + " cheapest or sticky"),
                Arguments.of(
                        "- name: m\n  sticky_by: ip\n  targets: [{provider: a}]",
                        "line 7: models[0].sticky_by: found 'ip', expected user or session or"
                                + " prefix"),
                Arguments.of(
                        "- name: m\n  targets: [{provider: a}]\n  hedge: {after: soon, share: 2}",
                        "line 8: models[0].hedge.after: found 'soon', expected a time, such as 30"
                                + " (seconds), 500ms, 30s or 5m\n"
                                + "line 8: models[0].hedge.share: found 2, expected a number from 0"
                                + " to 1"),
                Arguments.of(
                        "- name: m\n  targets: [{provider: a, weight: 0, tier: 0, price: -1}]",
                        "line 7: models[0].targets[0].weight: found 0, expected a whole number from"
                                + " 1 to 1000000\n"
                                + "line 7: models[0].targets[0].tier: found 0, expected a whole"
                                + " number from 1 to 1000000\n"
                                + "line 7: models[0].targets[0].price: found -1, expected a number"
                                + " from 0"),
                Arguments.of(
                        "- name: m\n  provider: a\n  aliases: [ok, o*k]",
                        "line 8: models[0].aliases[1]: found 'o*k', " + name),
                Arguments.of(
                        "- {name: m, provider: a}\n- name: n\n  provider: a\n  aliases:\n  - m",
                        "line 10: models[1].aliases[0]: found 'm' a second time, expected every"
                                + " name once"),
                Arguments.of(
                        """
                        - {name: m, provider: a}
                        keys:
                        - id: k
                          key: s
                          model_names:
                            x: nix
                            y*z: m
                        """,
                        "line 11: keys[0].model_names.x: found 'nix', "
                                + model
                                + "\n"
                                + "line 12: keys[0].model_names.y*z: found 'y*z', "
                                + name),
                Arguments.of(
                        "- {name: m, provider: a}\nkeys: [{id: k, key: s, priority: first}]",
                        "line 7: keys[0].priority: found 'first', expected high or normal or low"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrong(String models, String sentences) {
        assertEquals(sentences, problems(PROVIDERS + models + "\n"));
    }

    private static String problems(String text) {
        Configuration read = ProblemsTest.read("sluice.yaml", text, Moment.RELOAD);
        return String.join(
                "\n",
                assertInstanceOf(Rejected.class, read, read::toString).problems().stream()
                        .map(Problem::sentence)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api_keys: []|line 3: providers[0].api_keys: is empty, expected keys",
                "api_keys: [a, '']|line 3: providers[0].api_keys[1]: is empty, expected a key",
                "api_keys: [a, b, a]|line 3: providers[0].api_keys[2]: the same as api_keys[0],"
                        + " expected every key once",
                "api_keys: [a, 'b c']|line 3: providers[0].api_keys[1]: the key has blanks or"
                        + " characters that HTTP does not allow",
                "health_check: {path: models}|line 3: providers[0].health_check.path: found"
                        + " 'models', expected a path such as /models",
                "health_check: {path: /m, interval: 0}|line 3: providers[0].health_check.interval:"
                        + " found 0, expected a time above zero, such as 10 or 500ms",
                "health_check: {path: /m, timeout: 0}|line 3: providers[0].health_check.timeout:"
                        + " found 0, expected a time above zero, such as 10 or 500ms",
                "health_check: {}|line 3: providers[0].health_check.path: missing; expected path"
                        + " below the provider's address, such as /models",
                "max_calls: -1|line 3: providers[0].max_calls: found -1, expected a whole number"
                        + " from 0 to 1000000",
            })
    void saysWhatIsWrongWithAProvider(String word, String sentence) {
        assertEquals(
                sentence,
                problems(
                        "providers:\n- {id: p, type: proxy, api_base: 'http://h',\n   "
                                + word
                                + "}\n"));
    }

    @Test
    void aModelKeepsItsGoodTargetsAtStart() {
        String text =
                PROVIDERS
                        + """
                        - {name: m, targets: [{provider: nix}, {model: n}, {model: bad}, {provider: a}]}
                        - {name: n, targets: [{model: n}]}
                        - {name: o, targets: [{model: n}]}
                        - {name: bad, provider: a, retries: -1}
                        - {name: p, provider: a, larger_model: o}
                        keys: [{id: k, key: s}]
                        """;
        Loaded loaded =
                assertInstanceOf(
                        Loaded.class, ProblemsTest.read("sluice.yaml", text, Moment.START));
        ModelTable models = ModelRoutesTest.key(loaded, "s").models();
        assertEquals(List.of("m", "p"), models.names());
        assertEquals("m ordered(a)", RouteText.of(models, "m"));
        assertEquals("a", RouteText.of(models, "p"));
        assertEquals(
                List.of(
                        "line 6: models[0].targets[0].provider: found 'nix', expected the id of a"
                                + " provider",
                        "line 6: models[0].targets[1]: left out: the model it names cannot be used",
                        "line 6: models[0].targets[2].model: left out: the model it names cannot be"
                                + " used",
                        "line 7: models[1]: 'n' leads back to itself, expected no cycle",
                        "line 8: models[2].targets[0]: left out: the model it names cannot be used",
                        "line 8: models[2]: left out: none of its targets can be used",
                        "line 9: models[3].retries: found -1, expected a whole number from 0 to 10",
                        "line 10: models[4].larger_model: left out: the model it names cannot be"
                                + " used"),
                loaded.warnings().stream().map(Problem::sentence).sorted(byLine()).toList());
    }

    private static Comparator<String> byLine() {
        return Comparator.<String>comparingInt(
                        each -> Integer.parseInt(each.replaceFirst("line (\\d+):.*", "$1")))
                .thenComparing(each -> each.replaceFirst("(\\[\\d])(: left)", "$1~$2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'provider: a, strategy: random'|.strategy: has no effect without targets",
                "'targets: [{provider: a}], sticky_by: user'"
                        + "|.sticky_by: has no effect: the strategy is not sticky",
                "'targets: [{provider: a}], hedge: {after: 1s}'"
                        + "|.hedge: has no effect: there is no second deployment to ask",
                "'targets: [{provider: a, price: 1}, {provider: b}], strategy: cheapest'"
                        + "|: a member without a price is asked after all others",
            })
    void saysWhatIsOdd(String words, String sentence) {
        Loaded loaded = ModelRoutesTest.loaded(PROVIDERS + "- {name: m, " + words + "}\n");
        assertEquals(
                List.of("line 6: models[0]" + sentence),
                loaded.warnings().stream().map(Problem::sentence).toList());
    }
}
