package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.openai.AsIs;
import dev.sluice.wire.openai.CompatibleDialect;
import dev.sluice.wire.openai.OpenAiDialect;
import dev.sluice.wire.openai.Quirks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The presets: their names, their addresses, and what each vendor is sent for one rich call. */
class PresetsTest {
    private static final Path FIXTURES = folder();

    private static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        Path root = here.endsWith("providers") ? here : here.resolve("providers");
        return root.resolve("src/test/resources/presets");
    }

    static Stream<Preset> quirky() {
        return Presets.all().stream().filter(preset -> preset.quirks() != null);
    }

    static Stream<Preset> all() {
        return Presets.all().stream();
    }

    @Test
    void areManyAndFoundByTheirWords() {
        assertTrue(Presets.all().size() >= 80, "there are " + Presets.all().size());
        for (Preset preset : Presets.all()) {
            assertEquals(
                    preset, Presets.named(" " + preset.id().toUpperCase(java.util.Locale.ROOT)));
        }
        assertNull(Presets.named("opnai"));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-api, claude",
        "anthropic, claude",
        "kimi, kimi",
        "moonshot, kimi",
        "zhipu, zhipu-api",
        "spark, xunfei-spark-api",
        "xunfei, xunfei-spark-api",
        "bing, bing-sydney",
        "copilot, bing-sydney",
        "wenxin, wenxin",
        "ernie, wenxin",
        "baidu, wenxin",
        "azure-openai, azure",
    })
    void keepTheirOldNames(String alias, String id) {
        assertEquals(Presets.get(id), Presets.named(alias));
    }

    @ParameterizedTest
    @MethodSource("all")
    void haveUsableAddresses(Preset preset) {
        preset.bases()
                .forEach((region, base) -> {
                    String filled = base.replaceAll("\\{\\w+}", "x").replaceFirst("^ws", "http");
                    BaseUrl parsed = BaseUrl.parse(filled);
                    assertTrue(
                            parsed.origin().tls() || preset.standing().isLocal(),
                            preset.id() + region);
                });
        String successor = preset.standing().successor();
        assertTrue(successor.isEmpty() || Presets.named(successor) != null, preset.id());
        assertTrue(!preset.docs().contains("://"), preset.id());
    }

    private static String fixture(String name) throws IOException {
        return Files.readString(FIXTURES.resolve(name));
    }

    private static Quirks quirks(Preset preset) {
        Quirks quirks = preset.quirks();
        assertNotNull(quirks);
        return quirks;
    }

    /** {@code call.json} asks for nearly everything; a vendor's folder holds what it is sent. */
    @ParameterizedTest
    @MethodSource("quirky")
    void aVendorIsSentWhatItTakes(Preset preset) throws IOException {
        ChatCall call =
                new OpenAiDialect().readCall(fixture("call.json").getBytes(StandardCharsets.UTF_8));
        Written written = new CompatibleDialect(quirks(preset)).writeCall(call);
        String sent =
                byLines(written.body()) + "dropped: " + String.join(", ", written.dropped()) + "\n";
        Path file = FIXTURES.resolve(preset.id()).resolve("sent.txt");
        if (Boolean.getBoolean("sluice.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, sent);
        }
        assertEquals(
                Files.readString(file), sent, "run with -Dsluice.update=true to write it anew");
    }

    /** One member on a line, one message on a line. */
    private static String byLines(byte[] body) {
        var members = new JsonMembers();
        members.scan(body, 0, body.length);
        var text = new StringBuilder();
        for (int i = 0; i < members.size(); i++) {
            String value = members.raw(i).replace("{\"role\"", "\n    {\"role\"");
            text.append(members.name(i)).append(": ").append(value).append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"plain.json, true", "call.json, false"})
    void onlyWhatEveryVendorTakesIsPassedOn(String name, boolean expected) throws IOException {
        byte[] body = fixture(name).getBytes(StandardCharsets.UTF_8);
        var members = new JsonMembers();
        members.scan(body, 0, body.length);
        List<Preset> odd =
                quirky().filter(
                                preset -> {
                                    Quirks quirks = quirks(preset);
                                    boolean read = quirks.answers().lane() == Quirks.Lane.READ;
                                    boolean passes = new AsIs(quirks).test(body, members);
                                    return passes != (expected && !read);
                                })
                        .toList();
        assertEquals(List.of(), odd);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "glm|429|{\"error\":{\"code\":\"1113\",\"message\":\"m\"}}|429|insufficient_quota",
                "glm|400|{\"error\":{\"code\":\"1301\",\"message\":\"m\"}}|400|content_filter",
                "glm|400|{\"error\":{\"code\":\"1211\",\"message\":\"m\"}}|404|model_not_found",
                "minimax|200|{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"m\"}}"
                        + "|502|upstream_auth",
                "minimax|200|{\"base_resp\":{\"status_code\":2013,\"status_msg\":"
                        + "\"context window exceeds limit\"}}|400|",
                "spark-http|200|{\"code\":10013,\"message\":\"m\",\"sid\":\"s\"}"
                        + "|400|content_filter",
                "spark-http|200|{\"code\":10907,\"message\":\"m\"}|400|context_length_exceeded",
                "kimi|400|{\"error\":{\"type\":\"invalid_request_error\",\"message\":"
                        + "\"Your request exceeded model token limit: 8192\"}}"
                        + "|400|context_length_exceeded",
                "kimi|429|{\"error\":{\"type\":\"exceeded_current_quota_error\",\"message\":"
                        + "\"m\"}}|429|insufficient_quota",
                "qwen-compatible|400|{\"error\":{\"code\":\"data_inspection_failed\","
                        + "\"message\":\"m\"}}|400|content_filter",
                "qianfan|400|{\"error\":{\"type\":\"unsafe_request\",\"message\":\"m\"}}"
                        + "|400|content_filter",
                "doubao|400|{\"error\":{\"code\":\"InputTextSensitiveContentDetected\","
                        + "\"message\":\"m\"}}|400|content_filter",
                "siliconflow|403|{\"code\":30001,\"message\":\"m\",\"data\":null}"
                        + "|429|insufficient_quota",
                "stepfun|451|{\"error\":{\"message\":\"m\"}}|400|content_filter",
                "fastchat|400|{\"object\":\"error\",\"message\":\"m\",\"code\":40303}"
                        + "|400|context_length_exceeded",
                "zhizengzeng|200|{\"code\":7,\"msg\":\"余额不足\"}|429|insufficient_quota",
                "deepseek|402|{\"error\":{\"message\":\"Insufficient Balance\"}}"
                        + "|429|insufficient_quota",
            })
    void understandTheirCodes(String id, int status, String body, int client, String code) {
        ApiError error =
                new CompatibleDialect(quirks(Presets.get(id)))
                        .readError(status, body.getBytes(StandardCharsets.UTF_8));
        assertEquals(client, error.status(), error::toString);
        if (code != null) {
            assertEquals(code, error.code());
        }
    }
}
