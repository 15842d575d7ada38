package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.openai.RequestSplice.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestSpliceTest {
    private static String spliced(
            String body, @Nullable String model, String overrides, Usage usage) {
        byte[] bytes = ("  " + body + " ").getBytes(UTF_8);
        JsonMembers members = new JsonMembers();
        members.scan(bytes, 1, bytes.length);
        JsonMembers given = new JsonMembers();
        byte[] override = overrides.getBytes(UTF_8);
        given.scan(override, 0, override.length);
        Map<String, byte[]> map = new LinkedHashMap<>();
        for (int i = 0; i < given.size(); i++) {
            map.put(given.name(i), given.raw(i).getBytes(UTF_8));
        }
        Edits edits = new Edits();
        edits.insert(0, new byte[1]);
        new RequestSplice(bytes, members).edit(edits, model, map, usage);
        String result = new String(edits.apply(bytes, 2, bytes.length - 1), UTF_8);
        assertEquals(edits.isEmpty(), result.equals(body));
        assertTrue(Tree.read(result) instanceof Map, result);
        return result;
    }

    static Stream<Arguments> table() {
        String askedStream = "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        return Stream.of(
                // model
                Arguments.of("{}", "m", "{}", "{\"model\":\"m\"}"),
                Arguments.of("{ }", "m", "{}", "{ \"model\":\"m\"}"),
                Arguments.of("{\"model\":\"m\"}", "m", "{}", "{\"model\":\"m\"}"),
                Arguments.of("{\"model\":\"x\"}", null, "{}", "{\"model\":\"x\"}"),
                Arguments.of(
                        "{\"mod\\u0065l\" : \"x\" ,\"a\":1.0e0 }",
                        "ü\"",
                        "{}",
                        "{\"mod\\u0065l\" : \"ü\\\"\" ,\"a\":1.0e0 }"),
                Arguments.of(
                        "{\"model\":1,\"a\":2,\"model\":3}",
                        "m",
                        "{}",
                        "{\"a\":2,\"model\":\"m\"}"),
                Arguments.of("{\"model\":\"x\"}", "m", "{\"model\":\"y\"}", "{\"model\":\"m\"}"),
                Arguments.of("{\"model\":\"x\"}", null, "{\"model\":\"y\"}", "{\"model\":\"y\"}"),
                // overrides
                Arguments.of(
                        "{\"a\":1,\"b\":2}",
                        null,
                        "{\"b\":[3],\"c\":{}}",
                        "{\"a\":1,\"b\":[3],\"c\":{}}"),
                Arguments.of("{\"stream\":false}", null, "{\"stream\":true}", "{\"stream\":false}"),
                Arguments.of("{}", null, "{\"stream\":true}", "{}"),
                Arguments.of(
                        "{\"a\":1}",
                        null,
                        "{\"stream_options\":{\"include_usage\":true}}",
                        "{\"a\":1}"),
                // max tokens
                Arguments.of("{\"max_length\":5}", null, "{}", "{\"max_tokens\":5}"),
                Arguments.of("{\"max_length\":null}", null, "{}", "{}"),
                Arguments.of(
                        "{\"max_length\":5,\"max_tokens\":6}", null, "{}", "{\"max_tokens\":6}"),
                Arguments.of(
                        "{\"max_completion_tokens\":6,\"max_length\":5}",
                        null,
                        "{}",
                        "{\"max_completion_tokens\":6}"),
                Arguments.of(
                        "{\"max_length\":5,\"max_tokens\":null}", null, "{}", "{\"max_tokens\":5}"),
                Arguments.of(
                        "{\"max_tokens\":6,\"x\":1,\"max_length\":5}",
                        null,
                        "{\"max_completion_tokens\":7}",
                        "{\"x\":1,\"max_completion_tokens\":7}"),
                Arguments.of(
                        "{\"max_completion_tokens\":6}",
                        null,
                        "{\"max_length\":7}",
                        "{\"max_tokens\":7}"),
                Arguments.of(
                        "{\"max_tokens\":6}", null, "{\"max_length\":7}", "{\"max_tokens\":7}"),
                Arguments.of(
                        "{\"max_tokens\":6}",
                        null,
                        "{\"max_length\":7,\"max_tokens\":8}",
                        "{\"max_tokens\":8}"),
                // usage of a stream
                Arguments.of("{\"stream\":true}", null, "{}", askedStream),
                Arguments.of(askedStream, null, "{}", askedStream),
                Arguments.of("{\"stream\":true,\"stream_options\":null}", null, "{}", askedStream),
                Arguments.of(
                        "{\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\":false}}",
                        null,
                        "{}",
                        "{\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\":true}}"),
                Arguments.of(
                        "{\"stream\":true,\"stream_options\":{}}",
                        null,
                        "{\"stream_options\":{\"x\":1}}",
                        "{\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\":true}}"),
                Arguments.of("{\"stream\":false}", null, "{}", "{\"stream\":false}"),
                Arguments.of(
                        "{\"stream\":null,\"stream_options\":null}",
                        null,
                        "{}",
                        "{\"stream\":null,\"stream_options\":null}"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void splicesWhatDiffersAndNothingElse(
            String body, @Nullable String model, String overrides, String expected) {
        assertEquals(expected, spliced(body, model, overrides, Usage.ASK));
    }

    @Test
    void leavesStreamOptionsWhereTheUpstreamRefusesThem() {
        assertEquals("{\"stream\":true}", spliced("{\"stream\":true}", null, "{}", Usage.LEAVE));
        assertEquals(
                "{\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\":true}}",
                spliced(
                        "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                        null,
                        "{\"stream_options\":{\"x\":1}}",
                        Usage.LEAVE));
        assertEquals(
                "{\"stream\":true,\"stream_options\":{\"x\":1}}",
                spliced("{\"stream\":true}", null, "{\"stream_options\":{\"x\":1}}", Usage.LEAVE));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            nullValues = "absent",
            value = {
                "{} | absent | false | false",
                "{\"model\":null,\"stream\":null} | absent | false | false",
                "{\"model\":\"a/b\",\"stream\":true} | a/b | true | false",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true}} | absent | true |"
                        + " true",
                "{\"stream\":false,\"stream_options\":{\"include_usage\":false}} | absent | false |"
                        + " false",
                "{\"stream_options\":[true]} | absent | false | false",
            })
    void tellsWhatTheClientWants(
            String body, @Nullable String model, boolean streaming, boolean usage) {
        byte[] bytes = body.getBytes(UTF_8);
        JsonMembers members = new JsonMembers();
        members.scan(bytes, 0, bytes.length);
        RequestSplice request = new RequestSplice(bytes, members);
        assertEquals(model, request.model());
        assertEquals(streaming, request.streaming());
        assertEquals(usage, request.usageAsked());
    }
}
