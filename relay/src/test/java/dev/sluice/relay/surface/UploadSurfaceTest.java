package dev.sluice.relay.surface;

import static dev.sluice.relay.surface.Forms.end;
import static dev.sluice.relay.surface.Forms.field;
import static dev.sluice.relay.surface.Forms.file;
import static dev.sluice.relay.surface.Forms.form;
import static dev.sluice.relay.surface.Forms.joined;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.ModelTable;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files, and other bodies that are no JSON. */
final class UploadSurfaceTest {
    private static final String TYPE = "Content-Type: multipart/form-data; boundary=xyz";
    private static final String AUDIO = "/v1/audio/transcriptions";

    private static FakeUpstream first;
    private static FakeUpstream second;
    private static SurfaceRig rig;

    @BeforeAll
    static void start() {
        first = FakeUpstream.start(UploadSurfaceTest::told);
        second = FakeUpstream.start(UploadSurfaceTest::told);
        rig =
                SurfaceRig.start(
                        SurfaceRig.listed(
                                "whisper-1",
                                SurfaceRig.deployment(
                                        "first", SurfaceRig.remote(first.url()), null),
                                "alias",
                                SurfaceRig.deployment(
                                        "second", SurfaceRig.remote(second.url()), "tiny"),
                                "long-alias",
                                SurfaceRig.deployment(
                                        "third",
                                        SurfaceRig.remote(second.url()),
                                        "组织/a-much-longer-name-上游")));
    }

    private static Answer told(Request request) {
        return Answer.json(200, "{\"bytes\":" + request.body().length + "}");
    }

    @AfterAll
    static void stop() {
        rig.close();
        first.close();
        second.close();
    }

    @BeforeEach
    void reset() {
        first.reset();
        second.reset();
    }

    private static String head(String target, String type, String length) {
        return "POST "
                + target
                + " HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer "
                + SurfaceRig.KEY
                + "\r\n"
                + type
                + "\r\n"
                + length
                + "\r\n\r\n";
    }

    private static Reply post(String type, byte[] body) {
        try (RawClient client = rig.client()) {
            return client.send(head(AUDIO, type, "Content-Length: " + body.length))
                    .send(body)
                    .reply();
        }
    }

    private static Reply chunked(byte[] body, int size) {
        try (RawClient client = rig.client()) {
            client.send(head(AUDIO, TYPE, "Transfer-Encoding: chunked"));
            for (int at = 0; at < body.length; at += size) {
                int length = Math.min(size, body.length - at);
                client.send(Integer.toHexString(length) + "\r\n");
                client.send(java.util.Arrays.copyOfRange(body, at, at + length));
                client.send("\r\n");
            }
            return client.send("0\r\n\r\n").reply();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, 10",
        "true, 300000",
        "true, 2000000",
        "false, 10",
        "false, 200000",
        "false, 300000",
        "false, 2000000"
    })
    void aFormArrivesExactWhereverTheModelStands(boolean modelFirst, int size) {
        byte[] model = field("model", "whisper-1");
        byte[] body =
                modelFirst
                        ? joined(model, file(size), end())
                        : joined(file(size), field("language", "en"), model, end());
        for (Reply reply : List.of(post(TYPE, body), chunked(body, 50_000))) {
            assertEquals(200, reply.status(), reply::toString);
            assertEquals("first", reply.header("x-sluice-deployment"));
            assertArrayEquals(body, first.last().body());
        }
        assertEquals(List.of(), first.refused());
    }

    @ParameterizedTest
    @CsvSource({
        "true, 10, alias, tiny",
        "false, 10, alias, tiny",
        "true, 300000, alias, tiny",
        "false, 300000, alias, tiny",
        "true, 400000, long-alias, 组织/a-much-longer-name-上游",
        "false, 400000, long-alias, 组织/a-much-longer-name-上游",
        "false, 65536, long-alias, 组织/a-much-longer-name-上游"
    })
    void anAliasIsReplacedInPassing(boolean modelFirst, int size, String alias, String name) {
        byte[] sent = form(modelFirst, size, alias);
        byte[] expected = form(modelFirst, size, name);
        for (Reply reply : List.of(post(TYPE, sent), chunked(sent, 70_001))) {
            assertEquals(200, reply.status(), reply::toString);
            assertArrayEquals(expected, second.last().body());
        }
        assertEquals(List.of(), second.refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/form-data; boundary=\"xyz\"",
                "Content-Type: Multipart/Form-Data; charset=utf-8; Boundary=xyz",
                "Content-Type: multipart/form-data;boundary=xyz;charset=utf-8"
            })
    void theBoundaryMayBeWrittenInManyWays(String type) {
        byte[] body = joined(file(10), field("model", "alias"), end());
        Reply reply = post(type, body);
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("second", reply.header("x-sluice-deployment"));
        assertEquals(type.substring(14), second.last().headers().text("content-type"));
    }

