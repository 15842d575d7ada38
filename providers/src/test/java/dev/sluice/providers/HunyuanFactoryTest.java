package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HunyuanFactoryTest {
    private static final Map<String, String> KEYS = Map.of("secret_id", "AKID", "secret_key", "s");

    @Test
    void namesTheActionAndLeavesTheRestToTheSigner() {
        Vendor vendor = new HunyuanFactory().vendor(null, KEYS::get);
        var call = ChatCall.of("hunyuan-lite", List.of(Message.User.says("hi")));
        var session = vendor.protocol().open(call, new Moment(Instant.EPOCH, "call"));
        VendorRequest request = assertInstanceOf(Step.Send.class, session.first()).request();
        assertEquals("/", request.target());
        assertEquals("hunyuan.tencentcloudapi.com", request.origin().authority());
        assertEquals("ChatCompletions", request.header("x-tc-action"));
        assertEquals("2023-09-01", request.header("x-tc-version"));
        assertEquals("application/json", request.header("content-type"));
        assertEquals(
                "{\"Model\":\"hunyuan-lite\",\"Messages\":[{\"Role\":\"user\",\"Content\":\"hi\"}]}",
                new String(request.body(), StandardCharsets.UTF_8));
        var auth = assertInstanceOf(Auth.SigV4.class, vendor.auth());
        assertEquals(Auth.SigV4.Family.TENCENT, auth.family());
        assertEquals("hunyuan", auth.service());
    }

    @Test
    void wantsBothHalvesOfTheCredential() {
        assertThrows(
                Words.BadWord.class,
                () -> new HunyuanFactory().vendor(null, Map.of("secret_id", "x")::get));
    }
}
