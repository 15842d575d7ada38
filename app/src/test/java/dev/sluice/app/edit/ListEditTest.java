package dev.sluice.app.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One item of a list changes; every other byte stays, and the rest says what it said. */
@SuppressWarnings("StringConcatToTextBlock") // Every byte counts, at the ends of lines, too.
class ListEditTest {
    private static final ListEdit PROVIDERS = new ListEdit("providers", "id");
    private static final String FRESH =
            "{\"id\":\"new\",\"type\":\"openai\",\"api_key\":\"***abcd\",\"timeout\":30,"
                    + "\"headers\":{\"x-a\":\"1\",\"x-b\":\"yes\"},\"api_keys\":[],"
                    + "\"code_msg\":true}";
    private static final String CHANGED =
            "{\"id\":\"b\",\"type\":\"vllm\",\"api_base\":\"http://h:1/v1#x\","
                    + "\"options\":{\"list\":[{\"a\":1},{\"b\":\"two\\nlines\"}]}}";

    static Node.Members members(String text) {
        return assertInstanceOf(Node.Members.class, tree(text, "x.yaml"));
    }

    private static Node tree(String text, String fileName) {
        try {
            return ConfigText.read(text.getBytes(StandardCharsets.UTF_8), fileName);
        } catch (Unreadable e) {
            throw new AssertionError(e.problem() + "\n" + text, e);
        }
    }

    private static String done(ListEdit.Edited edited) {
        return assertInstanceOf(ListEdit.Done.class, edited, edited::toString).text();
    }

    /** Documents with the item b between marks, and what a removal may take beside it. */
    private static final List<String> BLOCKS =
            List.of(
                    // the usual
                    "# top\nserver:\n  port: 1\nproviders:\n  - id: a\n    type: openai\n"
                            + "«  - id: b\n    type: openai # why\n    api_base: http://x\n»"
                            + "  - id: c\n    type: echo\nmodels: []\n",
                    // dashes below the name, comments between, the last one
                    "providers:\n- id: a # one\n  type: openai\n# about b\n«- id: b\n  # inside\n"
                            + "  type: 'vllm'\n»",
                    // airy, deeper indentation, members after
                    "providers:\n\n    -   id: a\n        type: openai\n\n«    -   id: b\n"
                            + "        type: openai\n        headers:\n            x: y\n»\n"
                            + "    -   id: c\n        type: echo\n\n# end\nkeys:\n  - id: k\n"
                            + "    key: 'v'\n",
                    // not the first member, quotes, a flow value, nothing at the end
                    "models:\n  - name: m\n    provider: b\nproviders:\n"
                            + "«  - type: \"openai\"\n    \"id\": \"b\"\n    headers: {x: 'y, z'}»",
                    // a dash on its own line; a block of text; anchors elsewhere
                    "x-a: &a [1, 2]\nproviders:\n  -\n    id: a\n    type: openai\n"
                            + "«  -\n    id: b\n    type: openai\n    api_key: >-\n      k\n"
                            + "      l\n»  - id: c\n    type: echo\n    options: {n: *a}\n",
                    // characters beyond the plane, document marks
                    "%YAML 1.2\n"
                            + "---\n"
                            + "# 😀 网关\n"
                            + "providers:\n"
                            + "  - id: 😀\n"
                            + "    type: openai\n"
                            + "«  - id: b\n"
                            + "    type: openai\n"
                            + "    api_base:\n"
                            + "»  - {id: c, type: echo}\n"
                            + "...\n");

    private static final List<String> FLOWS =
            List.of(
                    "providers: [{id: a, type: openai}, «{id: b, type: openai}», {id: c,"
                            + " type: echo}]\nmodels: []\n",
                    "providers: [ «{id: b, type: openai}» ] # all\n",
                    "{\n"
                            + "  \"providers\": [\n"
                            + "    {\n"
                            + "      \"id\": \"a\",\n"
                            + "      \"type\": \"openai\"\n"
                            + "    },\n"
                            + "    «{\n"
                            + "      \"id\": \"b\",\n"
                            + "      \"type\": \"openai\"\n"
                            + "    }»\n"
                            + "  ],\n"
                            + "  \"models\": []\n"
                            + "}\n",
                    "{\"providers\": [{\"id\": \"a\", \"type\": \"x\"}, «{\"id\": \"b\"}»]}",
                    "providers: [\n  {id: a, type: openai}, # first\n  «{id: b, type: openai}»,"
                            + " # second\n]\n",
                    "providers:\n  - {id: a, type: openai} # x\n  - «{id: b, type: openai}» # y\n");

