package dev.sluice.app.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.control.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The recipes of the console's page of clients are sound, and the documents made of them fresh. */
class ClientsPageTest {
    private static final String BEGIN = "<!-- clients: begin -->\n";
    private static final String END = "<!-- clients: end -->";
    private static final String ORIGIN = "http://127.0.0.1:8090";
    private static final Map<String, String> BASES = Map.of("root", ORIGIN, "v1", ORIGIN + "/v1");
    private static final Set<String> GROUPS =
            Set.of("code", "agents", "editors", "chat", "platforms");

    /** What is to be filled in; {env:NAME} is OpenCode's own. */
    private static final Pattern LEFT = Pattern.compile("\\{(?!env:)[a-z]+}");

    /** The words of one page. */
    private record Tongue(String name, Map<String, String> bases, String documentation) {}

    private static final Tongue ENGLISH =
            new Tongue(
                    "en",
                    Map.of("root", "Address, without `/v1`: ", "v1", "Address, with `/v1`: "),
                    "Documentation");
    private static final Tongue CHINESE =
            new Tongue("zh", Map.of("root", "地址，不带 `/v1`：", "v1", "地址，带 `/v1`："), "官方文档");

    @Test
    void recipesAreSound() {
        Set<String> ids = new HashSet<>();
        for (JsonValue each : recipes()) {
            String id = each.words("id");
            assertTrue(ids.add(id), id + " comes twice");
            assertTrue(GROUPS.contains(each.words("group")), id);
            assertTrue(BASES.containsKey(each.words("base")), id);
            assertFalse(each.member("parts").items().isEmpty(), id);
            for (JsonValue part : each.member("parts").items()) {
                String filled = filled(part.words("text"), each.words("base"));
                assertFalse(LEFT.matcher(filled).find(), id + ": " + filled);
            }
            JsonValue notes = each.member("notes");
            int english = notes.member("en").items().size();
            assertEquals(english, notes.member("zh").items().size(), id + " in both languages");
        }
    }

    @Test
    void theEnglishPageIsFresh() throws IOException {
        check("docs/clients.md", ENGLISH);
    }

    @Test
    void theChinesePageIsFresh() throws IOException {
        check("docs/clients.zh.md", CHINESE);
    }

    private static List<JsonValue> recipes() {
        Path file = House.ROOT.resolve("console/src/main/site/pages/clients/recipes.json");
        return JsonValue.read(House.text(file).getBytes(UTF_8)).items();
    }

    private static void check(String page, Tongue tongue) throws IOException {
        Path file = House.ROOT.resolve(page);
        String old = House.text(file);
        var fresh = new StringBuilder(old.substring(0, old.indexOf(BEGIN) + BEGIN.length()));
        recipes().forEach(each -> write(each, tongue, fresh));
        fresh.append(old.substring(old.indexOf(END)));
        if (Boolean.getBoolean("sluice.update")) {
            Files.writeString(file, fresh);
            old = fresh.toString();
        }
        assertEquals(
                fresh.toString(), old, "run the tests with -Dsluice.update=true to write it anew");
    }

    private static void write(JsonValue recipe, Tongue tongue, StringBuilder page) {
        String base = recipe.words("base");
        page.append("\n## ").append(recipe.words("name")).append("\n\n");
        if (!recipe.member("needs").isNull()) {
            page.append("**").append(said(recipe.member("needs"), tongue)).append("**\n\n");
        }
        page.append(tongue.bases().get(base)).append('`').append(BASES.get(base)).append("`\n");
        for (JsonValue part : recipe.member("parts").items()) {
            // Not "sh": those lines are the project's own commands, and tests run them.
            String language = part.words("language").replaceFirst("^sh$", "shell");
            page.append('\n').append(said(part.member("title"), tongue)).append("\n\n```");
            page.append(language).append('\n').append(filled(part.words("text"), base));
            page.append("\n```\n");
        }
        page.append('\n');
        for (JsonValue note : recipe.member("notes").member(tongue.name()).items()) {
            page.append("* ").append(note.scalar()).append('\n');
        }
        page.append("* [").append(tongue.documentation()).append("](");
        page.append(recipe.words("docs")).append(")\n");
    }

    private static String said(JsonValue words, Tongue tongue) {
        return words.words(tongue.name());
    }

    private static String filled(String text, String base) {
        return text.replace("{base}", BASES.get(base))
                .replace("{origin}", ORIGIN)
                .replace("{key}", "YOUR_KEY")
                .replace("{model}", "gpt-4o");
    }
}
