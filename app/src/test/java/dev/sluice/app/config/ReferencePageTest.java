package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The tables of the reference pages are made of the records, and are fresh. */
class ReferencePageTest {
    private static final String BEGIN = "<!-- tables: begin -->\n";
    private static final String END = "<!-- tables: end -->";

    @Test
    void theEnglishPageIsFresh() throws IOException {
        check(
                "docs/configuration.md",
                "| member | means | when absent |\n|---|---|---|\n",
                (_, doc) -> doc.value());
    }

    @Test
    void theChinesePageIsFresh() throws IOException {
        var chinese = new Properties();
        try (Reader reader = new StringReader(chineseText())) {
            chinese.load(reader);
        }
        check(
                "docs/configuration.zh.md",
                "| 成员 | 含义 | 缺省值 |\n|---|---|---|\n",
                (name, _) -> {
                    String text = chinese.getProperty(name);
                    assertNotNull(
                            text, name + " has no Chinese text in configuration.zh.properties");
                    return text;
                });
    }

    private static String chineseText() throws IOException {
        try (var stream =
                ReferencePageTest.class.getResourceAsStream("configuration.zh.properties")) {
            assertNotNull(stream);
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void check(String page, String head, BiFunction<String, Doc, String> text)
            throws IOException {
        Path file = FilesTest.root().resolve(page);
        String old = Files.readString(file);
        String fresh =
                old.substring(0, old.indexOf(BEGIN) + BEGIN.length())
                        + tables(head, text)
                        + old.substring(old.indexOf(END));
        if (Boolean.getBoolean("sluice.update")) {
            Files.writeString(file, fresh);
            old = fresh;
        }
        assertEquals(fresh, old, "run the tests with -Dsluice.update=true to write it anew");
    }

    private static String tables(String head, BiFunction<String, Doc, String> text) {
        var page = new StringBuilder();
        record Open(String path, Class<?> type) {}
        List<Open> open = new ArrayList<>(List.of(new Open("", SluiceYaml.class)));
        while (!open.isEmpty()) {
            Open next = open.removeFirst();
            page.append("\n### ").append(next.path().isEmpty() ? "sluice.yaml" : next.path());
            page.append("\n\n").append(head);
            List<Open> below = new ArrayList<>();
            for (RecordComponent each : flat(next.type())) {
                Doc doc = each.getAnnotation(Doc.class);
                String name = Binder.name(each);
                String path = next.path().isEmpty() ? name : next.path() + "." + name;
                String means =
                        text.apply(each.getDeclaringRecord().getSimpleName() + "." + name, doc);
                page.append("| `").append(name).append("` | ").append(means).append(" | ");
                page.append(doc.required() ? "**!**" : code(doc.fallback())).append(" |\n");
                Class<?> inner = inner(each);
                if (inner.isRecord() && inner != ByteSize.class) {
                    below.add(new Open(inner == each.getType() ? path : path + "[]", inner));
                }
            }
            open.addAll(0, below);
        }
        return page.append('\n').toString();
    }

    private static List<RecordComponent> flat(Class<?> type) {
        List<RecordComponent> flat = new ArrayList<>();
        for (RecordComponent each : type.getRecordComponents()) {
            if (each.getAnnotation(Doc.class).inline()) {
                flat.addAll(flat(each.getType()));
            } else {
                flat.add(each);
            }
        }
        return flat;
    }

    private static Class<?> inner(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType generic
                        && generic.getRawType() == List.class
                ? (Class<?>) generic.getActualTypeArguments()[0]
                : component.getType();
    }

    private static String code(String fallback) {
        return fallback.isEmpty() ? "" : "`" + fallback + "`";
    }
}
