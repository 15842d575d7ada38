package dev.sluice.app.control;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.PresetWords;
import dev.sluice.providers.Presets;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a form asks for, of every vendor that is known. */
class PresetsApiTest {
    private static Map<String, JsonValue> presets() {
        String text = new FakeControl().get("/presets");
        Map<String, JsonValue> all = new HashMap<>();
        for (JsonValue each :
                JsonValue.read(text.getBytes(StandardCharsets.UTF_8)).member("data").items()) {
            all.put(each.words("id"), each);
        }
        return all;
    }

    @Test
    void everyPresetThatIsNoRouteIsThereOnce() {
        assertEquals(
                Presets.all().stream().filter(each -> !each.isRoute()).count(), presets().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai           | global | api_key",
                "azure            | global | api_key api_base deployment_id api_version",
                "deepseek         | china  | api_key",
                "kimi             | china  | api_key",
                "qwen             | china  | api_key",
                "xunfei-spark-api | china  | api_key api_model_version api_secret app_id",
                "hunyuan          | china  | secret_id secret_key",
                "wenxin           | china  | api_key secret_key",
                "claude           | global | api_key",
                "claude-web       | global | cookie",
                "bedrock          | global | api_key region",
                "bedrock-mantle   | global | api_key region",
                "databricks       | global | api_key api_base",
                "proxy            | own    | api_base",
                "echo             | own    |",
                "vllm             | local  |",
                "ollama-native    | local  |",
            })
    void sayWhatMustBeThere(String id, String group, String needed) {
        JsonValue preset = requireNonNull(presets().get(id));
        assertEquals(group, preset.words("group"));
        List<String> required =
                preset.member("fields").items().stream()
                        .filter(each -> each.truth("required"))
                        .map(each -> each.words("name"))
                        .toList();
        assertEquals(needed == null ? "" : needed, String.join(" ", required));
    }

    @Test
    void everyWordSaysWhatItIsForInBothLanguages() {
        for (var preset : Presets.all()) {
            for (PresetWords.Word each : PresetWords.of(preset)) {
                String words = each.hint().chinese();
                assertTrue(
                        words.codePoints()
                                .anyMatch(c ->
                                        Character.UnicodeScript.of(c)
                                                == Character.UnicodeScript.HAN),
                        preset.id() + " " + each.name() + ": " + words);
                assertFalse(each.hint().english().equals(each.name()), each.name());
            }
        }
    }

    @Test
    void secretsAndPlacesAreTold() {
        JsonValue spark = requireNonNull(presets().get("xunfei-spark-api"));
        for (JsonValue each : spark.member("fields").items()) {
            switch (each.words("name")) {
                case "api_secret" -> {
                    assertTrue(each.truth("secret"));
                    assertEquals("options", each.words("in"));
                }
                case "api_key" -> {
                    assertTrue(each.truth("secret"));
                    assertEquals("member", each.words("in"));
                }
                case "app_id" -> assertFalse(each.truth("secret"));
                default -> {}
            }
        }
    }

    @Test
    void knownModelsComeFromThePrices() {
        List<String> models =
                requireNonNull(presets().get("openai")).member("models").items().stream()
                        .map(each -> String.valueOf(each.scalar()))
                        .toList();
        assertTrue(models.contains("gpt-4o"), models::toString);
        assertTrue(models.stream().noneMatch(each -> each.contains("*")), models::toString);
    }
}
