package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BedrockAndOllamaFactoryTest {
    private static final Moment T = new Moment(Instant.parse("2026-01-02T03:04:05Z"), "call");
    private static final ChatCall WHOLE = ChatCall.of("a/b:0", List.of(Message.User.says("hi")));
    private static final ChatCall STREAM =
            WHOLE.withOutput(
                    new Output(
                            new Output.Delivery(true, null, Extras.NONE), null, null, null, null));

    private static Vendor vendor(
            VendorFactory factory, @Nullable String base, Map<String, String> words) {
        assertTrue(factory.words().containsAll(words.keySet()));
        return factory.vendor(base == null ? null : BaseUrl.parse(base), words::get);
    }

    private static VendorRequest asked(Vendor vendor, ChatCall call) {
        Step first = vendor.protocol().open(call, T).first();
        return Signer.sign(assertInstanceOf(Step.Send.class, first).request(), vendor.auth(), T);
    }

    private static String body(VendorRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static void bad(VendorFactory factory, String word, Map<String, String> words) {
        var thrown = assertThrows(Words.BadWord.class, () -> vendor(factory, null, words));
        assertEquals(word, thrown.word());
    }

    @Test
    void bedrockWithAnAccessKey() {
        Vendor vendor =
                vendor(
                        new BedrockFactory(),
                        null,
                        Map.of(
                                "region",
                                "eu-west-1",
                                "access_key_id",
                                "AKIDEXAMPLE",
                                "secret_access_key",
                                "secret",
                                "session_token",
                                "token"));
        VendorRequest whole = asked(vendor, WHOLE);

        assertEquals(
                new Origin(true, "bedrock-runtime.eu-west-1.amazonaws.com", 443), vendor.origin());
        assertEquals(Framing.AWS_EVENTS, vendor.protocol().framing());
        assertEquals("/model/a%2Fb%3A0/converse", whole.target());
        assertEquals("token", whole.header("x-amz-security-token"));
        assertTrue(
                String.valueOf(whole.header("authorization"))
                        .startsWith(
                                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/bedrock"
                                        + "/aws4_request, SignedHeaders="
                                        + "content-type;host;x-amz-date;x-amz-security-token,"));
        VendorRequest stream = asked(vendor, STREAM);
        assertEquals("/model/a%2Fb%3A0/converse-stream", stream.target());
        assertEquals("application/vnd.amazon.eventstream", stream.header("accept"));
        assertEquals(body(whole), body(stream));
    }

    @Test
    void bedrockWithAKeyOfItsOwn() {
        Vendor vendor =
                vendor(
                        new BedrockFactory(),
                        "http://127.0.0.1:9/root/",
                        Map.of("region", "us-east-1", "api_key", "k", "model", "m:1"));
        VendorRequest asked = asked(vendor, WHOLE);

        assertEquals("Bearer k", asked.header("authorization"));
        assertEquals("/root/model/m%3A1/converse", asked.target());
    }

    @Test
    void bedrockFindsTheRegionInItsAddress() {
        Vendor vendor =
                vendor(
                        new BedrockFactory(),
                        "https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com",
                        Map.of("access_key_id", "a", "secret_access_key", "s"));

        assertEquals("us-gov-west-1", assertInstanceOf(Auth.SigV4.class, vendor.auth()).region());
        assertEquals(
                "bedrock-runtime.cn-north-1.amazonaws.com.cn",
                vendor(new BedrockFactory(), null, Map.of("region", "cn-north-1", "api_key", "k"))
                        .origin()
                        .host());
    }

    @Test
    void bedrockNamesWhatIsMissing() {
        var factory = new BedrockFactory();
        bad(factory, "region", Map.of("api_key", "k"));
        bad(factory, "region", Map.of("api_key", "k", "region", "Virginia"));
        bad(factory, "api_key", Map.of("region", "us-east-1"));
        bad(factory, "secret_access_key", Map.of("region", "us-east-1", "access_key_id", "a"));
        bad(factory, "access_key_id", Map.of("region", "us-east-1", "secret_access_key", "a"));
        bad(
                factory,
                "api_key",
                Map.of("region", "us-east-1", "access_key_id", "a", "api_key", "k"));
    }

    @Test
    void ollama() {
        Vendor local = vendor(new OllamaFactory(), null, Map.of());

        assertEquals(new Origin(false, "localhost", 11434), local.origin());
        assertEquals(new Auth.None(), local.auth());
        assertEquals(Framing.LINES, local.protocol().framing());
        assertEquals("/api/chat", asked(local, STREAM).target());
        Vendor cloud =
                vendor(
                        new OllamaFactory(),
                        "https://ollama.com/v1",
                        Map.of(
                                "api_key",
                                "k",
                                "model",
                                "m",
                                "num_ctx",
                                "8192",
                                "keep_alive",
                                "-1"));
        VendorRequest asked = asked(cloud, WHOLE);
        assertEquals("Bearer k", asked.header("authorization"));
        assertEquals("/api/chat", asked.target());
        assertEquals(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"stream\":false,\"keep_alive\":-1,\"options\":{\"num_ctx\":8192}}",
                body(asked));
    }

    @Test
    void ollamaRefusesWordsThatItsServerWould() {
        for (String alive : new String[] {"5m", "1h30m", "-1", "0", "1.5h"}) {
            vendor(new OllamaFactory(), null, Map.of("keep_alive", alive));
        }
        bad(new OllamaFactory(), "keep_alive", Map.of("keep_alive", "long"));
        bad(new OllamaFactory(), "num_ctx", Map.of("num_ctx", "8k"));
        bad(new OllamaFactory(), "num_ctx", Map.of("num_ctx", "0"));
    }
}
