package dev.sluice.packer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small sites, packed. */
class SiteTest {
    private static final Map<String, String> SMALL =
            Map.of(
                    "index.html", "<script type=\"module\" src=\"/console/console.js\"></script>",
                    "main.js", "alert('main');",
                    "imports.json", "{\"imports\": {}}",
                    "lib/ui.en.json", "{\"yes\": \"Yes\"}",
                    "lib/ui.zh.json", "{\"yes\": \"是\"}");

    private static Map<String, String> with(String... files) {
        Map<String, String> site = new HashMap<>(SMALL);
        for (int i = 0; i < files.length; i += 2) {
            site.put(files[i], files[i + 1]);
        }
        return site;
    }

    private static final Map<String, String> SAYING =
            with(
                    "main.js",
                    "import { say } from './lib/say.js';\nsay('main');\n",
                    "lib/say.js",
                    "/** Says. */\nexport const say = (text) => console.log(text);\n");

    private static Map<String, String> packed(Map<String, String> site) {
        return packed(site, false);
    }

    private static Map<String, String> packed(Map<String, String> site, boolean pretty) {
        SortedMap<String, byte[]> packed = Site.packed(Sources.of(site), pretty);
        Map<String, String> texts = new HashMap<>();
        packed.forEach((name, bytes) -> texts.put(name, new String(bytes, UTF_8)));
        return texts;
    }

    @Test
    void isOneOfEachKind() {
        Map<String, String> site = packed(SMALL);
        assertEquals(
                List.of("console.css", "console.js", "en.json", "index.html", "zh.json"),
                site.keySet().stream().sorted().toList());
        assertEquals(SMALL.get("index.html"), site.get("index.html"));
        assertEquals("{\"ui\":{\"yes\":\"是\"}}", site.get("zh.json"));
    }

