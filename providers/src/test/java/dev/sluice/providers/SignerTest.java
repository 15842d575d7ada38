package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Every key in here is invented. */
class SignerTest {
    private static final Moment T = at("2023-11-14T22:13:20.987Z");
    private static final String ZHIPU_KEY = "0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp";
    private static final String TYPED_HEADER =
            "{\"alg\":\"HS256\",\"sign_type\":\"SIGN\",\"typ\":\"JWT\"}";

    private static Moment at(String time) {
        return new Moment(Instant.parse(time), "call");
    }

    private static VendorRequest post(String host, String target, String body) {
        return VendorRequest.post(
                new Origin(true, host, 443), target, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String authorization(VendorRequest signed) {
        return String.valueOf(signed.header("authorization"));
    }

    private static String hash(String text) {
        return Hmac.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Auth.SigV4 aws(String session) {
        return new Auth.SigV4(
                Auth.SigV4.Family.AWS,
                "AKIDEXAMPLE",
                Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                session.isEmpty() ? null : Secret.of(session),
                "us-east-1",
                "bedrock");
    }

    private static VendorRequest converse() {
        return post(
                "bedrock-runtime.us-east-1.amazonaws.com",
                "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}");
    }

    @Test
    void awsSignsThePathEncodedTwice() {
        VendorRequest signed = Signer.sign(converse(), aws(""), at("2026-01-02T03:04:05Z"));

        assertTrue(
                AwsSignature.canonical(signed)
                        .contains(
                                "\n/model/us.anthropic.claude-sonnet-4-5-20250929-v1%253A0"
                                        + "/converse\n"));
        assertEquals(
                "c3335e07d6e89650bf94cb98664be69f8774dbc3198df221f113db0a59ea14f0",
                Hmac.hash(signed.body()));
        assertEquals(
                "03739368ba3a38550642f2f0b125913133b59ea24b057bf10af091359fa5b41f",
                hash(AwsSignature.canonical(signed)));
        assertEquals("20260102T030405Z", signed.header("x-amz-date"));
        assertNull(signed.header("x-amz-security-token"));
        assertEquals(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature="
                        + "6b18186d5132c71249f705372d764ddfd8a9890b662230fb355af564c05e1c35",
                signed.header("authorization"));
    }

    @Test
    void awsSignsASessionTokenToo() {
        VendorRequest signed = Signer.sign(converse(), aws("token"), at("2026-01-02T03:04:05Z"));

        assertEquals("token", signed.header("x-amz-security-token"));
        assertTrue(
                authorization(signed)
                        .contains(
                                "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"));
    }

    @Test
    void awsSortsTheQuery() {
        VendorRequest asked =
                VendorRequest.of(new Origin(true, "h", 443), "GET", "/foundation-models?b=2&a&c=");

        assertTrue(
                AwsSignature.canonical(asked).startsWith("GET\n/foundation-models\na=&b=2&c=\n"));
    }

    @Test
    void volcengine() {
        var keys =
                new Auth.SigV4(
                        Auth.SigV4.Family.VOLCENGINE,
                        "AKLTexample",
                        Secret.of("VolcSecretExample=="),
                        null,
                        "cn-beijing",
                        "ml_maas");
        VendorRequest asked =
                post(
                                "maas-api.ml-platform-cn-beijing.volces.com",
                                "/api/v1/chat",
                                "{\"model\":{\"name\":\"skylark-chat\"},\"messages\":"
                                        + "[{\"role\":\"user\",\"content\":\"hi\"}]}")
                        .with("content-type", "application/json; charset=utf-8");

        VendorRequest signed = Signer.sign(asked, keys, T);

        assertEquals(
                "c1e2c1980e5bafb178af79159f9660fcda5d0c28621fcb40a89d06bfb1f6d013",
                signed.header("x-content-sha256"));
        assertEquals("20231114T221320Z", signed.header("x-date"));
        assertEquals("application/json; charset=utf-8", signed.header("content-type"));
        assertEquals(
                "277f2623aff8062b9ec632040307c0cf1f3aad8d02f9f512c254a337e1cbd84c",
                hash(VolcengineSignature.canonical(signed)));
        assertEquals(
                "HMAC-SHA256 Credential=AKLTexample/20231114/cn-beijing/ml_maas/request,"
                        + " SignedHeaders=content-type;host;x-content-sha256;x-date, Signature="
                        + "4a255a4532e3619b340b0e2cd4e3d32a491ea24d98c23c84f285a8132be8bff9",
                signed.header("authorization"));
    }

    private static Auth.SigV4 tencent() {
        return new Auth.SigV4(
                Auth.SigV4.Family.TENCENT,
                "AKIDExample0123456789",
                Secret.of("SecretKeyExample0123456789abcdef"),
                null,
                "",
                "hunyuan");
    }

    private static VendorRequest hunyuan() {
        return post(
                        "hunyuan.tencentcloudapi.com",
                        "/",
                        "{\"Model\":\"hunyuan-lite\",\"Messages\":[{\"Role\":\"user\","
                                + "\"Content\":\"hi\"}],\"Stream\":false}")
                .with("x-tc-action", "ChatCompletions");
    }

    @Test
    void tencent3() {
        VendorRequest signed = Signer.sign(hunyuan(), tencent(), T);

        assertEquals(
                "c371332eb9f59f25b54b547b7e22c0729884f1924477e3ab60706930918936c5",
                Hmac.hash(signed.body()));
        assertEquals(
                "ac399ae4c55ba2092befd98a9fc3be6d17ab30fff47d00958057939ac6d0f598",
                hash(TencentSignature.canonical(hunyuan(), "content-type")));
        assertEquals(
                "0632b9bebdc67a77aaaedd0ec0400986c50c00a7fbaa389cc31dde167febe108",
                Hmac.hex(
                        Hmac.chain(
                                "TC3SecretKeyExample0123456789abcdef",
                                "2023-11-14",
                                "hunyuan",
                                "tc3_request")));
        assertEquals("1700000000", signed.header("x-tc-timestamp"));
        assertEquals(
                "TC3-HMAC-SHA256 Credential=AKIDExample0123456789/2023-11-14/hunyuan/tc3_request,"
                        + " SignedHeaders=content-type;host, Signature="
                        + "1fad5012d47256f122f6d3a63c181d46eeda3269297cccaac25502d9289544e6",
                signed.header("authorization"));
    }

    @Test
    void tencent3OverTheActionToo() {
        VendorRequest signed =
                TencentSignature.sign(hunyuan(), tencent(), T, "content-type", "x-tc-action");

        assertEquals(
                "9942add5d3d2484393f8cf16a110b9b1890ac9fd3dc42f9ee1ef7bbe941182a3",
                hash(TencentSignature.canonical(hunyuan(), "content-type", "x-tc-action")));
        assertEquals(
                "TC3-HMAC-SHA256 Credential=AKIDExample0123456789/2023-11-14/hunyuan/tc3_request,"
                        + " SignedHeaders=content-type;host;x-tc-action, Signature="
                        + "c000eb9f5df710bb14d33385809a2d14df68a1cc7b47d1072bae94859221ef0f",
                signed.header("authorization"));
    }

    private static String spark(String path, String key, String secret, Moment moment) {
        VendorRequest asked =
                VendorRequest.of(new Origin(true, "spark-api.xf-yun.com", 443), "GET", path);
        return Signer.sign(asked, new Auth.SignedUrl(key, Secret.of(secret)), moment).target();
    }

    private static String sparkSignature(String target) {
        String value = target.replaceAll(".*authorization=([^&]*).*", "$1").replace("%3D", "=");
        String said = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        return said.replaceAll(".*signature=\"(.*)\"", "$1");
    }

    @Test
    void sparkSignsItsAddress() {
        String key = "0123456789abcdef0123456789abcdef";
        String secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

        assertEquals(
                "/v3.5/chat?authorization=YXBpX2tleT0iMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYi"
                        + "LCBhbGdvcml0aG09ImhtYWMtc2hhMjU2IiwgaGVhZGVycz0iaG9zdCBkYXRlIHJlcXVlc3Qt"
                        + "bGluZSIsIHNpZ25hdHVyZT0iVGg1Y3BvclBId3d0WnF0M2REbnozeFZwT3ppVFlkUUpndUl1"
                        + "VlZiM0VHYz0i&date=Tue%2C+14+Nov+2023+22%3A13%3A20+GMT"
                        + "&host=spark-api.xf-yun.com",
                spark("/v3.5/chat", key, secret, T));
        assertEquals(
                "NdtjXHag/oLq2cgOwDEvkITmHjJe8sWlA9X7K7PHCyE=",
                sparkSignature(spark("/v1.1/chat", key, secret, T)));
    }

    @Test
    void sparkWritesTheDayWithTwoDigits() {
        String target = spark("/v2.1/chat", "test-key", "test-secret", at("2023-05-05T10:43:39Z"));

        assertTrue(target.contains("&date=Fri%2C+05+May+2023+10%3A43%3A39+GMT&"), target);
        assertEquals("w3DKb9Vo3zbpe2euiuBl8m4z0N7GVJEIkAKT5db20Hw=", sparkSignature(target));
    }

    @Test
    void zhipu() {
        VendorRequest signed =
                Signer.sign(
                        post("open.bigmodel.cn", "/", "{}"),
                        new Auth.Jwt(Secret.of(ZHIPU_KEY), "Bearer "),
                        at("2023-11-14T22:13:20Z"));

        assertEquals(
                "Bearer eyJhbGciOiJIUzI1NiIsInNpZ25fdHlwZSI6IlNJR04ifQ.eyJhcGlfa2V5IjoiMDEyMzQ1Nj"
                        + "c4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYiLCJleHAiOjE3MDAwMDAxODAwMDAsInRpbWVzdG"
                        + "FtcCI6MTcwMDAwMDAwMDAwMH0.HrNWC84Yo7g6PkOW5hJ41mile-mDVA8BUGcucsdtfAk",
                signed.header("authorization"));
    }

    @Test
    void zhipuWithATypeInTheHeader() {
        long now = 1_700_000_000_000L;

        assertTrue(
                ZhipuToken.token(Secret.of(ZHIPU_KEY), TYPED_HEADER, now)
                        .endsWith(".WXqr4DR1UJ8IUa8-g3bH8_qeRMwyYdPH7Y_oFBHg_xc"));
        assertEquals(
                "eyJhbGciOiJIUzI1NiIsInNpZ25fdHlwZSI6IlNJR04iLCJ0eXAiOiJKV1QifQ.eyJhcGlfa2V5IjoiaW"
                        + "QxIiwiZXhwIjoxNzAwMDAwMTgwMDAwLCJ0aW1lc3RhbXAiOjE3MDAwMDAwMDAwMDB9"
                        + ".Oz4PahoZzuz6HzwpfdlXkq5mSfH1AA6Wj65YDP_PPrg",
                ZhipuToken.token(Secret.of("id1.secret1"), TYPED_HEADER, now));
    }

    @Test
    void zhipuRefusesAKeyOfAnotherForm() {
        for (String key : new String[] {"nodot", ".secret", "id."}) {
            var auth = new Auth.Jwt(Secret.of(key), "");
            VendorRequest asked = post("open.bigmodel.cn", "/", "{}");
            assertThrows(IllegalArgumentException.class, () -> Signer.sign(asked, auth, T));
        }
    }

    private static final String BCE_KEY = "ALTAKexample000000000000";
    private static final Secret BCE_SECRET = Secret.of("0123456789abcdef0123456789abcdef");
    private static final String BCE_PREFIX =
            "bce-auth-v1/ALTAKexample000000000000/2023-11-14T22:13:20Z/1800/";

    private static VendorRequest bearer() {
        return VendorRequest.of(
                new Origin(true, "iam.bj.baidubce.com", 443),
                "GET",
                "/v1/BCE-BEARER/token?expireInSeconds=86400");
    }

    @Test
    void baidu() {
        VendorRequest signed = BceSignature.sign(bearer(), BCE_KEY, BCE_SECRET, T);

        assertEquals("2023-11-14T22:13:20Z", signed.header("x-bce-date"));
        assertEquals(
                BCE_PREFIX
                        + "host;x-bce-date/"
                        + "7a1f98375bfe8944ebf10f149127abd90fec6c302d76845bbe0f81d7d3c15b39",
                signed.header("authorization"));
    }

    @Test
    void baiduOverTheHostAlone() {
        assertEquals(
                BCE_PREFIX
                        + "host/"
                        + "bef9508a9206763656b068d4a4eeb4f840586620e21d9ea9c7b7ebc87d93d3d9",
                BceSignature.authorization(bearer(), BCE_KEY, BCE_SECRET, T));
    }

    @Test
    void baiduWithoutAQuery() {
        VendorRequest asked =
                post(
                        "aip.baidubce.com",
                        "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions",
                        "{}");

        assertTrue(
                authorization(BceSignature.sign(asked, BCE_KEY, BCE_SECRET, T))
                        .endsWith(
                                "/3c4441a2d4d1c7d82289e105c8837155e5111a26ce3b0f80f8f473a05efd5dc5"));
    }
}
