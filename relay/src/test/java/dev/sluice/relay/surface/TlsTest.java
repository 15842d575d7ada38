package dev.sluice.relay.surface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Settings;
import dev.sluice.core.Upstream;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Listen;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Strictness;
import dev.sluice.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Encrypted connections on both sides, and the proxies in between. */
final class TlsTest {
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM = CHAT.replace("{\"model", "{\"stream\":true,\"model");

    @TempDir private static Path folder;
    private static TestCertificate certificate;
    private static FakeUpstream secure;
    private static FakeUpstream plain;
    private static Path ca;
    private static Path key;

    @BeforeAll
    static void start() throws IOException {
        certificate = TestCertificate.create();
        ca = Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem());
        key = Files.writeString(folder.resolve("key.pem"), certificate.privateKeyPem());
        var openAi = new FakeOpenAi(SurfaceRig.VENDOR_KEY, Strictness.VENDOR);
        secure = FakeUpstream.startTls(certificate, openAi);
        plain = FakeUpstream.start(openAi);
    }

    @AfterAll
    static void stop() {
        secure.close();
        plain.close();
    }

    private static Upstream.Remote at(String host) {
        return SurfaceRig.remote("https://" + host + ":" + secure.port());
    }

    private static Reply chat(Upstream upstream) {
        try (SurfaceRig rig = SurfaceRig.start(SurfaceRig.bound(upstream))) {
            return rig.call("POST", "/v1/chat/completions", CHAT);
        }
    }

    @Test
    void anUpstreamsOwnAuthorityIsTrustedAndItsConnectionKept() {
        int before = secure.connections();
        try (SurfaceRig rig =
                        SurfaceRig.start(
                                SurfaceRig.bound(SurfaceRig.trusting(ca, at("localhost"))));
                RawClient client = rig.client()) {
            for (int round = 0; round < 5; round++) {
                Reply reply = client.call("POST", "/v1/chat/completions", CHAT);
                assertEquals(200, reply.status(), reply::toString);
            }
        }
        assertEquals(1, secure.connections() - before);
    }

    @Test
    void anUnknownAuthorityIsRefusedInPlainWords() {
        Reply reply = chat(at("localhost"));
        refused(reply);
        assertTrue(reply.text().contains("certificate"), reply::text);
    }

    @Test
    void anotherHostsNameIsRefused() throws IOException {
        try (SmallProxy elsewhere = new SmallProxy(null)) {
            var way = proxy(OutgoingProxy.Kind.HTTP_CONNECT, elsewhere.port(), null, "");
            Reply reply =
                    chat(SurfaceRig.through(way, SurfaceRig.trusting(ca, at("other.invalid"))));
            refused(reply);
            assertTrue(reply.text().contains("host name"), reply::text);
        }
    }

    @Test
    void authoritiesThatCannotBeReadAreSaidSo() throws IOException {
        Path junk = Files.writeString(folder.resolve("junk.pem"), "no certificate");
        for (Path file : List.of(junk, folder.resolve("missing.pem"))) {
            Reply reply = chat(SurfaceRig.trusting(file, at("localhost")));
            refused(reply);
            assertFalse(reply.text().contains(folder.toString()), reply::text);
        }
    }

    private static void refused(Reply reply) {
        assertEquals(502, reply.status(), reply::toString);
        assertTrue(reply.text().contains("\"code\":\"upstream_unreachable\""), reply::text);
        assertFalse(reply.text().contains("sun.security"), reply::text);
        assertFalse(reply.text().contains("Exception"), reply::text);
        assertEquals("1", reply.header("x-sluice-attempts"));
    }

    @Test
    void bothSidesMayBeEncryptedWhileAStreamRuns() {
        try (SurfaceRig rig =
                SurfaceRig.start(
                        SurfaceRig.snapshot(
                                SurfaceRig.bound(SurfaceRig.trusting(ca, at("localhost"))),
                                Settings.DEFAULT),
                        new Listen.TlsFiles(ca, key))) {
            try (RawClient client = RawClient.tls(rig.port(), certificate.clientContext())) {
                Reply reply = client.call("POST", "/v1/chat/completions", STREAM);
                assertEquals(200, reply.status(), reply::toString);
                assertTrue(reply.text().endsWith("data: [DONE]\n\n"), reply::text);
                assertEquals(200, client.call("POST", "/v1/chat/completions", CHAT).status());
            }
            try (RawClient wrong = rig.client()) {
                wrong.send("GET / HTTP/1.1\r\nHost: g\r\n\r\n");
                assertFalse(
                        new String(wrong.rest(), java.nio.charset.StandardCharsets.UTF_8)
                                .contains("HTTP/1.1 200"));
            }
            try (RawClient client = RawClient.tls(rig.port(), certificate.clientContext())) {
                assertEquals(200, client.call("GET", "/", "").status());
            }
        }
    }

    private static OutgoingProxy proxy(
            OutgoingProxy.Kind kind, int port, @Nullable String user, String password) {
        return new OutgoingProxy(
                kind, "127.0.0.1", port, user, user == null ? null : Secret.of(password));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_CONNECT, false, false",
        "HTTP_CONNECT, true, false",
        "HTTP_CONNECT, false, true",
        "HTTP_CONNECT, true, true",
        "SOCKS5, false, false",
        "SOCKS5, true, false",
        "SOCKS5, false, true",
        "SOCKS5, true, true"
    })
    void aProxyLeadsOutAndResolvesTheName(OutgoingProxy.Kind kind, boolean login, boolean tls)
            throws IOException {
        try (SmallProxy proxy = new SmallProxy(login ? "user:pass word" : null)) {
            String host = tls ? "localhost" : "only-the-proxy-knows.invalid";
            int port = tls ? secure.port() : plain.port();
            Upstream.Remote remote =
                    SurfaceRig.trusting(
                            ca,
                            SurfaceRig.remote(
                                    (tls ? "https" : "http") + "://" + host + ":" + port));
            OutgoingProxy way = proxy(kind, proxy.port(), login ? "user" : null, "pass word");
            try (SurfaceRig rig =
                            SurfaceRig.start(SurfaceRig.bound(SurfaceRig.through(way, remote)));
                    RawClient client = rig.client()) {
                for (int round = 0; round < 2; round++) {
                    Reply reply = client.call("POST", "/v1/chat/completions", CHAT);
                    assertEquals(200, reply.status(), reply::toString);
                }
            }
            assertEquals(List.of(host + ":" + port), proxy.asked().subList(0, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatRefusesIsA502(OutgoingProxy.Kind kind) throws IOException {
        try (SmallProxy proxy = new SmallProxy("user:right")) {
            for (Upstream.Remote remote :
                    List.of(SurfaceRig.remote(plain.url()), at("localhost"))) {
                OutgoingProxy way = proxy(kind, proxy.port(), "user", "wrong");
                Reply reply = chat(SurfaceRig.through(way, remote));
                refused(reply);
                assertTrue(reply.text().contains("proxy"), reply::text);
                assertFalse(reply.text().contains("wrong"), reply::text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatIsDownIsA502(OutgoingProxy.Kind kind) throws IOException {
        int port;
        try (SmallProxy gone = new SmallProxy(null)) {
            port = gone.port();
        }
        refused(
                chat(
                        SurfaceRig.through(
                                proxy(kind, port, null, ""), SurfaceRig.remote(plain.url()))));
    }
}
