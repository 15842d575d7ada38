package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as people write them, and the words for kinds of provider. */
class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "http://h,                           h,            80,   /v1",
        "https://h,                          h,            443,  /v1",
        "https://h/,                         h,            443,  /v1",
        "HTTPS://API.Host.com/V1,            api.host.com, 443,  /V1",
        "http://h:8000/v1/,                  h,            8000, /v1",
        "http://h//v1//,                     h,            80,   /v1",
        "http://h/v1/chat/completions,       h,            80,   /v1",
        "http://h/v1/chat/completions/,      h,            80,   /v1",
        "http://h/v1/models,                 h,            80,   /v1",
        "http://h/api/paas/v4,               h,            80,   /api/paas/v4",
        "http://h/v1beta/openai/,            h,            80,   /v1beta/openai",
        "http://my_service:11434,            my_service,   11434,/v1",
        "http://[::1]:8080/v1,               ::1,          8080, /v1",
        "http://[::1],                       ::1,          80,   /v1",
        "http://127.0.0.1:1/v1,              127.0.0.1,    1,    /v1",
        "'  http://h/v1  ',                  h,            80,   /v1",
    })
    void repairsBases(String text, String host, int port, String base) {
        Address.OpenAiBase address = BaseUrl.parse(text).openAi();
        assertEquals(host, address.origin().host());
        assertEquals(port, address.origin().port());
        assertEquals(base, address.base());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:8080",
                "api.openai.com/v1",
                "ftp://h",
                "http://",
                "http:///v1",
                "http://:80",
                "http://h:0",
                "http://h:99999",
                "http://h:x",
                "http://h?x=1",
                "http://h#x",
                "http://h h",
                "http://::1/v1",
                "http://me:hush@h/v1",
                "http://me:hush@h h/v1",
                "me:hush@h/v1"
            })
    void refusesWhatIsNoAddress(String text) {
        String message =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> BaseUrl.parse(text))
                                .getMessage());
        assertTrue(message.contains("as in https://host/v1"), message);
        assertFalse(message.contains("hush"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "https://r.openai.azure.com,                          '',    false, ,  ",
        "https://r.openai.azure.com/,                         '',    false, ,  ",
        "https://r.openai.azure.com/openai,                   '',    false, ,  ",
        "https://r.openai.azure.com/openai/,                  '',    false, ,  ",
        "https://r.openai.azure.com/openai/v1,                '',    true,  ,  ",
        "https://r.openai.azure.com/openai/v1/,               '',    true,  ,  ",
        "https://gw/base/openai/v1,                           /base, true,  ,  ",
        "https://r/openai/deployments/d%20x,                  '',    false, d x, ",
        "https://r/openai/deployments/d/chat/completions?api-version=2024-10-21,"
                + "'',false,d,2024-10-21",
    })
    void readsAzureAddresses(
            String text, String root, boolean v1, String deployment, String version) {
        AzureBase base = AzureBase.parse(text);
        assertEquals(root, base.root());
        assertEquals(v1, base.v1());
        assertEquals(deployment, base.deployment());
        assertEquals(version, base.apiVersion());
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, '',            m, "
                + " /openai/deployments/d%20x/chat/completions?api-version=v",
        "/embeddings,       '',            m,  /openai/deployments/m/embeddings?api-version=v",
        "/embeddings,       '',            ,   /openai/deployments/d%20x/embeddings?api-version=v",
        "/files,            limit=1,       ,   /openai/files?api-version=v&limit=1",
        "/files,            api-version=w, ,   /openai/files?api-version=v",
        "/realtime,         model=m,       ,  "
                + " /openai/realtime?api-version=v&model=m&deployment=d%20x",
    })
    void writesAzureTargets(String path, String query, String model, String target) {
        var address = new Address.AzureDeployments(new Origin(true, "r", 443), "", "d x", "v");
        assertEquals(target, address.target(path, query, model));
    }

    @Test
    void writesTheUsualPortNowhere() {
        assertEquals("h", new Origin(true, "H", 443).authority());
        assertEquals("h:80", new Origin(true, "h", 80).authority());
        assertEquals("[::1]:8080", new Origin(false, "::1", 8080).authority());
        assertThrows(IllegalArgumentException.class, () -> new Origin(false, "h", 0));
    }

    @Test
    void showsNoSecret() {
        Secret secret = Secret.of("hush");
        assertEquals("***", secret.toString());
        assertEquals("Bearer[key=***]", new Auth.Bearer(secret).toString());
        assertEquals(Secret.of("hush"), secret);
        assertNotEquals(Secret.of("hush2"), secret);
        assertTrue(secret.matches("hush"));
        assertFalse(secret.matches("hus"));
    }
}
