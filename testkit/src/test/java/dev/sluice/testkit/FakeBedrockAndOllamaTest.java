package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class FakeBedrockAndOllamaTest {
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";
    private static final String HI = "'messages':[{'role':'user','content':[{'text':'hi'}]}]";
    private static final String TOOL =
            "'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':"
                    + "{'type':'object'}}}}]}";
    private static final String USE =
            "{'role':'assistant','content':[{'toolUse':{'toolUseId':'i','name':'f','input':{}}}]}";

    private final FakeBedrock bedrock =
            new FakeBedrock(
                    new AwsAuthorization(
                            "AKIDEXAMPLE",
                            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                            "us-east-1",
                            "bedrock",
                            () -> Instant.parse("2026-01-02T03:06:05Z")),
                    "key");
    private final FakeOllama ollama = new FakeOllama();

    private static Request request(String target, Headers headers, String body) {
        return new Request("POST", target, headers, body.replace('\'', '"').getBytes(UTF_8), 1);
    }

    private static Headers headers(String authorization) {
        return Headers.of("authorization", authorization, "content-type", "application/json");
    }

    private Answer converse(String path, String body) {
        return bedrock.apply(request("/model/" + path, headers("Bearer key"), "{" + body + "}"));
    }

    private static Answer.Fixed fixed(Answer answer) {
        return assertInstanceOf(Answer.Fixed.class, answer);
    }

    private static JsonNode json(Answer answer) {
        return Json.read(fixed(answer).body().bytes());
    }

    /** The request of the signature's published example. */
    private Answer signed(String date, String signature) {
        Headers headers =
                headers(
                                "AWS4-HMAC-SHA256"
                                    + " Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request,"
                                    + " SignedHeaders=content-type;host;x-amz-date, Signature="
                                        + signature)
                        .with("Host", "bedrock-runtime.us-east-1.amazonaws.com")
                        .with("X-Amz-Date", date);
        return bedrock.apply(request("/model/" + CLAUDE + "/converse", headers, "{" + HI + "}"));
    }

    @Test
    void bedrockRecomputesTheSignature() {
        String right = "6b18186d5132c71249f705372d764ddfd8a9890b662230fb355af564c05e1c35";

        assertEquals(200, fixed(signed("20260102T030405Z", right)).status());
        assertEquals(403, fixed(signed("20260102T030406Z", right)).status());
        assertEquals(403, fixed(signed("20260102T030405Z", right.replace('6', '7'))).status());
        for (String other : new String[] {"", "Bearer other", "AWS4-HMAC-SHA256 x"}) {
            assertEquals(
                    403,
                    fixed(bedrock.apply(request("/model/m/converse", headers(other), "")))
                            .status());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{HI}|200",
                "{HI,'x':1}|400",
                "{'messages':[]}|400",
                "{'messages':[{'role':'assistant','content':[{'text':'a'}]}]}|400",
                "{'messages':[{'role':'user','content':[{'text':' '}]}]}|400",
                "{'messages':[{'role':'user','content':[{'text':'a','image':{}}]}]}|400",
                "{HI,'inferenceConfig':{'temperature':1.5}}|400",
                "{HI,'inferenceConfig':{'maxTokens':0}}|400",
                "{HI,'toolConfig':{'tools':[]}}|400",
                "{HI,TOOL}|200",
                "{'messages':[{'role':'user','content':[{'text':'a'}]},USE],TOOL}|400",
                "{'messages':[{'role':'user','content':[{'text':'a'}]},USE,{'role':'user',"
                        + "'content':[{'toolResult':{'toolUseId':'i','content':[{'text':'b'}]}}]}]}"
                        + "|400",
                "{'messages':[{'role':'user','content':[{'text':'a'}]},USE,{'role':'user',"
                        + "'content':[{'text':'c'},{'toolResult':{'toolUseId':'i','content':"
                        + "[{'text':'b'}]}}]}],TOOL}|400",
                "{'messages':[{'role':'user','content':[{'document':{'format':'pdf','name':'a_b',"
                        + "'source':{'bytes':''}}},{'text':'a'}]}]}|400",
                "{HI,'additionalModelRequestFields':{'thinking':{'type':'enabled',"
                        + "'budget_tokens':1024}},'inferenceConfig':{'temperature':0.5}}|400"
            })
    void bedrockRefusesWhatTheVendorRefuses(String body, int status) {
        String filled = body.replace("HI", HI).replace("TOOL", TOOL).replace("USE", USE);
        Answer answer = converse(CLAUDE + "/converse", filled.substring(1, filled.length() - 1));
        assertEquals(status, fixed(answer).status(), () -> json(answer).toString());
    }

    @Test
    void bedrockKnowsItsModelsAndPaths() {
        assertEquals(400, fixed(converse("gpt-4o/converse", HI)).status());
        assertEquals(404, fixed(converse("fake-1:0/converse", HI)).status());
        assertEquals(429, fixed(converse("fake-429/converse", HI)).status());
        assertTrue(
                fixed(converse("fake-500/converse", HI))
                        .headers()
                        .text("x-amzn-errortype")
                        .startsWith("InternalServerException:"));
    }

    @Test
    void bedrockSpeaksAndCalls() {
        JsonNode text = json(converse(CLAUDE + "/converse", HI));
        assertEquals("You said: hi", at(text, "/output/message/content/0/text"));
        assertEquals("end_turn", at(text, "/stopReason"));
        JsonNode call = json(converse(CLAUDE + "/converse", HI + "," + TOOL));
        assertEquals("f", at(call, "/output/message/content/0/toolUse/name"));
        assertEquals("tool_use", at(call, "/stopReason"));
        JsonNode told =
                json(
                        converse(
                                CLAUDE + "/converse",
                                "'messages':[{'role':'user','content':[{'text':'a'}]},"
                                        + USE
                                        + ",{'role':'user','content':[{'toolResult':{'toolUseId':"
                                        + "'i','content':[{'text':'b'}]}}]}],"
                                        + TOOL));
        assertEquals("The tool said: b", at(told, "/output/message/content/0/text"));
    }

    private static String at(JsonNode node, String pointer) {
        return node.at(pointer).asString("");
    }

    @Test
    void bedrockStreamsInFrames() {
        Answer.Chunked answer =
                assertInstanceOf(Answer.Chunked.class, converse(CLAUDE + "/converse-stream", HI));

        assertEquals("application/vnd.amazon.eventstream", answer.headers().text("content-type"));
        List<String> names = answer.pieces().stream().map(Piece::bytes).map(this::name).toList();
        assertEquals("messageStart", names.getFirst());
        assertEquals(
                List.of("messageStop", "metadata"), names.subList(names.size() - 2, names.size()));
    }

    private String name(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        assertEquals(frame.length, in.getInt());
        int first = 12 + 1 + ":event-type".length() + 1;
        return new String(frame, first + 2, in.getShort(first), UTF_8);
    }

    @Test
    void bedrockMisbehavesOnRequest() {
        assertInstanceOf(Answer.CutAfter.class, converse("fake-cut/converse-stream", HI));
        assertInstanceOf(Answer.Stall.class, converse("fake-stall/converse", HI));
        assertEquals(
                "guardrail_intervened",
                at(json(converse("fake-sensitive/converse", HI)), "/stopReason"));
    }

    private Answer chat(String body) {
        return ollama.apply(request("/api/chat", headers(""), "{" + body + "}"));
    }

    private static final String SAID = "'messages':[{'role':'user','content':'hi'}],'stream':false";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m',SAID}|200",
                "{SAID}|400",
                "{'model':'m',SAID,'tool_choice':'auto'}|400",
                "{'model':'m',SAID,'options':{'max_tokens':1}}|400",
                "{'model':'m',SAID,'think':'hard'}|400",
                "{'model':'m',SAID,'format':'yaml'}|400",
                "{'model':'m','messages':[{'role':'developer','content':'a'}]}|400",
                "{'model':'m','messages':[{'role':'user','content':[]}]}|400",
                "{'model':'m','messages':[{'role':'user','content':'','images':['data:,']}]}|400",
                "{'model':'fake-404',SAID}|404",
                "{'model':'fake-503',SAID}|503"
            })
    void ollamaRefusesWhatItWouldNotUnderstand(String body, int status) {
        String filled = body.replace("SAID", SAID);
        Answer answer = chat(filled.substring(1, filled.length() - 1));
        assertEquals(status, fixed(answer).status(), () -> json(answer).toString());
    }

    @Test
    void ollamaSpeaksCallsAndThinks() {
        JsonNode text = json(chat("'model':'m','think':true," + SAID));
        assertEquals("You said: hi", at(text, "/message/content"));
        assertEquals("Let me think.", at(text, "/message/thinking"));
        assertEquals(7, text.path("eval_count").asInt(0));
        JsonNode call =
                json(
                        chat(
                                "'model':'m','tools':[{'type':'function','function':{'name':'f',"
                                        + "'parameters':{'type':'object'}}}],"
                                        + SAID));
        assertEquals("f", at(call, "/message/tool_calls/0/function/name"));
        assertEquals(
                "load", at(json(chat("'model':'m','messages':[],'stream':false")), "/done_reason"));
        assertEquals(
                401,
                fixed(new FakeOllama("k").apply(request("/api/chat", headers(""), "{}"))).status());
    }

    @Test
    void ollamaStreamsUnlessItIsToldNotTo() {
        Answer.Chunked answer =
                assertInstanceOf(
                        Answer.Chunked.class,
                        chat("'model':'m','messages':[{'role':'user','content':'hi'}]"));

        assertEquals("application/x-ndjson", answer.headers().text("content-type"));
        var text = new StringBuilder();
        for (Piece piece : answer.pieces()) {
            text.append(at(Json.read(piece.bytes()), "/message/content"));
        }
        assertEquals("You said: hi", text.toString());
        JsonNode last = Json.read(answer.pieces().getLast().bytes());
        assertTrue(last.path("done").asBoolean(false));
    }
}
