package dev.sluice.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official OpenAI Java SDK through the running gateway to a fake OpenAI. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JavaSdkTest {
    private static final String VENDOR_KEY = "sk-upstream-fake";
    private static final String KEY = "sk-java";
    private static final String SAID = "You said: 你好 there";

    private FakeUpstream vendor;
    private Gateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        vendor = FakeUpstream.start(new FakeOpenAi(VENDOR_KEY));
        Path configuration = folder.resolve("model-config.json");
        Files.writeString(
                configuration,
                """
                [ // two virtual keys before the same vendor
                  {"token": "sk-java", "type": "openai",
                   "config": {"api_base": "%1$s/v1/", "api_key": "sk-upstream-fake"}},
                  {"token": "sk-revoked", "type": "openai",
                   "config": {"api_base": "%1$s/v1/", "api_key": "sk-old", "model": "gpt-4o"}}
                ]
                """
                        .formatted(vendor.url()));
        gateway = Gateway.start(configuration, folder.resolve("data"));
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    @BeforeEach
    void forget() {
        vendor.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "", "/openai", "/openai/v1", "/api/paas/v4", "/v1/v1"})
    void chats(String base) {
        ChatCompletion reply =
                client(KEY, base).chat().completions().create(hello("gpt-4o-mini").build());
        assertEquals(SAID, text(reply));
        assertEquals("stop", reply.choices().getFirst().finishReason().asString());
        assertTrue(reply.usage().orElseThrow().totalTokens() > 0);
        Request seen = vendor.last();
        assertEquals("/v1/chat/completions", seen.target());
        assertEquals(List.of("Bearer " + VENDOR_KEY), seen.headers().all("authorization"));
    }

    @Test
    void streams() {
        List<ChatCompletionChunk> chunks = stream(hello("gpt-4o-mini").build());
        StringBuilder text = new StringBuilder();
        for (ChatCompletionChunk chunk : chunks) {
            assertEquals(1, chunk.choices().size());
            assertEquals(chunks.getFirst().id(), chunk.id());
            text.append(chunk.choices().getFirst().delta().content().orElse(""));
        }
        assertEquals(SAID, text.toString());
        assertTrue(chunks.getLast().choices().getFirst().finishReason().isPresent());
    }

    @Test
    void sendsTheUsageChunkOnRequest() {
        List<ChatCompletionChunk> chunks =
                stream(
                        hello("gpt-4o-mini")
                                .streamOptions(
                                        ChatCompletionStreamOptions.builder()
                                                .includeUsage(true)
                                                .build())
                                .build());
        assertTrue(chunks.getLast().choices().isEmpty());
        assertTrue(chunks.getLast().usage().orElseThrow().totalTokens() > 0);
    }

    @Test
    void callsToolsAndTakesTheirResults() {
        ChatCompletionCreateParams question =
                hello("gpt-4o-mini").addFunctionTool(weather()).build();
        ChatCompletionMessage asked =
                client().chat().completions().create(question).choices().getFirst().message();
        ChatCompletionMessageFunctionToolCall call =
                asked.toolCalls().orElseThrow().getFirst().asFunction();
        assertEquals("weather", call.function().name());
        assertEquals("{\"city\":\"Paris\"}", call.function().arguments());
        ChatCompletionCreateParams answer =
                question.toBuilder()
                        .addMessage(asked)
                        .addMessage(
                                ChatCompletionToolMessageParam.builder()
                                        .toolCallId(call.id())
                                        .content("sunny")
                                        .build())
                        .build();
        assertEquals("The tool said: sunny", text(client().chat().completions().create(answer)));
    }

    @Test
    void streamedToolCallsAssemble() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        stream(hello("gpt-4o-mini").addFunctionTool(weather()).build())
                .forEach(accumulator::accumulate);
        ChatCompletionMessageFunctionToolCall call =
                accumulator
                        .chatCompletion()
                        .choices()
                        .getFirst()
                        .message()
                        .toolCalls()
                        .orElseThrow()
                        .getFirst()
                        .asFunction();
        assertEquals("weather", call.function().name());
        assertEquals("{\"city\":\"Paris\"}", call.function().arguments());
    }

    @Test
    void embedsAlikeInBothEncodings() {
        EmbeddingCreateParams.Builder params =
                EmbeddingCreateParams.builder().model("text-embedding-3-small").input("a");
        CreateEmbeddingResponse base64 = client().embeddings().create(params.build());
        CreateEmbeddingResponse floats =
                client().embeddings()
                        .create(
                                params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                                        .build());
        assertEquals(8, base64.data().getFirst().embedding().size());
        assertEquals(floats.data().getFirst().embedding(), base64.data().getFirst().embedding());
    }

    @Test
    void listsModels() {
        List<Model> models = client("sk-revoked", "/v1").models().list().data();
        assertFalse(models.isEmpty());
        Model first = models.getFirst();
        assertEquals(first.id(), client("sk-revoked", "/v1").models().retrieve(first.id()).id());
    }

    @Test
    void transcribes() {
        InputStream sound = new ByteArrayInputStream(new byte[300_000]);
        TranscriptionCreateParams params =
                TranscriptionCreateParams.builder()
                        .file(
                                MultipartField.<InputStream>builder()
                                        .value(sound)
                                        .filename("talk.mp3")
                                        .build())
                        .model("whisper-1")
                        .build();
        assertEquals(
                "file=talk.mp3 size=300000 model=whisper-1",
                client().audio().transcriptions().create(params).asTranscription().text());
    }

    @Test
    void speechIsByteExact() throws Exception {
        SpeechCreateParams params =
                SpeechCreateParams.builder().model("tts-1").voice("alloy").input("x").build();
        byte[] expected = new byte[4096];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) i;
        }
        try (HttpResponse sound = client().audio().speech().create(params)) {
            assertArrayEquals(expected, sound.body().readAllBytes());
        }
    }

    @Test
    void responds() {
        ResponseCreateParams params =
                ResponseCreateParams.builder().model("gpt-4o").input("hi").build();
        Response response = client().responses().create(params);
        assertEquals(
                "You said: hi",
                response.output()
                        .getFirst()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text());
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> events =
                client().responses().createStreaming(params)) {
            events.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .forEach(delta -> text.append(delta.delta()));
        }
        assertEquals("You said: hi", text.toString());
    }

    @Test
    void mapsErrors() {
        assertEquals(
                "invalid_api_key",
                refused(UnauthorizedException.class, "sk-unknown", "gpt-4o").code().orElseThrow());
        assertEquals(
                "rate_limit_exceeded",
                refused(RateLimitException.class, KEY, "fake-429").code().orElseThrow());
        assertEquals(
                "model_not_found",
                refused(NotFoundException.class, KEY, "none-such").code().orElseThrow());
        assertEquals(503, refused(InternalServerException.class, KEY, "fake-503").statusCode());
        OpenAIServiceException revoked =
                refused(InternalServerException.class, "sk-revoked", "gpt-4o");
        assertEquals(502, revoked.statusCode());
        assertEquals("upstream_auth", revoked.code().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"temperature,2.5", "top_p,-1", "presence_penalty,3", "max_tokens,0"})
    void namesTheBadParameter(String name, double value) {
        ChatCompletionCreateParams params =
                hello("gpt-4o").putAdditionalBodyProperty(name, JsonValue.from(value)).build();
        BadRequestException error =
                assertThrows(
                        BadRequestException.class,
                        () -> client().chat().completions().create(params));
        assertEquals(name, error.param().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fake-error-midstream", "fake-cut"})
    void throwsWhatBreaksAStream(String model) {
        ChatCompletionCreateParams params = hello(model).build();
        assertThrows(SseException.class, () -> stream(params));
    }

    @Test
    void leavingAStreamCancelsTheVendor() throws Exception {
        try (StreamResponse<ChatCompletionChunk> chunks =
                        client().chat().completions().createStreaming(hello("fake-slow").build());
                Stream<ChatCompletionChunk> stream = chunks.stream()) {
            assertTrue(stream.findFirst().isPresent());
        }
        assertTrue(vendor.last().awaitDisconnect(Duration.ofSeconds(5)).isPresent());
    }

    private <E extends OpenAIServiceException> E refused(Class<E> kind, String key, String model) {
        ChatCompletionCreateParams params = hello(model).build();
        return assertThrows(kind, () -> client(key, "/v1").chat().completions().create(params));
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
        List<ChatCompletionChunk> all = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client().chat().completions().createStreaming(params)) {
            chunks.stream().forEach(all::add);
        }
        return all;
    }

    private static ChatCompletionCreateParams.Builder hello(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("你好 there");
    }

    private static FunctionDefinition weather() {
        return FunctionDefinition.builder().name("weather").build();
    }

    private static String text(ChatCompletion reply) {
        return reply.choices().getFirst().message().content().orElseThrow();
    }

    private OpenAIClient client() {
        return client(KEY, "/v1");
    }

    private OpenAIClient client(String key, String base) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl("http://127.0.0.1:" + gateway.port() + base)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }
}
