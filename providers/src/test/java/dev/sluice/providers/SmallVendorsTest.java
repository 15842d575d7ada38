package dev.sluice.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.VendorSearch.Whose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallVendorsTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, "call1");

    private static Words words(String... pairs) {
        var map =
                pairs.length == 2
                        ? Map.of(pairs[0], pairs[1])
                        : Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
        return map::get;
    }

    private static VendorRequest request(Vendor vendor, String model, Boolean stream) {
        var delivery = new Output.Delivery(stream, null, Extras.NONE);
        var call =
                ChatCall.of(model, List.of(Message.User.says("hi")))
                        .withOutput(new Output(delivery, null, null, null, null));
        Step step = vendor.protocol().open(call, NOW).first();
        return assertInstanceOf(Step.Send.class, step).request();
    }

    @ParameterizedTest
    @CsvSource({
        ",/api/paas/v3/model-api",
        "http://h:1,/api/paas/v3/model-api",
        "http://h:1/v3,/api/paas/v3/model-api",
        "http://h:1/api/paas/v4/,/api/paas/v3/model-api",
        "http://h:1/x/api/paas/v3,/x/api/paas/v3/model-api"
    })
    void zhipuV3IsAskedByModelAndWay(String base, String root) {
        BaseUrl url = base == null ? null : BaseUrl.parse(base);
        Vendor vendor = new ZhipuFactory().vendor(url, words("api_key", "id.secret"));
        assertEquals(base == null ? "open.bigmodel.cn" : "h", vendor.origin().host());
        assertEquals(new Auth.Jwt(Secret.of("id.secret"), ""), vendor.auth());
        assertEquals(Framing.RAW_EVENTS, vendor.protocol().framing());
        VendorRequest whole = request(vendor, "chatglm_pro", false);
        assertEquals(root + "/chatglm_pro/invoke", whole.target());
        VendorRequest stream = request(vendor, "chatglm_pro", true);
        assertEquals(root + "/chatglm_pro/sse-invoke", stream.target());
        assertEquals("text/event-stream", stream.header("accept"));
    }

    @ParameterizedTest
    @CsvSource({
        "v3,glm-4,true",
        "v4,chatglm_pro,false",
        ",chatglm_lite_32k,true",
        ",glm-4.6,false",
        ",,false"
    })
    void theModelTellsTheVersionWhereNothingElseDoes(String version, String model, boolean v3) {
        assertEquals(v3, ZhipuFactory.isV3(version, model));
    }

    @Test
    void aKeyOfZhipuWithoutTwoHalvesIsLeftToZhipu() {
        for (String key : List.of("secret", ".secret", "secret.")) {
            Vendor vendor = new ZhipuFactory().vendor(null, words("api_key", key));
            assertEquals(new Auth.HeaderKey("authorization", Secret.of(key)), vendor.auth());
        }
    }

    @Test
    void badKeysAreRefused() {
        var ark =
                assertThrows(
                        Words.BadWord.class,
                        () -> new SkylarkFactory().vendor(null, words("api_key", "0123-ark")));
        assertTrue(String.valueOf(ark.getMessage()).contains("'doubao'"));
        assertThrows(
                Words.BadWord.class,
                () -> new SkylarkFactory().vendor(null, words("api_key", "AK:")));
    }

    @Test
    void tigerBotIsAskedNatively() {
        Vendor vendor = new TigerBotFactory().vendor(null, words("api_key", "k"));
        assertEquals("api.tigerbot.com", vendor.origin().host());
        assertEquals("/v1/chat/completions", request(vendor, "m", true).target());
        BaseUrl local = BaseUrl.parse("http://127.0.0.1:9/v1/chat/completions");
        Vendor other = new TigerBotFactory().vendor(local, words("api_key", "k"));
        assertEquals("/v1/chat/completions", request(other, "m", false).target());
    }

    @Test
    void skylarkIsSignedWithItsExactContentType() {
        Vendor vendor = new SkylarkFactory().vendor(null, words("api_key", "AK:S:K=="));
        var auth = assertInstanceOf(Auth.SigV4.class, vendor.auth());
        assertEquals("AK", auth.accessKey());
        assertEquals("S:K==", auth.secretKey().reveal());
        assertEquals("ml_maas", auth.service());
        VendorRequest request = request(vendor, "skylark-chat", false);
        assertEquals("/api/v1/chat", request.target());
        assertEquals("application/json; charset=utf-8", request.header("content-type"));
        assertEquals(
                "{\"model\":{\"name\":\"skylark-chat\"},\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"hi\"}],\"stream\":false}",
                new String(request.body(), UTF_8));
    }

    @Test
    void responsesArePostedWhereTheyAre() {
        var origin = new Origin(true, "ark.example", 443);
        Post post = Responses.post(origin, "/api/v3/responses", Whose.ARK, Quirks.NONE);
        assertEquals("/api/v3/responses", post.whole());
        assertEquals("openai-responses", post.dialect().name());
    }
}
