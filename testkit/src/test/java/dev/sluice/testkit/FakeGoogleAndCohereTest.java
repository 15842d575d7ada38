package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class FakeGoogleAndCohereTest {
    private static final String KEY = "k-test";
    private static final String HI = "'contents':[{'role':'user','parts':[{'text':'hi there'}]}]";
    private static final String SAY = "'messages':[{'role':'user','content':'hi there'}]";
    private static final String CALL =
            "{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}}]}";
    private static final String RESULT =
            "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'a':1}}}]}";

    private final FakeGemini gemini = new FakeGemini(KEY);
    private final FakeCohere cohere = new FakeCohere(KEY);

    private static Request post(String target, String header, String key, String body) {
        Headers headers = Headers.of("content-type", "application/json", header, key);
        return new Request("POST", target, headers, body.replace('\'', '"').getBytes(UTF_8), 1);
    }

    private static String expand(String body) {
        return body.replace("HI", HI)
                .replace("SAY", SAY)
                .replace("CALL", CALL)
                .replace("RESULT", RESULT);
    }

    private Answer google(String model, String method, String body) {
        String target = "/v1beta/models/" + model + ":" + method;
        return gemini.apply(post(target, "x-goog-api-key", KEY, expand(body)));
    }

    private Answer chat(String body) {
        return cohere.apply(post("/v2/chat", "authorization", "Bearer " + KEY, expand(body)));
    }

    private static String text(Answer answer) {
        Answer.Fixed fixed = assertInstanceOf(Answer.Fixed.class, answer);
        return fixed.status() + " " + new String(fixed.body().bytes(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gemini-2.5-flash|{HI}|200|You said: ",
                "gemini-2.5-flash|{'contents':[]}|400|contents is not specified",
                "gemini-2.5-flash|{HI,'max_tokens':3}|400|Cannot find field",
                "gemini-2.5-flash|{HI,'generationConfig':{'temperature':3}}|400|range",
                "gemini-2.5-flash|{HI,'generationConfig':{'thinkingConfig':{'thinkingBudget':1,'thinkingLevel':'LOW'}}}|400|only"
                    + " one",
                "gemini-2.5-flash|{'contents':[{'role':'system','parts':[{'text':'x'}]}]}|400|valid"
                        + " role",
                "gemini-2.5-flash|{'contents':[{'role':'user','parts':[]}]}|400|at least one parts",
                "gemini-2.5-flash|{'contents':[CALL]}|400|starts with a user",
                "gemini-2.5-flash|{'contents':[{'role':'user','parts':[{'text':'x'}]},CALL]}|400|function"
                    + " response parts",
                "gemini-2.5-flash|{'contents':[{'role':'user','parts':[{'text':'x'}]},CALL,RESULT]}|200|The"
                    + " tool sa",
                "gemini-3-pro|{'contents':[{'role':'user','parts':[{'text':'x'}]},CALL,RESULT]}|400|thought_signature",
                "gemini-3-pro|{HI,'tools':[{'functionDeclarations':[{'name':'f'}]}]}|200|thoughtSignature",
                "gemini-2.5-flash|{HI,'tools':[{'functionDeclarations':[{'name':'f','strict':true}]}]}|400|strict",
                "fake-429|{HI}|429|RESOURCE_EXHAUSTED",
                "fake-blocked|{HI}|200|blockReason",
                "fake-sensitive|{HI}|200|SAFETY",
            })
    void googleAnswersAndRefuses(String model, String body, int status, String words) {
        String answer = text(google(model, "generateContent", body));
        assertTrue(answer.startsWith(status + " ") && answer.contains(words), answer);
    }

    @Test
    void googleStreamsEventsWithCrLfAndWithoutAnEnd() {
        Answer.Sse sse =
                assertInstanceOf(
                        Answer.Sse.class, google("m", "streamGenerateContent?alt=sse", "{HI}"));
        assertEquals(2, sse.events().size());
        for (String event : sse.events()) {
            assertTrue(event.startsWith("data: {") && event.endsWith("}\r\n\r\n"), event);
        }
        JsonNode last = Json.read(sse.events().getLast().substring(6));
        assertEquals("STOP", last.path("candidates").get(0).path("finishReason").asString(""));
        String wrapped = text(google("m", "streamGenerateContent", "{}"));
        assertTrue(wrapped.startsWith("400 [{"), wrapped);
    }

    @ParameterizedTest
    @CsvSource({
        "x-goog-api-key,wrong,400 ,API_KEY_INVALID",
        "authorization,Bearer wrong,401 ,UNAUTHENTICATED",
        "x-other,y,403 ,PERMISSION_DENIED",
        "authorization,Bearer k-test,200 ,You said"
    })
    void googleChecksTheCredential(String header, String value, String status, String words) {
        String target = "/v1/projects/p/locations/l/publishers/google/models/m:generateContent";
        String answer = text(gemini.apply(post(target, header, value, expand("{HI}"))));
        assertTrue(answer.startsWith(status) && answer.contains(words), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'command-a',SAY}|200|You said: hi there",
                "{'model':'command-a'}|400|messages",
                "{SAY}|400|model",
                "{'model':'gpt',SAY}|404|not found",
                "{'model':'command-a',SAY,'top_p':1}|422|top_p",
                "{'model':'command-a',SAY,'p':1}|400|p must be",
                "{'model':'command-a',SAY,'tool_choice':'auto'}|400|tool_choice",
                "{'model':'command-a',SAY,'tools':[{'type':'function','function':{'name':'f'}}]}|200|TOOL_CALL",
                "{'model':'command-a','messages':[{'role':'tool','tool_call_id':'x','content':'y'}]}|400|tool_call_id",
                "{'model':'fake-429',SAY}|429|Trial",
                "{'model':'fake-sensitive',SAY}|498|blocked",
            })
    void cohereAnswersAndRefuses(String body, int status, String words) {
        String answer = text(chat(body));
        assertTrue(answer.startsWith(status + " ") && answer.contains(words), answer);
    }

    @Test
    void cohereStreamsTypedEvents() {
        Answer.Sse sse =
                assertInstanceOf(Answer.Sse.class, chat("{'model':'command-a','stream':true,SAY}"));
        assertTrue(sse.events().getFirst().startsWith("event: message-start\ndata: {\"id\""));
        assertEquals("data: [DONE]\n\n", sse.events().getLast());
        for (String event : sse.events().subList(0, sse.events().size() - 1)) {
            assertTrue(Json.read(event.substring(event.indexOf("data: ") + 6)).has("type"));
        }
        Function<Request, Answer> other = new FakeCohere("other");
        Request request = post("/v2/chat", "authorization", "Bearer " + KEY, "{}");
        assertTrue(text(other.apply(request)).startsWith("401 "));
    }
}