    static List<Arguments> scripts() {
        return List.of(
                Arguments.of(
                        "a module that another leads to",
                        SAYING,
                        List.of("console.log(", "\"main\""),
                        List.of("import", "export", "Says")),
                Arguments.of(
                        "a name of the import map, and one that begins like it",
                        with(
                                "imports.json",
                                "{\"imports\": {\"tool\": \"./vendor/tool.mjs\", \"tool/more\":"
                                        + " \"./vendor/more.mjs\"}}",
                                "vendor/tool.mjs",
                                "export default () => alert('tool');",
                                "vendor/more.mjs",
                                "import tool from \"tool\"; export const more = () => { tool();"
                                        + " alert('more'); };",
                                "main.js",
                                "import tool from 'tool'; import { more } from 'tool/more'; tool();"
                                        + " more();"),
                        List.of("alert(\"tool\")", "alert(\"more\")"),
                        List.of("import", "./vendor")),
                Arguments.of(
                        "two modules that need each other",
                        with(
                                "main.js",
                                "import { even } from './even.js'; alert(even(7));",
                                "even.js",
                                "import { odd } from './odd.js'; export const even = (n) => n === 0"
                                        + " || odd(n - 1);",
                                "odd.js",
                                "import { even } from './even.js'; export const odd = (n) => n !=="
                                        + " 0 && even(n - 1);"),
                        List.of("alert("),
                        List.of("import")),
                Arguments.of(
                        "markup",
                        with(
                                "main.js",
                                """
                                const html = String.raw, Box = 1;
                                alert(html`<${Box} a=${1}
                                    b=${2}>
                                  <p>one
                                    two</p>
                                  ${3}</${Box}>`);
                                """),
                        List.of("\nb=", "><p>one\ntwo</p>", "<//>"),
                        List.of("  ")),
                Arguments.of(
                        "white space that is meant",
                        with("main.js", "alert(`a\n    b`, '</' + name + '>');"),
                        List.of("a\\n    b"),
                        List.of("<//>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void scriptsAreOne(
            String what, Map<String, String> site, List<String> there, List<String> gone) {
        String script = packed(site).getOrDefault("console.js", "");
        there.forEach(each -> assertTrue(script.contains(each), () -> each + " in " + script));
        gone.forEach(each -> assertFalse(script.contains(each), () -> each + " in " + script));
    }

    @Test
    void scriptsCanBeReadByWhoeverAsksForIt() {
        String script = packed(SAYING, true).getOrDefault("console.js", "");
        assertTrue(
                script.contains("const say$$module$lib$say = text => console.log(text);\n"),
                script);
    }

    @Test
    void whatIsNoModuleIsSentUnderItsName() {
        Map<String, String> site =
                packed(
                        with(
                                "index.html",
                                "<img src=\"/console/icon.svg\"><script"
                                        + " src=\"/console/theme.js\"></script>",
                                "main.js",
                                "fetch('/console/data.json'); fetch('/console/vendor/big.js');",
                                "theme.js",
                                "// first\n(() => { document.title = 'x'; })();",
                                "icon.svg",
                                "<svg />",
                                "data.json",
                                "[ {\"a\": 1.5} ]",
                                "vendor/big.js",
                                "/* as it came */ var big = 1;",
                                "vendor/LICENSE.txt",
                                "may be copied"));
        assertEquals("document.title=\"x\";", site.get("theme.js"));
        assertEquals("<svg />", site.get("icon.svg"));
        assertEquals("[{\"a\":1.5}]", site.get("data.json"));
        assertEquals("/* as it came */ var big = 1;", site.get("vendor/big.js"));
        assertEquals("may be copied", site.get("vendor/LICENSE.txt"));
    }

    static List<Arguments> mistakes() {
        String texts = "pages/a/a.en.json";
        return List.of(
                Arguments.of(
                        "pages/a/a.zh.json has no \"two\", which is in pages/a/a.en.json",
                        with(
                                texts,
                                "{\"one\": \"1\", \"two\": \"2\"}",
                                "pages/a/a.zh.json",
                                "{\"one\": \"一\"}")),
                Arguments.of(
                        "pages/a/a.en.json has no \"two\", which is in pages/a/a.zh.json",
                        with(texts, "{}", "pages/a/a.zh.json", "{\"two\": \"二\"}")),
                Arguments.of("pages/a/a.zh.json is missing", with(texts, "{}")),
                Arguments.of(
                        "pages/a/a.en.json: Duplicate Object property \"one\"",
                        with(texts, "{\"one\": \"1\", \"one\": \"2\"}", "pages/a/a.zh.json", "{}")),
                Arguments.of(
                        "pages/a/ui.en.json: another file has the texts of ui",
                        with("pages/a/ui.en.json", "{}", "pages/a/ui.zh.json", "{}")),
                Arguments.of(
                        "main.js:2: there is no ./gone.js",
                        with("main.js", "\nimport { no } from './gone.js'; no();")),
                Arguments.of(
                        "main.js:1: there is no preact",
                        with("main.js", "export { h } from 'preact';")),
                Arguments.of(
                        "main.js:2:0: ERROR - [JSC_DOES_NOT_HAVE_EXPORT] Requested module does not"
                                + " have an export \"no\"",
                        with(
                                "main.js",
                                "\nimport { no } from './a.js'; no();",
                                "a.js",
                                "export {};")),
                Arguments.of(
                        "main.js:1:0: ERROR - [JSC_DYNAMIC_IMPORT_USAGE]",
                        with("main.js", "import('./a.js');", "a.js", "alert();")),
                Arguments.of("main.js:2", with("main.js", "\nlet ;")),
                Arguments.of(
                        "left.js: nothing leads to it from main.js or index.html",
                        with("left.js", "alert();")),
                Arguments.of(
                        "left.svg: nothing leads to it from main.js or index.html",
                        with("left.svg", "<svg />")),
                Arguments.of(
                        "pages/b/b.css styles .x, as pages/a/a.css does",
                        with(
                                "pages/a/a.css",
                                ".x { color: red }",
                                "pages/b/b.css",
                                "@layer page { .y, .x { color: blue } }")),
                Arguments.of(
                        "a.css: all style sheets are one, nothing has to be imported",
                        with("a.css", "@import url(\"b.css\");", "b.css", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void mistakesAreRefusedByName(String says, Map<String, String> site) {
        Refused refused = assertThrows(Refused.class, () -> packed(site));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.startsWith(says), said);
    }
}