    @Test
    void aFormWithoutAModelGoesToTheDefaultUnchanged() {
        byte[] body = joined(field("purpose", "batch"), file(300_000), end());
        Reply reply = post(TYPE, body);
        assertEquals(200, reply.status(), reply::toString);
        assertArrayEquals(body, first.last().body());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 300_000})
    void anUnknownModelIsRefusedBeforeAnythingIsSent(int size) {
        Reply reply = post(TYPE, joined(file(size), field("model", "nobody"), end()));
        assertEquals(404, reply.status(), reply::toString);
        assertTrue(reply.text().contains("model_not_found"));
        assertEquals(0, first.requests().size() + second.requests().size());
    }

    @Test
    void aKeyForOneModelDoesNotReachAnotherBehindABigFile() {
        var narrow =
                SurfaceRig.listed(
                        "whisper-1",
                        SurfaceRig.deployment("first", SurfaceRig.remote(first.url()), null));
        try (SurfaceRig one = SurfaceRig.start(narrow);
                RawClient client = one.client()) {
            byte[] body = joined(file(400_000), field("model", "gpt-9"), end());
            Reply reply =
                    client.send(head(AUDIO, TYPE, "Content-Length: " + body.length))
                            .send(body)
                            .reply();
            assertEquals(404, reply.status(), reply::toString);
            assertEquals(0, first.requests().size());
        }
    }

    @Test
    void bytesReachTheVendorWhileTheClientIsStillSending() throws Exception {
        try (StallingServer slow = new StallingServer();
                SurfaceRig bound =
                        SurfaceRig.start(SurfaceRig.bound(SurfaceRig.remote(slow.url())));
                RawClient client = bound.client()) {
            byte[] file = file(1_000_000);
            client.send(head(AUDIO, TYPE, "Content-Length: 5000000"));
            client.send(field("model", "m")).send(file);
            assertTrue(slow.awaitBytes(900_000), "the upload is not streamed");
        }
    }

    @Test
    void aClientThatLeavesTakesTheUpstreamCallWithIt() throws Exception {
        try (StallingServer slow = new StallingServer();
                SurfaceRig bound =
                        SurfaceRig.start(SurfaceRig.bound(SurfaceRig.remote(slow.url())))) {
            try (RawClient client = bound.client()) {
                client.send(head(AUDIO, TYPE, "Content-Length: 5000000"));
                client.send(field("model", "m")).send(file(100_000));
                assertTrue(slow.awaitBytes(90_000));
            }
            assertTrue(slow.awaitEnd(), "the upstream still waits");
            assertEquals(0, bound.gateway().activeCalls());
        }
    }

    @Test
    void anEarlyRefusalIsPassedOnAndItsConnectionNotUsedAgain() throws Exception {
        try (StallingServer early =
                        new StallingServer(
                                "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}");
                SurfaceRig bound =
                        SurfaceRig.start(SurfaceRig.bound(SurfaceRig.remote(early.url())))) {
            for (int round = 1; round <= 2; round++) {
                try (RawClient client = bound.client()) {
                    client.send(head(AUDIO, TYPE, "Content-Length: 900000"));
                    Reply reply = client.send(field("model", "m")).send(file(1000)).reply();
                    assertEquals(413, reply.status(), reply::toString);
                }
                assertEquals(round, early.connections());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {AUDIO, "/v1/embeddings"})
    void whoAsksForPermissionGetsIt(String target) {
        String type = target.equals(AUDIO) ? TYPE : "Content-Type: application/json";
        byte[] body =
                target.equals(AUDIO)
                        ? joined(field("model", "whisper-1"), file(10), end())
                        : "{\"model\":\"whisper-1\"}".getBytes(UTF_8);
        try (RawClient client = rig.client()) {
            client.send(
                    head(target, type, "Expect: 100-continue\r\nContent-Length: " + body.length));
            assertEquals(100, client.head().status());
            assertEquals(200, client.send(body).reply().status());
        }
        assertArrayEquals(body, first.last().body());
        assertFalse(first.last().headers().has("expect"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/sdp", "application/octet-stream", "audio/wav"})
    void rawBodiesPassExact(String type) {
        byte[] body = "v=0\r\no=- \u0000\u00ff\r\n".getBytes(ISO_8859_1);
        try (RawClient client = rig.client()) {
            Reply reply =
                    client.send(
                                    head(
                                            "/v1/realtime/calls?model=alias",
                                            "Content-Type: " + type,
                                            "Content-Length: " + body.length))
                            .send(body)
                            .reply();
            assertEquals(200, reply.status(), reply::toString);
        }
        Request seen = second.last();
        assertArrayEquals(body, seen.body());
        assertEquals("/v1/realtime/calls?model=tiny", seen.target());
        assertEquals(type, seen.headers().text("content-type"));
    }

    @Test
    void aRealtimeSessionNamesItsModelInside() {
        String body = "{\"session\":{\"type\":\"realtime\",\"model\":\"alias\"},\"x\":1}";
        Reply reply = rig.call("POST", "/v1/realtime/client_secrets", body);
        assertEquals(200, reply.status(), reply::toString);
        assertEquals(body.replace("alias", "tiny"), second.last().text());
    }

    @Test
    void jsonThatCurlCallsAFormIsReadAsJson() {
        Reply reply =
                rig.call(
                        "POST",
                        "/v1/embeddings",
                        "{\"model\":\"alias\",\"input\":\"a\"}",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Authorization: Bearer " + SurfaceRig.KEY);
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("{\"model\":\"tiny\",\"input\":\"a\"}", second.last().text());
        assertEquals("application/json", second.last().headers().text("content-type"));
    }

    @Test
    void filesComeBackExactAndInPart() {
        byte[] content = new byte[200_000];
        new Random(7).nextBytes(content);
        first.script(request -> {
            String range = request.headers().text("range");
            Answer.Fixed whole = Answer.bytes(200, "application/octet-stream", content);
            if (range.isEmpty()) {
                return whole;
            }
            var headers =
                    whole.headers()
                            .with("content-range", "bytes 0-2/200000")
                            .with("accept-ranges", "bytes")
                            .with("content-disposition", "attachment; filename=\"a\"");
            var part = Answer.bytes(206, "", java.util.Arrays.copyOf(content, 3));
            return new Answer.Fixed(206, headers, part.body());
        });
        try {
            Reply whole = rig.call("GET", "/v1/files/f/content", "");
            assertArrayEquals(content, whole.bytes());
            assertEquals("application/octet-stream", whole.header("content-type"));
            Reply part = rig.call("GET", "/v1/files/f/content", "", "Range: bytes=0-2");
            assertEquals(206, part.status());
            assertEquals("bytes 0-2/200000", part.header("content-range"));
            assertEquals("attachment; filename=\"a\"", part.header("content-disposition"));
            assertEquals(3, part.bytes().length);
            try (RawClient client = rig.client()) {
                Reply head = client.call("HEAD", "/v1/files/f/content", "");
                assertEquals("200000", head.header("content-length"));
                assertEquals(200, client.call("GET", "/v1/models", "").status());
            }
        } finally {
            first.script(UploadSurfaceTest::told);
        }
    }

    @Test
    void noUploadStaysOnDisk() throws IOException {
        post(TYPE, joined(file(600_000), field("model", "alias"), end()));
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(
                    List.of(),
                    files.filter(each -> each.getFileName().toString().startsWith("sluice-upload-"))
                            .toList());
        }
    }

    @Test
    void afterAnUploadTheConnectionServesTheNextCall() {
        byte[] body = joined(file(500_000), field("model", "alias"), end());
        try (RawClient client = rig.client()) {
            for (int round = 0; round < 3; round++) {
                Reply reply =
                        client.send(head(AUDIO, TYPE, "Content-Length: " + body.length))
                                .send(body)
                                .reply();
                assertEquals(200, reply.status(), reply::toString);
            }
            assertEquals(200, client.call("GET", "/v1/models", "").status());
        }
        assertEquals(3, second.requests().size());
        assertTrue(second.connections() > 0);
    }

    @Test
    void theModelMayStandInAzuresPath() {
        ModelTable.Listed models =
                SurfaceRig.listed(
                        "whisper-1",
                        SurfaceRig.deployment("first", SurfaceRig.remote(first.url()), null),
                        "gpt",
                        SurfaceRig.deployment("second", SurfaceRig.remote(second.url()), null));
        try (SurfaceRig azure = SurfaceRig.start(models)) {
            Reply reply =
                    azure.call(
                            "POST",
                            "/openai/deployments/gpt/embeddings?api-version=2024-10-21",
                            "{\"input\":\"a\"}",
                            "api-key: " + SurfaceRig.KEY);
            assertEquals(200, reply.status(), reply::toString);
            assertEquals("/v1/embeddings", second.last().target());
            assertEquals("{\"input\":\"a\",\"model\":\"gpt\"}", second.last().text());
        }
    }
}
