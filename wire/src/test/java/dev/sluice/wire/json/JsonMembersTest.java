package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Allocation;
import dev.sluice.wire.Tree;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonMembersTest {
    private static final JsonMembers.Look ROLES =
            new JsonMembers.Look("m".getBytes(US_ASCII), "r".getBytes(US_ASCII));

    private static final JsonMembers.Look MESSAGES =
            new JsonMembers.Look("messages".getBytes(US_ASCII), "role".getBytes(US_ASCII));

    private final JsonMembers members = new JsonMembers();

    private void scan(String text) {
        byte[] padded = ("##" + text + "##").getBytes(UTF_8);
        members.scan(padded, 2, padded.length - 2);
    }

    private int find(String name) {
        return members.find(name.getBytes(US_ASCII));
    }

    @Test
    void findsMembersWithTheirKindsAndValues() {
        scan(
                " { \"model\" : \"m\\n\\u00e9ü\","
                    + " \"n\":-1.5e3,\"a\":[1,{\"b\":[]}],\"o\":{\"x\":{}},\"t\":true,\"f\":false,\"z\":null"
                    + " } \n");
        assertEquals(7, members.size());
        assertEquals("m\néü", members.text(find("model")));
        assertEquals(-1500.0, members.number(find("n")));
        assertEquals("[1,{\"b\":[]}]", members.raw(find("a")));
        assertEquals(Kind.ARRAY, members.kind(find("a")));
        assertEquals(Kind.OBJECT, members.kind(find("o")));
        assertEquals(Kind.TRUE, members.kind(find("t")));
        assertEquals(Kind.FALSE, members.kind(find("f")));
        assertEquals(Kind.NULL, members.kind(find("z")));
        assertEquals(-1, find("b"));
    }

    @Test
    void theLastOfSeveralMembersIsFoundWhateverItsSpelling() {
        scan("{\"model\":1,\"x\":0,\"mod\\u0065l\":2}");
        assertEquals(2, find("model"));
        assertTrue(members.repeated(2));
        assertTrue(members.repeated(0));
        assertFalse(members.repeated(1));
        scan("{}");
        assertEquals(0, members.size());
        assertEquals(-1, find("model"));
    }

    @Test
    void growsForManyMembers() {
        StringBuilder text = new StringBuilder("{\"k0\":0");
        for (int i = 1; i < 100; i++) {
            text.append(",\"k").append(i).append("\":").append(i);
        }
        scan(text.append('}').toString());
        assertEquals(100, members.size());
        assertEquals(73.0, members.number(find("k73")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "{",
                "}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":+1}",
                "{\"a\":tru}",
                "{\"a\":nul",
                "{\"a\":\"x}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[}",
                "{\"a\":{\"b\"}}",
                "{\"a\":[1}}",
                "{\"a\":\"tab\there, after more than 8\"}",
                "{\"a\":1}{}",
                "{\"a\":1}x",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":1}//c",
                "{\"a\":[[[]]}"
            })
    void refusesWhatIsNotAnObject(String text) {
        assertThrows(MalformedJson.class, () -> scan(text));
    }

    @Test
    void errorsCountFromTheStartOfTheText() {
        MalformedJson error = assertThrows(MalformedJson.class, () -> scan("{\"a\":x}"));
        assertEquals(5, error.offset());
        assertEquals("not JSON at byte 5: expected a value", error.getMessage());
    }

    @Test
    void nestingHasALimitAndNeedsNoStack() {
        scan("{\"a\":" + "[".repeat(511) + "]".repeat(511) + "}");
        String deep = "{\"a\":" + "[".repeat(512) + "]".repeat(512) + "}";
        assertThrows(MalformedJson.class, () -> scan(deep));
        assertThrows(MalformedJson.class, () -> scan("{\"a\":" + "[".repeat(1_000_000)));
    }

    @Test
    void agreesWithJacksonOnMutatedTexts() {
        String seed =
                "{\"model\":\"gpt\\u0041\\n\",\"messages\":[{\"role\":\"user\",\"content\":\"Hällo"
                    + " 世界 with some length\"},{}],\"t\":-0.5e-7,\"n\":null,\"b\":[true,false,12]}";
        byte[] plain = seed.getBytes(UTF_8);
        byte[] parts = "{}[]\",:\\u0 1eE.-+tfn/\n\t\u0001x".getBytes(UTF_8);
        Random random = new Random(4);
        int valid = 0;
        for (int round = 0; round < 40_000; round++) {
            byte[] text = plain.clone();
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(text.length);
                if (text[at] >= 0) {
                    text[at] = parts[random.nextInt(parts.length)];
                }
            }
            boolean accepted = accepts(text);
            assertEquals(jacksonAccepts(text), accepted, () -> new String(text, UTF_8));
            assertEquals(
                    outcome(text, null), outcome(text, MESSAGES), () -> new String(text, UTF_8));
            valid += accepted ? 1 : 0;
        }
        assertTrue(valid > 1_000, "only " + valid + " of the texts were valid");
    }

    /** Returns what is indexed, or what is wrong. */
    private String outcome(byte[] text, JsonMembers.@Nullable Look look) {
        try {
            members.scan(text, 0, text.length, look);
        } catch (MalformedJson e) {
            return String.valueOf(e.getMessage());
        }
        var all = new StringBuilder();
        for (int i = 0; i < members.size(); i++) {
            all.append(members.keyFrom(i)).append(' ').append(members.valueTo(i)).append('\n');
        }
        return all.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                      | -1
                    {"m":1}                                                 | -1
                    {"a":[{"r":1}]}                                         | -1
                    {"m":[]}                                                | 0
                    { "m" : [ ] }                                           | 0
                    {"m":[{"r":"x"}]}                                       | 1 OBJECT/STRING
                    {"m":[{"r":[1,{"r":2}]},{"s":1},{}]}                    | 3 OBJECT/ARRAY OBJECT/NULL OBJECT/NULL
                    { "m" : [ { "s" : {} , "r" : 5 } , 7 , [ { "r":1 } ] ] } | 3 OBJECT/NUMBER NUMBER/NULL ARRAY/NULL
                    {"m":[{"r":"x","r":false}]}                             | 1 OBJECT/FALSE
                    {"m":[{"~u0072":true}]}                                | 1 OBJECT/TRUE
                    {"m":[{"r":"x"}],"~u006d":[1,2]}                       | 2 NUMBER/NULL NUMBER/NULL
                    {"m":[{"r":"x"}],"m":"no array"}                        | -1
                    """)
    void looksIntoAnArray(String text, String seen) {
        byte[] bytes = text.replace('~', '\\').getBytes(UTF_8);
        members.scan(bytes, 0, bytes.length, ROLES);
        var found = new StringBuilder().append(members.elements());
        for (int e = 0; e < members.elements(); e++) {
            found.append(' ').append(members.element(e)).append('/').append(members.looked(e));
        }
        assertEquals(seen, found.toString());
    }

    @Test
    void looksIntoLongArrays() {
        String text = "{\"m\":[" + "{\"s\":0},".repeat(99) + "{\"r\":0}]}";
        byte[] bytes = text.getBytes(UTF_8);
        members.scan(bytes, 0, bytes.length, ROLES);
        assertEquals(100, members.elements());
        assertEquals(Kind.NULL, members.looked(98));
        assertEquals(Kind.NUMBER, members.looked(99));
    }

    private boolean accepts(byte[] text) {
        try {
            members.scan(text, 0, text.length);
            return true;
        } catch (MalformedJson expected) {
            return false;
        }
    }

    private static boolean jacksonAccepts(byte[] text) {
        try {
            return Tree.read(text) instanceof Map;
        } catch (JacksonException | IllegalArgumentException refused) {
            return false;
        }
    }

    @Test
    void scanningAllocatesNothing() {
        byte[] text =
                ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""
                                + "words ".repeat(200)
                                + "\"}],\"stream\":true}")
                        .getBytes(UTF_8);
        byte[] name = "stream".getBytes(US_ASCII);
        long bytes =
                Allocation.ofThousand(() -> {
                    members.scan(text, 0, text.length, MESSAGES);
                    members.find(name);
                });
        assertEquals(0, bytes);
    }
}
