package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QwenFactoryTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, "call");

    private static Vendor vendor(@Nullable String base, Map<String, String> words) {
        return new QwenFactory().vendor(base == null ? null : BaseUrl.parse(base), words::get);
    }

    private static VendorRequest asked(Vendor vendor, String call) {
        var read =
                new OpenAiDialect()
                        .readCall(call.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Step.Send.class, vendor.protocol().open(read, NOW).first())
                .request();
    }

    @Test
    void asksForTextAndStreams() {
        Vendor vendor = vendor(null, Map.of("api_key", "sk-1", "workspace", "ws"));
        VendorRequest whole =
                asked(vendor, "{'model':'qwen-plus','messages':[{'role':'user','content':'hi'}]}");
        assertEquals("https dashscope.aliyuncs.com", "https " + whole.origin().host());
        assertEquals("/api/v1/services/aigc/text-generation/generation", whole.target());
        assertEquals("ws", whole.header("x-dashscope-workspace"));
        assertNull(whole.header("x-dashscope-sse"));
        VendorRequest stream =
                asked(
                        vendor,
                        "{'model':'m','stream':true,'messages':[{'role':'user','content':'hi'}]}");
        assertEquals("enable", stream.header("x-dashscope-sse"));
        assertEquals("text/event-stream", stream.header("accept"));
        assertInstanceOf(Auth.Bearer.class, vendor.auth());
    }

    @Test
    void choosesThePathByTheCallAndByTheConfiguredModel() {
        String seeing =
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':"
                    + "{'url':'https://x.test/a.png'}}]}]}";
        String path = "/api/v1/services/aigc/multimodal-generation/generation";
        assertEquals(path, asked(vendor(null, Map.of("api_key", "k")), seeing).target());
        VendorRequest named =
                asked(
                        vendor(null, Map.of("api_key", "k", "model", "qwen-vl-max")),
                        "{'model':'m','messages':[{'role':'user','content':'hi'}]}");
        assertEquals(path, named.target());
        assertEquals(
                "{\"model\":\"qwen-vl-max\"",
                new String(named.body(), StandardCharsets.UTF_8).substring(0, 22));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:81,/api/v1/services/aigc",
        "http://h/p/api/v1,/p/api/v1/services/aigc",
        "http://h/api/v1/services/aigc/text-generation/generation,/api/v1/services/aigc",
        "http://h/compatible-mode/v1,/api/v1/services/aigc"
    })
    void takesAnyFormOfTheBase(String base, String root) {
        VendorRequest request =
                asked(
                        vendor(base, Map.of("api_key", "k")),
                        "{'model':'m','messages':[{'role':'user','content':'hi'}]}");
        assertEquals(root + "/text-generation/generation", request.target());
        assertEquals("h", request.origin().host());
    }

    @Test
    void knowsRegionsAndModelsThatOnlyStream() {
        assertEquals(
                "dashscope-intl.aliyuncs.com",
                vendor(null, Map.of("api_key", "k", "region", "intl")).origin().host());
        assertThrows(
                Words.BadWord.class, () -> vendor(null, Map.of("api_key", "k", "region", "mars")));
        assertThrows(Words.BadWord.class, () -> vendor(null, Map.of()));
        assertEquals(
                Protocol.Delivery.STREAM,
                vendor(null, Map.of("api_key", "k", "model", "qwq-plus")).protocol().delivery());
        assertEquals(
                Protocol.Delivery.STREAM,
                vendor(null, Map.of("api_key", "k", "model", "qwen3-235b-a22b"))
                        .protocol()
                        .delivery());
        assertEquals(
                Protocol.Delivery.AS_ASKED,
                vendor(null, Map.of("api_key", "k", "model", "qwen-plus")).protocol().delivery());
    }
}
