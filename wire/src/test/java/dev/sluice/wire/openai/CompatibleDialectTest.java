package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A vendor's quirks, one by one: what is sent, what is reported, and what may pass untouched. */
class CompatibleDialectTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String CALLED =
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":"
                    + "\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                    + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"42\"}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Written written(Quirks quirks, String call) {
        return new CompatibleDialect(quirks).writeCall(new OpenAiDialect().readCall(bytes(call)));
    }

    private static boolean passes(Quirks quirks, String call) {
        var members = new JsonMembers();
        members.scan(bytes(call), 0, bytes(call).length);
        return new AsIs(quirks).test(bytes(call), members);
    }

    private static Arguments row(
            String name, UnaryOperator<QuirksBuilder> quirks, String in, String out) {
        return Arguments.of(name, Quirks.that(quirks), in, out, "");
    }

    private static Arguments row(
            String name, UnaryOperator<QuirksBuilder> quirks, String in, String out, String drop) {
        return Arguments.of(name, Quirks.that(quirks), in, out, drop);
    }

    /** Name, quirks, members of the call, members sent, what is reported. */
    static Stream<Arguments> members() {
        return Stream.of(
                row("plain", q -> q, HI, HI),
                row(
                        "streams ask for usage",
                        q -> q,
                        HI + ",\"stream\":true",
                        HI + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"),
                row(
                        "or do not",
                        QuirksBuilder::noStreamOptions,
                        HI + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}",
                        HI + ",\"stream\":true"),
                row(
                        "refused",
                        q -> q.refuses("seed", "foo"),
                        HI + ",\"seed\":1,\"foo\":[2]",
                        HI,
                        "seed foo"),
                row(
                        "closed list",
                        q -> q.takesOnly("messages", "top_k"),
                        HI + ",\"top_k\":3,\"bar\":1",
                        HI + ",\"top_k\":3",
                        "bar"),
                row(
                        "renamed",
                        q -> q.renames("seed", "random_seed"),
                        HI + ",\"seed\":7",
                        HI + ",\"random_seed\":7"),
                row(
                        "always",
                        q -> q.always("reasoning_split", "true"),
                        HI,
                        HI + ",\"reasoning_split\":true"),
                row(
                        "always, unless said",
                        q -> q.always("a", "1"),
                        HI + ",\"a\":2",
                        HI + ",\"a\":2"),
                row(
                        "range",
                        q -> q.bounds("temperature", "0.01", "1"),
                        HI + ",\"temperature\":0",
                        HI + ",\"temperature\":0.01"),
                row(
                        "range above",
                        q -> q.bounds("top_p", "0.01", "0.99"),
                        HI + ",\"top_p\":1",
                        HI + ",\"top_p\":0.99"),
                row(
                        "greedy",
                        QuirksBuilder::greedyAtZero,
                        HI + ",\"temperature\":0.0",
                        HI + ",\"do_sample\":false"),
                row("one answer", q -> q.bounds("n", "1", "1"), HI + ",\"n\":3", HI, "n"),
                row(
                        "one stop",
                        q -> q.bounds("stop", "0", "1"),
                        HI + ",\"stop\":[\"a\",\"b\"]",
                        HI + ",\"stop\":[\"a\"]",
                        "stop"),
                row(
                        "limit",
                        q -> q.limit(Quirks.Limit.MAX_TOKENS),
                        HI + ",\"max_completion_tokens\":9",
                        HI + ",\"max_tokens\":9"),
                row(
                        "new limit",
                        q -> q.limit(Quirks.Limit.MAX_COMPLETION_TOKENS),
                        HI + ",\"max_tokens\":9",
                        HI + ",\"max_completion_tokens\":9"),
                row(
                        "both limits",
                        q -> q.limit(Quirks.Limit.MAX_TOKENS_AND_LENGTH),
                        HI + ",\"max_tokens\":9",
                        HI + ",\"max_tokens\":9,\"max_length\":9"),
                row(
                        "no choice of tools",
                        QuirksBuilder::autoOnly,
                        HI
                                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
                                + "\"tool_choice\":\"required\"",
                        HI + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                        "tool_choice"),
                row(
                        "no tools",
                        QuirksBuilder::autoOnly,
                        HI
                                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
                                + "\"tool_choice\":\"none\"",
                        HI),
                row(
                        "effort",
                        q -> q.effort(Quirks.Effort.THINKING),
                        HI + ",\"reasoning_effort\":\"none\"",
                        HI + ",\"thinking\":{\"type\":\"disabled\"}"),
                row(
                        "effort of Qwen",
                        q -> q.effort(Quirks.Effort.ENABLE_THINKING),
                        HI + ",\"reasoning_effort\":\"high\"",
                        HI + ",\"enable_thinking\":true"),
                row(
                        "models",
                        q -> q.models(List.of("kimi-k2.5"), "temperature n"),
                        "\"model\":\"kimi-k2.5-x\"," + HI + ",\"temperature\":1",
                        "\"model\":\"kimi-k2.5-x\"," + HI,
                        "temperature"),
                row(
                        "other models",
                        q -> q.models(List.of("kimi-k2.5"), "temperature n"),
                        "\"model\":\"moonshot-v1\"," + HI + ",\"temperature\":1",
                        "\"model\":\"moonshot-v1\"," + HI + ",\"temperature\":1"));
    }

    static Stream<Arguments> searches() {
        String on = HI + ",\"internet\":true";
        String tool = "{\"type\":\"web_search\"}";
        var loop = new VendorSearch.Loop(new Raw(tool), "$web_search", new Raw("{\"thinking\":0}"));
        return Stream.of(
                row("no search", q -> q, on, HI, "internet"),
                row(
                        "no search, either word",
                        q -> q,
                        HI + ",\"web_search_options\":{}",
                        HI,
                        "web_search_options"),
                row("no search and none wanted", q -> q, HI + ",\"internet\":false", HI),
                row("native", q -> q.search(new VendorSearch.Native()), on, on),
                row(
                        "members",
                        q -> q.searchMembers("{\"enable_search\":true}", null),
                        on,
                        HI + ",\"enable_search\":true"),
                row(
                        "members off",
                        q -> q.searchMembers("{\"a\":1}", "{\"a\":0}"),
                        HI + ",\"internet\":false",
                        HI + ",\"a\":0"),
                row("tool", q -> q.searchTool(tool, null), on, HI + ",\"tools\":[" + tool + "]"),
                row(
                        "tool beside another",
                        q -> q.searchTool(tool, null),
                        on + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                        HI
                                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
                                + tool
                                + "]"),
                row(
                        "options",
                        q -> q.search(new VendorSearch.Options(null)),
                        on,
                        HI + ",\"web_search_options\":{}"),
                row(
                        "loop",
                        q -> q.search(loop),
                        on,
                        HI + ",\"tools\":[" + tool + "],\"thinking\":0"));
    }

    private static String talk(String messages) {
        return "\"messages\":[" + messages + "]";
    }

    static Stream<Arguments> talks() {
        String system = "{\"role\":\"system\",\"content\":\"s\"}";
        String user = "{\"role\":\"user\",\"content\":\"hi\"}";
        String schema =
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
                        + "{\"a\":1}}}";
        return Stream.of(
                row(
                        "developer",
                        q -> q.instructions(Quirks.Instructions.SYSTEM),
                        talk("{\"role\":\"developer\",\"content\":\"s\"}," + user),
                        talk(system + "," + user)),
                row(
                        "pair",
                        q -> q.instructions(Quirks.Instructions.USER_PAIR),
                        talk(system + "," + user),
                        talk(
                                "{\"role\":\"user\",\"content\":\"You need to follow the system"
                                    + " settings: s\"},{\"role\":\"assistant\",\"content\":\"ok\"},"
                                        + user)),
                row(
                        "text",
                        QuirksBuilder::textOnly,
                        talk(
                                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                                    + "{\"type\":\"text\",\"text\":\"b\"}]}"),
                        talk("{\"role\":\"user\",\"content\":\"a\\nb\"}")),
                row(
                        "blank",
                        QuirksBuilder::noBlanks,
                        talk(
                                "{\"role\":\"user\",\"content\":\" \"},{\"role\":\"assistant\","
                                        + "\"content\":\"\"},"
                                        + user),
                        talk("{\"role\":\"user\",\"content\":\".\"}," + user)),
                row(
                        "Mistral",
                        q -> q.order(Quirks.Order.MISTRAL),
                        talk(CALLED + ",{\"role\":\"user\",\"name\":\"bob\",\"content\":\"hi\"}"),
                        talk(
                                (CALLED
                                                + ",{\"role\":\"assistant\",\"content\":\"Understood.\"},"
                                                + user)
                                        .replace("call_1", "9Gd2dIMCT")),
                        "messages[2].name"),
                row(
                        "owed",
                        q -> q.thoughts(Quirks.Thoughts.OWED),
                        talk(CALLED),
                        talk(CALLED.replace("null,", "null,\"reasoning_content\":\"\","))),
                row(
                        "owed or off",
                        q -> q.thoughts(Quirks.Thoughts.OWED_OR_OFF),
                        talk(CALLED),
                        talk(CALLED) + ",\"thinking\":{\"type\":\"disabled\"}"),
                row(
                        "other name",
                        q -> q.thoughts(Quirks.Thoughts.REASONING),
                        talk(
                                "{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":"
                                        + "\"t\"},"
                                        + user),
                        talk(
                                "{\"role\":\"assistant\",\"content\":\"a\",\"reasoning\":\"t\"},"
                                        + user)),
                row(
                        "no reasoning",
                        q -> q.thoughts(Quirks.Thoughts.DROPPED),
                        talk(
                                "{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":"
                                        + "\"t\"},"
                                        + user),
                        talk("{\"role\":\"assistant\",\"content\":\"a\"}," + user),
                        "messages[0].reasoning_content"),
                row(
                        "schema",
                        q -> q.formats(Quirks.Formats.OBJECT),
                        talk(system) + schema,
                        talk(
                                        "{\"role\":\"system\",\"content\":\"s\\n\\nAnswer with one"
                                                + " JSON object that obeys this JSON Schema, and"
                                                + " nothing else: {\\\"a\\\":1}\"}")
                                + ",\"response_format\":{\"type\":\"json_object\"}",
                        "response_format.json_schema"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"members", "searches", "talks"})
    void saysItTheVendorsWay(String name, Quirks quirks, String in, String out, String dropped) {
        Written written = written(quirks, "{" + in + "}");
        assertEquals("{" + out + "}", new String(written.body(), StandardCharsets.UTF_8));
        assertEquals(dropped, String.join(" ", written.dropped()));
    }

    /** What passes untouched would have been written the same. */
    @ParameterizedTest(name = "{0}")
    @MethodSource({"members", "searches", "talks"})
    void passesOnlyWhatNeedsNoChange(
            String name, Quirks quirks, String in, String out, String dropped) {
        boolean same = in.equals(out) && dropped.isEmpty();
        boolean stream = name.startsWith("streams ask") || name.equals("no search and none wanted");
        if (!same && !stream) {
            assertFalse(passes(quirks, "{" + in + "}"), name);
        }
        assertTrue(passes(Quirks.NONE, "{" + HI + ",\"seed\":1,\"top_k\":3,\"x\":{}}"));
    }

    @Test
    void refusesPicturesOfATextVendor() {
        Quirks quirks = Quirks.that(QuirksBuilder::textOnly);
        String call =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"http://x\"}}]}]}";
        ApiError error = assertThrows(ApiException.class, () -> written(quirks, call)).error();
        assertEquals(400, error.status());
        assertEquals("messages[0].content[0]", error.param());
    }
}
