package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Upstream;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Origin;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Timeouts;
import dev.sluice.wire.chat.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a vendor quotes of our credentials goes no further. */
class OwnSecretsTest {
    private static final Secret KEY = Secret.of("0a1b2c3d4e5f");

    private static Upstream.Remote remote(Auth auth) {
        return new Upstream.Remote(
                new Address.OpenAiBase(new Origin(true, "h", 443), "/v1"),
                auth,
                Map.of("x-department", "research-7", "x-short", "of"),
                Timeouts.DEFAULT,
                new OutgoingProxy(
                        OutgoingProxy.Kind.SOCKS5, "p", 1080, "user", Secret.of("pass-word")),
                null);
    }

    static Stream<Auth> everyWay() {
        return Stream.of(
                new Auth.Bearer(KEY),
                new Auth.HeaderKey("api-key", KEY),
                new Auth.QueryKey("key", KEY),
                new Auth.SigV4(Auth.SigV4.Family.AWS, "AKIA", KEY, null, "r", "s"),
                new Auth.SigV4(Auth.SigV4.Family.AWS, KEY.reveal(), KEY, KEY, "r", "s"),
                new Auth.SignedUrl("id-of-app", KEY),
                new Auth.Jwt(Secret.of("id." + KEY.reveal()), ""));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void aCredentialIsTakenOutHoweverItIsPresented(Auth auth) {
        assertEquals(
                "x=[key], of research [key] [key]",
                OwnSecrets.without(
                        remote(auth), "x=0a1b2c3d4e5f, of research research-7 pass-word"));
    }

    private static boolean quoted(Upstream upstream, String value) {
        byte[] bytes = ("abc: " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return OwnSecrets.quoted(upstream, bytes, 5, 5 + value.length());
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void aHeaderThatQuotesOneIsKnown(Auth auth) {
        String whole = auth instanceof Auth.Jwt ? "id." + KEY.reveal() : KEY.reveal();
        assertTrue(quoted(remote(auth), whole));
        assertTrue(quoted(remote(auth), "https://h/?key=" + whole + "&x=1"));
        assertTrue(quoted(remote(auth), "research-7"));
        assertFalse(quoted(remote(auth), whole.substring(1)));
        assertFalse(quoted(remote(auth), "of"));
        assertFalse(quoted(remote(auth), ""));
        assertFalse(quoted(new Upstream.Echo(), whole));
    }

    @Test
    void anErrorIsCleanInEveryMember() {
        String quote = "say 0a1b2c3d4e5f";
        assertEquals(
                new ApiError(400, "t", "say [key]", "say [key]", "say [key]"),
                OwnSecrets.without(
                        remote(new Auth.Bearer(KEY)), new ApiError(400, "t", quote, quote, quote)));
        var plain = new ApiError(400, "t", "m", null, null);
        assertEquals(plain, OwnSecrets.without(new Upstream.Echo(), plain));
    }
}
