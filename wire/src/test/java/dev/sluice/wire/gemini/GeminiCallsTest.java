package dev.sluice.wire.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's calls as Google gets them, and Google's calls as the hub has them. */
class GeminiCallsTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String HELLO =
            "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]";
    private static final String TOOL =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"parameters\":{\"type\":\"object\",\"additionalProperties\":false}}}]";
    private static final String DECLARED =
            "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\","
                + "\"parametersJsonSchema\":{\"type\":\"object\",\"additionalProperties\":false}}]}";

    private final GeminiDialect dialect = new GeminiDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Written write(String json) {
        return dialect.writeCall(new OpenAiDialect().readCall(bytes(json)));
    }

    private static void same(String expected, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        assertEquals(Tree.read(expected), Tree.read(text), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    gemini-2.5-flash | HI,"temperature":0.3,"top_p":0.9,"top_k":40,"seed":7,"max_tokens":9 | {HELLO,"generationConfig":{"temperature":0.3,"topP":0.9,"topK":40,"seed":7,"maxOutputTokens":9}} | ``
                    gemini-2.5-flash | HI,"n":3,"stop":["a","b","c","d","e","f"],"presence_penalty":0,"frequency_penalty":0.5 | {HELLO,"generationConfig":{"candidateCount":3,"stopSequences":["a","b","c","d","e"],"frequencyPenalty":0.5}} | stop[5]
                    gemini-2.5-flash | HI,"n":3,"stream":true | {HELLO,"generationConfig":{"candidateCount":1}} | n
                    gemini-2.5-flash | HI,"logprobs":true,"top_logprobs":2,"logit_bias":{"1":2},"user":"u" | {HELLO,"generationConfig":{"responseLogprobs":true,"logprobs":2}} | logit_bias,user
                    gemini-2.5-flash | HI,"reasoning_effort":"none" | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":false,"thinkingBudget":0}}} | ``
                    gemini-2.5-pro   | HI,"reasoning_effort":"none" | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":false,"thinkingBudget":128}}} | ``
                    gemini-2.5-pro   | HI,"reasoning_effort":"high" | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":24576}}} | ``
                    gemini-3-flash-preview | HI,"reasoning_effort":"minimal" | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"MINIMAL"}}} | ``
                    gemini-3.1-pro   | HI,"reasoning_effort":"medium" | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"MEDIUM"}}} | ``
                    gemini-2.0-flash | HI,"reasoning_effort":"low" | {HELLO} | reasoning_effort
                    gemini-2.5-flash | HI,"thinking":{"type":"enabled","budget_tokens":2000} | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":2000}}} | ``
                    gemini-2.5-flash | HI,"thinking":{"type":"disabled"} | {HELLO,"generationConfig":{"thinkingConfig":{"includeThoughts":false,"thinkingBudget":0}}} | ``
                    gemini-2.5-flash | HI,"response_format":{"type":"json_object"} | {HELLO,"generationConfig":{"responseMimeType":"application/json"}} | ``
                    gemini-2.5-flash | HI,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","$defs":{}}}} | {HELLO,"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object","$defs":{}}}} | ``
                    gemini-2.5-flash | HI,TOOL,"response_format":{"type":"json_object"} | {HELLO,DECLARED]} | response_format
                    gemini-3-flash   | HI,TOOL,"response_format":{"type":"json_object"} | {HELLO,DECLARED],"generationConfig":{"responseMimeType":"application/json"}} | ``
                    gemini-2.5-flash | HI,TOOL,"tool_choice":"none","parallel_tool_calls":false | {HELLO,DECLARED],"toolConfig":{"functionCallingConfig":{"mode":"NONE"}}} | parallel_tool_calls
                    gemini-2.5-flash | HI,TOOL,"tool_choice":"auto" | {HELLO,DECLARED],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}} | ``
                    gemini-2.5-flash | HI,TOOL,"tool_choice":"required" | {HELLO,DECLARED],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}} | ``
                    gemini-2.5-flash | HI,TOOL,"tool_choice":{"type":"function","function":{"name":"f"}} | {HELLO,DECLARED],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}} | ``
                    gemini-2.5-flash | HI,TOOL,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}} | {HELLO,DECLARED],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}} | ``
                    gemini-2.5-flash | HI,"internet":true | {HELLO,"tools":[{"googleSearch":{}}]} | ``
                    gemini-2.5-flash | HI,"internet":false | {HELLO} | ``
                    gemini-2.5-flash | HI,"web_search_options":{"search_context_size":"low"} | {HELLO,"tools":[{"googleSearch":{}}]} | web_search_options.search_context_size
                    gemini-2.5-flash | HI,TOOL,"internet":true | {HELLO,DECLARED]} | internet
                    gemini-3-flash   | HI,TOOL,"internet":true | {HELLO,DECLARED,{"googleSearch":{}}],"toolConfig":{"includeServerSideToolInvocations":true}} | ``
                    gemini-2.5-flash | HI,"tools":[{"google_search":{}},{"type":"custom","custom":{"name":"c"}}] | {HELLO,"tools":[{"google_search":{}}]} | tools[1]
                    gemini-2.5-flash | HI,"safety_settings":[{"category":"A","threshold":"B"}],"store":true | {HELLO,"safetySettings":[{"category":"A","threshold":"B"}]} | store
                    gemini-2.5-flash | HI,"extra_body":{"google":{"cached_content":"cachedContents/1","thinking_config":{"thinking_budget":5}}} | {HELLO,"cachedContent":"cachedContents/1","generationConfig":{"thinkingConfig":{"thinking_budget":5}}} | ``
                    gemini-2.5-flash-image | HI,"modalities":["text","image"],"image_config":{"aspect_ratio":"1:1"} | {HELLO,"generationConfig":{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspect_ratio":"1:1"}}} | ``
                    gemini-2.5-flash-tts | HI,"modalities":["text","audio"],"audio":{"voice":"Kore","format":"wav"} | {HELLO,"generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}}}} | ``
                    """)
    void parametersAreSaidInGooglesWords(
            String model, String call, String expected, String dropped) {
        String json = call.replace("HI", HI).replace("TOOL", TOOL);
        Written written = write("{\"model\":\"" + model + "\"," + json + "}");
        same(expected.replace("HELLO", HELLO).replace("DECLARED", DECLARED), written.body());
        assertEquals(dropped, String.join(",", written.dropped()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"role":"system","content":"a"},{"role":"developer","content":"b"},{"role":"user","content":"c"} | [{"role":"user","parts":[{"text":"c"}]}],"systemInstruction":{"parts":[{"text":"a\\n\\nb"}]}
                    {"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"},{"role":"user","content":""} | [{"role":"user","parts":[{"text":"a"},{"text":"b"}]},{"role":"model","parts":[{"text":"c"}]},{"role":"user","parts":[{"text":" "}]}]
                    {"role":"assistant","content":"a"} | [{"role":"user","parts":[{"text":" "}]},{"role":"model","parts":[{"text":"a"}]}]
                    {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},{"type":"input_audio","input_audio":{"data":"QQ==","format":"mp3"}},{"type":"file","file":{"file_data":"data:application/pdf;base64,QQ=="}}]} | [{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"QUJD"}},{"inlineData":{"mimeType":"audio/mp3","data":"QQ=="}},{"inlineData":{"mimeType":"application/pdf","data":"QQ=="}}]}]
                    {"role":"user","content":[{"type":"image_url","image_url":{"url":"gs://b/x.PNG"}},{"type":"video_url","video_url":{"url":"https://youtu.be/x"}},{"type":"file","file":{"file_id":"files/7"}}]} | [{"role":"user","parts":[{"fileData":{"mimeType":"image/png","fileUri":"gs://b/x.PNG"}},{"fileData":{"fileUri":"https://youtu.be/x"}},{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/7"}}]}]
                    """)
    void turnsAreSaidInGooglesWords(String messages, String expected) {
        Written written = write("{\"model\":\"gemini-2.5-flash\",\"messages\":[" + messages + "]}");
        same("{\"contents\":" + expected + "}", written.body());
        assertEquals(List.of(), written.dropped());
    }

    private static final String CALLS =
            """
            {"role":"user","content":"q"},
            {"role":"assistant","content":"ok","tool_calls":[
             {"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\": 1}"}EXTRA},
             {"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},
            {"role":"tool","tool_call_id":"c2","content":"plain"},
            {"role":"tool","tool_call_id":"c1","content":"{\\"x\\":2}"},
            {"role":"user","content":"go on"}\
            """;

    @Test
    void resultsStandInOneContentInTheOrderOfTheCalls() {
        Written written =
                write(
                        "{\"model\":\"gemini-2.5-flash\",\"messages\":["
                                + CALLS.replace("EXTRA", "")
                                + "]}");
        same(
                """
                {"contents":[{"role":"user","parts":[{"text":"q"}]},
                 {"role":"model","parts":[{"text":"ok"},
                  {"functionCall":{"name":"f","args":{"a":1}}},{"functionCall":{"name":"g","args":{}}}]},
                 {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"x":2}}},
                  {"functionResponse":{"name":"g","response":{"output":"plain"}}}]},
                 {"role":"user","parts":[{"text":"go on"}]}]}\
                """,
                written.body());
        assertEquals(List.of(), written.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                                                       | skip_thought_signature_validator
                    ,"extra_content":{"google":{"thought_signature":"c2ln"}} | c2ln
                    """)
    void theThirdGenerationGetsItsSignaturesBack(String extra, String signature) {
        String messages = CALLS.replace("EXTRA", extra);
        Written written = write("{\"model\":\"gemini-3-pro\",\"messages\":[" + messages + "]}");
        String text = new String(written.body(), StandardCharsets.UTF_8);
        assertTrue(
                text.contains(
                        "{\"functionCall\":{\"id\":\"c1\",\"name\":\"f\",\"args\":{\"a\": 1}},"
                                + "\"thoughtSignature\":\""
                                + signature
                                + "\"},{\"functionCall\":{\"id\":\"c2\",\"name\":\"g\",\"args\":{}}}"),
                text);
        assertEquals(List.of(), written.dropped());
    }

    @ParameterizedTest
    @CsvSource({"gemini-2.5-flash,false", "gemini-3-flash,true"})
    void picturesInResultsStandWhereTheModelTakesThem(String model, boolean inside) {
        String text =
                new String(
                        write(
                                        """
                                        {"model":"MODEL","messages":[{"role":"user","content":"q"},
                                        {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
                                        {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}}]}]}\
                                        """
                                                .replace("MODEL", model))
                                .body(),
                        StandardCharsets.UTF_8);
        String picture = "[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"QQ==\"}}]";
        String result = "\"response\":{\"output\":\"see\"}";
        assertTrue(
                text.contains(
                        inside
                                ? result + ",\"parts\":" + picture + "}}"
                                : result + "}}]},{\"role\":\"user\",\"parts\":" + picture),
                text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"type":"image_url","image_url":{"url":"data:image/svg+xml,<svg/>"}} | messages[0].content[0]
                    {"type":"file","file":{"file_id":"file-abc"}}                        | messages[0].content[0]
                    """)
    void whatCannotBeSaidAtAllIsRefused(String part, String param) {
        var thrown =
                assertThrows(
                        ApiException.class,
                        () ->
                                write(
                                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":["
                                                + part
                                                + "]}]}"));
        assertEquals(400, thrown.error().status());
        assertEquals(param, thrown.error().param());
    }

    @Test
    void brokenArgumentsAndOldModelsAreHandled() {
        Written written =
                write(
                        """
                        {"model":"gemma-3-27b-it","messages":[{"role":"system","content":"be"},{"role":"user","content":"q","name":"n"},
                        {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\":"}}]},
                        {"role":"tool","tool_call_id":"zzz","content":"lost"}]}\
                        """);
        same(
                """
                {"contents":[{"role":"user","parts":[{"text":"be"},{"text":"q"}]},
                 {"role":"model","parts":[{"functionCall":{"name":"f","args":{"_raw":"{\\"a\\":"}}}]}]}\
                """,
                written.body());
        assertEquals(List.of("messages[1].name", "messages[3]"), written.dropped());
    }

    @Test
    void googlesCallsAreReadInBothCases() {
        String snake =
                """
                {"system_instruction":{"parts":{"text":"s"}},
                 "contents":[{"parts":[{"text":"q"},{"inline_data":{"mime_type":"image/png","data":"QQ=="}}]},
                  {"role":"model","parts":[{"thought":true,"text":"hm"},{"function_call":{"name":"f","args":{"a":1}},"thought_signature":"c2ln"}]},
                  {"role":"user","parts":[{"function_response":{"name":"f","response":{"output":"r"}}}]}],
                 "generation_config":{"max_output_tokens":5,"response_mime_type":"application/json",
                  "response_schema":{"type":"OBJECT","properties":{"a":{"type":"STRING","nullable":true}},"propertyOrdering":["a"]},
                  "thinking_config":{"thinking_budget":0}},
                 "tools":[{"function_declarations":[{"name":"f","parameters":{"type":"OBJECT"}}]},{"google_search":{}}],
                 "tool_config":{"function_calling_config":{"mode":"ANY","allowed_function_names":["f"]}},
                 "safety_settings":[]}\
                """;
        ChatCall call = dialect.readCall(bytes(snake));
        String openAi =
                new String(new OpenAiDialect().writeCall(call).body(), StandardCharsets.UTF_8);
        same(
                """
                {"messages":[{"role":"system","content":"s"},
                 {"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}}]},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"call_1_0","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
                 {"role":"tool","tool_call_id":"call_1_0","content":"r","name":"f"}],
                 "max_completion_tokens":5,"reasoning_effort":"none",
                 "response_format":{"type":"json_schema","json_schema":{"name":"response","schema":{"properties":{"a":{"type":["string","null"]}},"type":"object"}}},
                 "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
                 "tool_choice":{"type":"function","function":{"name":"f"}}}\
                """,
                bytes(openAi));
        String again =
                new String(
                        dialect.writeCall(call.withModel("gemini-3-pro")).body(),
                        StandardCharsets.UTF_8);
        assertTrue(again.contains("\"thoughtSignature\":\"c2ln\""), again);
        assertTrue(again.contains("\"safetySettings\":[]"), again);
        assertTrue(again.contains("{\"googleSearch\":{}}"), again);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                                    | contents
                    {"contents":[]}                                       | contents
                    {"contents":[{"role":"system","parts":[]}]}           | contents[0].role
                    {"contents":7}                                        | contents
                    {"contents":"x","generationConfig":{"topK":"a"}}      | generationConfig.topK
                    {"contents":"x","tools":[{"functionDeclarations":[{}]}]} | tools[0].functionDeclarations[0].name
                    [                                                     | ``
                    """)
    void aBadCallNamesItsMember(String body, String param) {
        var thrown = assertThrows(ApiException.class, () -> dialect.readCall(bytes(body)));
        assertEquals(400, thrown.error().status());
        assertEquals(param, thrown.error().param() == null ? "" : thrown.error().param());
    }
}
