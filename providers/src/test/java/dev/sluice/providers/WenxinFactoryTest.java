package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WenxinFactoryTest {
    private static final Moment NOW = new Moment(Instant.EPOCH, "call");
    private static final Map<String, String> KEYS = Map.of("api_key", "a b", "secret_key", "s&1");

    private static Grant grant(Vendor vendor) {
        return assertInstanceOf(Auth.OAuth.class, vendor.auth()).grant();
    }

    private static Received received(int status, String body) {
        return new Received(status, List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fetchesATokenAndPutsItIntoTheQuery() {
        Vendor vendor = new WenxinFactory().vendor(null, KEYS::get);
        Grant grant = grant(vendor);
        VendorRequest ask = grant.request(NOW);
        assertEquals("POST", ask.method());
        assertEquals("aip.baidubce.com", ask.origin().host());
        assertEquals(
                "/oauth/2.0/token?grant_type=client_credentials&client_id=a%20b&client_secret=s%261",
                ask.target());
        Grant.Token token =
                grant.read(received(200, "{\"access_token\":\"24.x y\",\"expires_in\":2592000}"));
        assertEquals(2592000 - 3600, token.seconds());
        var call = ChatCall.of("ERNIE-4.0-8K", List.of(Message.User.says("hi")));
        var send = assertInstanceOf(Step.Send.class, vendor.protocol().open(call, NOW).first());
        assertEquals(
                "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions_pro?access_token=24.x%20y",
                grant.authorize(send.request(), token).target());
        assertEquals(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                new String(send.request().body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{\"error\":\"invalid_client\",\"error_description\":\"unknown client id\"}|502"
                        + " upstream_auth",
                "200|{\"error\":\"invalid_client\",\"error_description\":\"unknown\"}|502"
                        + " upstream_auth",
                "503|busy|503 server_is_overloaded",
                "200|{}|502 upstream_error"
            })
    void saysWhyThereIsNoToken(int status, String body, String told) {
        Grant grant = grant(new WenxinFactory().vendor(null, KEYS::get));
        ApiException e = assertThrows(ApiException.class, () -> grant.read(received(status, body)));
        assertEquals(told, e.error().status() + " " + e.error().code());
    }

    @ParameterizedTest
    @CsvSource({
        "ERNIE-4.0-8K,completions_pro",
        "ERNIE-Bot-4,completions_pro",
        "ernie-3.5-8k,completions",
        "ERNIE-Bot,completions",
        "ERNIE-Bot-turbo,eb-instant",
        "ERNIE-Lite-8K-0308,ernie-lite-8k",
        "ERNIE-Speed,ernie_speed",
        "ERNIE-Speed-128K,ernie-speed-128k",
        "ERNIE-Tiny-8K,ernie-tiny-8k",
        "BLOOMZ-7B,bloomz_7b1",
        "my_own,my_own"
    })
    void knowsTheAddressOfAModel(String model, String endpoint) {
        assertEquals(endpoint, WenxinFactory.endpoint(model));
    }

    @Test
    void takesOtherAddresses() {
        Map<String, String> words =
                Map.of(
                        "api_key",
                        "a",
                        "secret_key",
                        "s",
                        "model",
                        "ERNIE-Bot",
                        "oauth_url",
                        "http://tokens:99/t");
        Vendor vendor = new WenxinFactory().vendor(BaseUrl.parse("http://h/p"), words::get);
        assertEquals(new Origin(false, "tokens", 99), grant(vendor).request(NOW).origin());
        assertEquals("/t?", grant(vendor).request(NOW).target().substring(0, 3));
        var call = ChatCall.of("other", List.of(Message.User.says("hi")));
        var send = assertInstanceOf(Step.Send.class, vendor.protocol().open(call, NOW).first());
        assertEquals(
                "/p/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions", send.request().target());
    }
}
