package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import dev.sluice.testkit.Strictness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every line of OpenAI's surface reaches the vendor and comes back, byte for byte. */
final class OpenAiTableTest {
    private static final FakeOpenAi OPEN_AI =
            new FakeOpenAi(SurfaceRig.VENDOR_KEY, Strictness.VENDOR);

    private static FakeUpstream first;
    private static FakeUpstream second;
    private static SurfaceRig rig;

    @BeforeAll
    static void start() {
        first = FakeUpstream.start(OPEN_AI);
        second = FakeUpstream.start(OpenAiTableTest::anything);
        rig =
                SurfaceRig.start(
                        SurfaceRig.listed(
                                "gpt-4o",
                                SurfaceRig.deployment(
                                        "first", SurfaceRig.remote(first.url()), null),
                                "other",
                                SurfaceRig.deployment(
                                        "second",
                                        SurfaceRig.remote(second.url() + "/base"),
                                        null)));
    }

    private static Answer anything(Request request) {
        return Answer.json(207, "{ \"method\" : \"" + request.method() + "\" }\n");
    }

    @AfterAll
    static void stop() {
        rig.close();
        first.close();
        second.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/completions|{ \"model\":\"gpt-4o\", \"prompt\":\"a\" }",
                "POST|/embeddings|{\"input\" :"
                        + " [\"a\"],\"model\":\"gpt-4o\",\"encoding_format\":\"base64\"}",
                "POST|/moderations|{\"input\":\"a\"}",
                "POST|/images/generations|{\"prompt\":\"a\",\"model\":\"gpt-4o\"}",
                "POST|/audio/speech|{\"model\":\"gpt-4o\",\"input\":\"a\",\"voice\":\"alloy\"}",
                "POST|/responses|{\"model\":\"gpt-4o\",\"input\":\"hi\"}",
                "POST|/responses/input_tokens|{\"model\":\"gpt-4o\",\"input\":\"hi\"}",
                "GET|/responses/resp_1/input_items?limit=2|",
                "DELETE|/responses/resp_1|",
                "GET|/chat/completions?limit=1|",
                "DELETE|/chat/completions/chatcmpl-1|",
                "GET|/files?purpose=fine-tune|",
                "GET|/files/file-1|",
                "DELETE|/files/file-1|",
                "GET|/files/file-1/content|",
                "POST|/uploads|{\"filename\":\"a\",\"purpose\":\"b\",\"bytes\":1,\"mime_type\":\"c\"}",
                "POST|/uploads/u/complete|{\"part_ids\":[]}",
                "POST|/uploads/u/cancel|",
                "POST|/batches|{\"input_file_id\":\"f\",\"endpoint\":\"/v1/x\",\"completion_window\":\"24h\"}",
                "GET|/batches|",
                "GET|/batches/b|",
                "POST|/batches/b/cancel|",
                "POST|/fine_tuning/jobs|{\"model\":\"gpt-4o\",\"training_file\":\"f\"}",
                "GET|/fine_tuning/jobs|",
                "GET|/fine_tuning/jobs/j|",
                "GET|/fine_tuning/jobs/j/events?limit=1|",
                "POST|/fine_tuning/jobs/j/cancel|",
                "POST|/conversations|{}",
                "GET|/conversations/c|",
                "DELETE|/conversations/c|",
                "GET|/conversations/c/items|",
                "POST|/vector_stores|{\"name\":\"a\"}",
                "GET|/vector_stores|",
                "GET|/vector_stores/v|",
                "DELETE|/vector_stores/v|",
                "POST|/vector_stores/v/search|{\"query\":\"a\"}",
                "POST|/vector_stores/v/files|{\"file_id\":\"f\"}",
                "POST|/assistants|{\"model\":\"gpt-4o\"}",
                "GET|/assistants|",
                "DELETE|/assistants/a|",
                "POST|/threads|{}",
                "GET|/threads/t|",
                "POST|/threads/t/messages|{\"role\":\"user\",\"content\":\"a\"}",
                "GET|/threads/t/messages|",
                "POST|/threads/t/runs|{\"assistant_id\":\"a\"}",
                "GET|/threads/t/runs/r|",
                "POST|/evals|{\"data_source_config\":{},\"testing_criteria\":[]}",
                "GET|/evals|",
                "POST|/evals/e/runs|{\"data_source\":{}}",
                "POST|/containers|{\"name\":\"a\"}",
                "GET|/containers|",
                "DELETE|/containers/c|",
                "POST|/videos|{\"prompt\":\"a\",\"model\":\"gpt-4o\"}",
                "GET|/videos|",
                "GET|/videos/v|",
                "GET|/videos/v/content|",
                "POST|/realtime/client_secrets|{\"session\":{\"type\":\"realtime\"}}"
            })
    void theDefaultDeploymentServesIt(String method, String path, String body) {
        String sent = body == null ? "" : body;
        Reply direct;
        try (RawClient client = RawClient.plain(first.port())) {
            direct =
                    client.call(
                            method,
                            "/v1" + path,
                            sent,
                            "Authorization: Bearer " + SurfaceRig.VENDOR_KEY,
                            "x-key: none");
        }
        Reply reply = rig.call(method, "/v1" + path, sent);
        assertTrue(direct.status() < 300, direct::toString);
        assertEquals(direct.status(), reply.status(), reply::toString);
        assertArrayEquals(withoutIds(direct), withoutIds(reply));
        assertEquals(method, first.last().method());
        assertEquals("/v1" + path, first.last().target());
        assertEquals(sent, first.last().text());
        assertEquals("first", reply.header("x-sluice-deployment"));
        assertEquals("1", reply.header("x-sluice-attempts"));
    }

    /** The fake counts its answers. */
    private static byte[] withoutIds(Reply reply) {
        return reply.text().replaceAll("_?fake[0-9]+", "").getBytes(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/embeddings|{ \"model\" : \"other\" , \"input\":[1] , \"é\":\"\\u0001\" }",
                "POST|/rerank|{\"model\":\"other\",\"query\":\"a\"}",
                "POST|/ocr|{\"model\":\"other\"}",
                "POST|/fim/completions|{\"model\":\"other\"}",
                "POST|/responses/compact|{\"model\":\"other\"}",
                "POST|/threads/runs|{\"model\":\"other\"}",
                "PUT|/skills/s|{\"model\":\"other\"}",
                "PATCH|/evals/e|{\"model\":\"other\"}",
                "DELETE|/fine_tuning/checkpoints/c/permissions/p|{\"model\":\"other\"}",
                "POST|/chatkit/sessions|{\"model\":\"other\"}",
                "POST|/videos/v/remix|{\"model\":\"other\"}"
            })
    void theModelChoosesTheDeployment(String method, String path, String body) {
        Reply reply = rig.call(method, path, body);
        assertEquals(207, reply.status(), reply::toString);
        assertEquals("{ \"method\" : \"" + method + "\" }\n", reply.text());
        assertEquals("/base" + path, second.last().target());
        assertEquals(body, second.last().text());
        assertEquals("second", reply.header("x-sluice-deployment"));
    }
}
