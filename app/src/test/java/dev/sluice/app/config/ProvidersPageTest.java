package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.providers.Language;
import dev.sluice.providers.Languages;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Preset.Ability;
import dev.sluice.providers.Presets;
import dev.sluice.providers.VendorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages of providers are made of the presets, and are fresh. */
class ProvidersPageTest {
    private static final String BEGIN = "<!-- tables: begin -->\n";
    private static final String END = "<!-- tables: end -->";

    /** The words of one page. */
    private record Tongue(
            String services,
            String own,
            String local,
            String head,
            String words,
            Map<Ability, String> abilities,
            String retired,
            String unofficial,
            String instead) {}

    private static final Tongue ENGLISH =
            new Tongue(
                    "Services that speak OpenAI's language",
                    "Vendors with a language of their own",
                    "Servers of your own",
                    "| type | name | address | can |\n|---|---|---|---|\n",
                    "Further words",
                    Map.of(
                            Ability.TOOLS, "tools",
                            Ability.VISION, "pictures",
                            Ability.SEARCH, "search",
                            Ability.REASONING, "reasoning",
                            Ability.JSON_SCHEMA, "JSON Schema",
                            Ability.EMBEDDINGS, "embeddings",
                            Ability.IMAGES, "images"),
                    "closed",
                    "unofficial",
                    "instead: ");

    private static final Tongue CHINESE =
            new Tongue(
                    "说 OpenAI 语言的服务",
                    "有自己语言的厂商",
                    "自己运行的服务",
                    "| type | 名称 | 地址 | 能力 |\n|---|---|---|---|\n",
                    "其他字段",
                    Map.of(
                            Ability.TOOLS, "工具",
                            Ability.VISION, "图片",
                            Ability.SEARCH, "联网搜索",
                            Ability.REASONING, "推理",
                            Ability.JSON_SCHEMA, "JSON Schema",
                            Ability.EMBEDDINGS, "向量",
                            Ability.IMAGES, "生成图片"),
                    "已关闭",
                    "非官方",
                    "替代:");

    @Test
    void theEnglishPageIsFresh() throws IOException {
        check("docs/providers.md", ENGLISH);
    }

    @Test
    void theChinesePageIsFresh() throws IOException {
        check("docs/providers.zh.md", CHINESE);
    }

    private static void check(String page, Tongue tongue) throws IOException {
        Path file = FilesTest.root().resolve(page);
        String old = Files.readString(file);
        String fresh =
                old.substring(0, old.indexOf(BEGIN) + BEGIN.length())
                        + tables(tongue)
                        + old.substring(old.indexOf(END));
        if (Boolean.getBoolean("sluice.update")) {
            Files.writeString(file, fresh);
            old = fresh;
        }
        assertEquals(fresh, old, "run the tests with -Dsluice.update=true to write it anew");
    }

    private static String tables(Tongue tongue) {
        Predicate<Preset> local = preset -> preset.standing().isLocal();
        Predicate<Preset> openAi =
                preset ->
                        preset.language() == Language.OPENAI || preset.language() == Language.AZURE;
        return section(tongue.services(), tongue, openAi.and(local.negate()))
                + section(tongue.own(), tongue, openAi.negate())
                + section(tongue.local(), tongue, openAi.and(local))
                + words(tongue);
    }

    private static String section(String title, Tongue tongue, Predicate<Preset> which) {
        return "\n## "
                + title
                + "\n\n"
                + tongue.head()
                + Presets.all().stream()
                        .filter(which.and(preset -> !preset.isRoute()))
                        .map(preset -> row(preset, tongue))
                        .collect(Collectors.joining());
    }

    private static String row(Preset preset, Tongue tongue) {
        String others =
                new TreeSet<>(preset.aliases())
                        .stream().map(each -> ", `" + each + "`").collect(Collectors.joining());
        String name = tongue.equals(CHINESE) ? preset.chinese() : preset.english();
        String instead =
                preset.standing().successor().isEmpty()
                        ? ""
                        : ", " + tongue.instead() + "`" + preset.standing().successor() + "`";
        String remark =
                switch (preset.standing().kind()) {
                    case SERVICE, LOCAL, BUILT_IN -> "";
                    case UNOFFICIAL -> " (" + tongue.unofficial() + instead + ")";
                    case RETIRED -> " (" + tongue.retired() + instead + ")";
                };
        String addresses =
                preset.bases().entrySet().stream()
                        .map(each ->
                                (each.getKey().isEmpty() ? "" : each.getKey() + ": ")
                                        + "`"
                                        + each.getValue()
                                        + "`")
                        .collect(Collectors.joining("<br>"));
        String can =
                preset.can().stream()
                        .map(tongue.abilities()::get)
                        .collect(Collectors.joining(", "));
        return "| `"
                + preset.id()
                + "`"
                + others
                + " | "
                + name
                + remark
                + " | "
                + addresses
                + " | "
                + can
                + " |\n";
    }

    private static String words(Tongue tongue) {
        var rows = new StringBuilder();
        for (Preset preset : Presets.all()) {
            VendorFactory factory = Languages.factory(preset.language());
            if (factory != null) {
                String words =
                        new TreeSet<>(factory.words())
                                .stream()
                                        .map(each -> "`" + each + "`")
                                        .collect(Collectors.joining(", "));
                rows.append("| `").append(preset.id()).append("` | ").append(words).append(" |\n");
            }
        }
        return rows.isEmpty()
                ? "\n"
                : "\n## " + tongue.words() + "\n\n| type | |\n|---|---|\n" + rows + "\n";
    }
}