    static List<String> documents() {
        List<String> all = new ArrayList<>();
        for (String each : BLOCKS) {
            for (String prefix : List.of("", "\uFEFF")) {
                all.add(prefix + each);
                all.add(prefix + each.replace("\n", "\r\n"));
            }
        }
        for (String each : FLOWS) {
            all.add(each);
            all.add(each.replace("\n", "\r\n"));
        }
        return all;
    }

    private static String plain(String marked) {
        return marked.replace("«", "").replace("»", "");
    }

    private static Node.Members wanted(String text, int at, String item) {
        return Trees.with(members(text), "providers", at, item.isEmpty() ? null : members(item));
    }

    private static int place(String text) {
        return Trees.find(Trees.items(members(text), "providers"), "id", "b");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatIsReplacedIsReplacedAlone(String marked) {
        String text = plain(marked);
        String now = done(PROVIDERS.put(text, "", "b", members(CHANGED)));
        assertTrue(Trees.same(wanted(text, place(text), CHANGED), members(now)), now);
        assertAround(marked, now);
        assertLineEnds(text, now);
    }

    private static void assertAround(String marked, String now) {
        String before = marked.substring(0, marked.indexOf('«'));
        String after = marked.substring(marked.indexOf('»') + 1);
        assertTrue(now.startsWith(before), () -> "before:\n" + now);
        assertTrue(now.endsWith(after), () -> "after:\n" + now);
    }

    private static void assertLineEnds(String text, String now) {
        if (text.contains("\r\n")) {
            assertEquals(now, now.replace("\r\n", "\n").replace("\n", "\r\n"));
        } else {
            assertTrue(now.indexOf('\r') < 0, now);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatSaysTheSameStaysToTheLastByte(String marked) {
        String text = plain(marked);
        Node same = Trees.items(members(text), "providers").get(place(text));
        String now = done(PROVIDERS.put(text, "", "b", (Node.Members) same));
        String item = marked.substring(marked.indexOf('«'));
        if (!item.startsWith("«{")) {
            assertEquals(text, now);
        } else {
            assertAround(marked, now);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatIsAddedIsTakenOutAgainWithoutATrace(String marked) {
        String text = plain(marked);
        int count = Trees.items(members(text), "providers").size();
        String with = done(PROVIDERS.put(text, "", "new", members(FRESH)));
        assertTrue(Trees.same(wanted(text, count, FRESH), members(with)), with);
        assertLineEnds(text, with);
        assertLettersStay(text, with);
        String without = done(PROVIDERS.remove(with, "", "new"));
        assertEquals(text.stripTrailing(), without.stripTrailing());
    }

    /** What was there is there in its order: only something was put between. */
    private static void assertLettersStay(String text, String with) {
        int prefix = 0;
        while (prefix < text.length() && text.charAt(prefix) == with.charAt(prefix)) {
            prefix++;
        }
        int at = prefix;
        for (int i = prefix; i < text.length(); i++, at++) {
            at = with.indexOf(text.charAt(i), at);
            assertTrue(at >= 0, with);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatIsTakenOutIsTakenOutAlone(String marked) {
        String text = plain(marked);
        String now = done(PROVIDERS.remove(text, "", "b"));
        Node.Members left = members(now);
        if (!Trees.items(members(text), "providers").equals(List.of())) {
            assertTrue(
                    Trees.same(wanted(text, place(text), ""), left)
                            || Trees.items(left, "providers").isEmpty(),
                    now);
        }
        if (marked.contains("«  -") && !now.contains("[]")) {
            String around = plain(marked.replaceAll("(?s)«.*»", ""));
            assertEquals(around.replaceAll("\\s+", " "), now.replaceAll("\\s+", " "));
        }
        assertEquals(ListEdit.Absent.class, PROVIDERS.remove(now, "", "b").getClass(), () -> now);
    }

    @Test
    void aMemberChangesAndTheCommentsStay() {
        String text =
                """
                providers:
                  - id: b # the name
                    # the type
                    type: openai   # of old
                    api_base: "http://a" # where
                    timeout: 30s

                    headers:
                      x: y
                  # next
                """;
        String now =
                done(
                        PROVIDERS.put(
                                text,
                                "",
                                "b",
                                members(
                                        "{\"id\":\"b\",\"type\":\"vllm\",\"api_base\":\"http://b\","
                                                + "\"headers\":{\"x\":\"y\"},\"proxy\":true}")));
        assertEquals(
                """
                providers:
                  - id: b # the name
                    # the type
                    type: vllm   # of old
                    api_base: http://b # where

                    headers:
                      x: y
                    proxy: true
                  # next
                """,
                now);
    }

    @Test
    void whatIsNewIsWrittenAsItsNeighbours() {
        assertEquals(
                "providers:\n-   id: a\n    type: echo\n\n-   id: b\n    type: echo\n\n"
                        + "-   id: new\n    type: openai\n    headers:\n        x: \"1\"\n"
                        + "server:\n    port: 1\n",
                done(
                        PROVIDERS.put(
                                "providers:\n"
                                        + "-   id: a\n"
                                        + "    type: echo\n\n"
                                        + "-   id: b\n"
                                        + "    type: echo\n"
                                        + "server:\n"
                                        + "    port: 1\n",
                                "",
                                "new",
                                members("{id: new, type: openai, headers: {x: '1'}}"))));
        assertEquals(
                "{\n\t\"models\": []\n}", "{\n\t\"models\": []\n}"); // tabs are the next test's
        assertEquals(
                "{\n    \"models\": [],\n    \"providers\": [\n        {\n"
                        + "            \"id\": \"new\"\n        }\n    ]\n}\n",
                done(
                        PROVIDERS.put(
                                "{\n    \"models\": []\n}\n",
                                "c.json",
                                "new",
                                members("{id: new}"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "# nothing yet\n",
                "{}",
                "server:\n  port: 1",
                "providers:\n",
                "providers:\n  # - id: a\nserver:\n  port: 1\n",
                "providers: []\n",
                "providers: [ ] # none\r\nserver: {}\r\n",
                "providers: null # none\n",
                "{\"providers\": []}",
                "{\n  \"providers\": [],\n  \"models\": []\n}\n",
                "{\"models\": []}",
            })
    void theFirstItemFindsItsPlace(String text) {
        String now = done(PROVIDERS.put(text, "", "new", members(FRESH)));
        assertTrue(Trees.same(wanted(text, 0, FRESH), members(now)), now);
        for (String line : text.lines().filter(each -> each.contains("#")).toList()) {
            assertTrue(now.contains(line.substring(line.indexOf('#'))), now);
        }
        assertLineEnds(text, now);
        String empty = done(PROVIDERS.remove(now, "", "new"));
        assertTrue(Trees.items(members(empty), "providers").isEmpty(), empty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: *a\n",
                "providers: one\n",
                "providers: ~\n", // a word to this reader
                "providers: {a: b}\n",
                "x: &p\n  - id: a\nproviders: *p\n",
                "providers:\n  - &a\n    id: b\n    type: openai\n  - *a\nmodels: [*a]\n",
                "{\n  // why\n  \"providers\": [{\"id\": \"b\"}]\n}\n",
                "[{\"token\": \"t\"}]",
                "a: [",
            })
    void whatCannotBeDoneIsRefused(String text) {
        assertInstanceOf(ListEdit.Refused.class, PROVIDERS.put(text, "", "b", members(CHANGED)));
    }

    @Test
    void whatIsNotThereIsNotRemoved() {
        assertEquals(
                new ListEdit.Absent(List.of("a")),
                PROVIDERS.remove("providers: [{id: a}]", "", "b"));
    }
}
