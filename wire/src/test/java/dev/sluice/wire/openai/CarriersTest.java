package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarriersTest {
    private static final Extras MARKED =
            Extras.of("extra_content", new Raw("{\"google\":{\"thought_signature\":\"s\"}}"))
                    .plus(Extras.of("other", new Raw("1")));

    private final OpenAiDialect dialect = new OpenAiDialect();

    private List<Part> parts(String members) {
        String body =
                "{'model':'m','messages':[{'role':'assistant','content':'x'," + members + "}]}";
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return dialect.readCall(bytes).messages().getFirst().content();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'reasoning_content':'ab'|REASONING_CONTENT ab null",
                "'reasoning_details':[{'type':'reasoning.text','text':'ab'}]|DETAILS ab null",
                "'reasoning_details':[{'text':'ab','signature':'s'}]|DETAILS ab s",
                "'reasoning_details':[{'text':'a'},{'text':'b'},{'signature':'s'}]|DETAILS ab s",
                "'reasoning':'ab','reasoning_details':[{'text':'ab','signature':'s'}]"
                        + "|REASONING ab s",
                "'reasoning_content':'ab','reasoning_details':[{'data':'d'}]|DETAILS  null data",
                "'reasoning_details':[{'text':'a','signature':'s'},{'text':'b','signature':'t'},"
                        + "{'type':'reasoning.encrypted','data':'d','format':'x'},{'summary':'c'}]"
                        + "|DETAILS a s,DETAILS b t,DETAILS  null data format,DETAILS c null"
            })
    void proofsComeBack(String members, String expected) {
        var found =
                parts(members).stream()
                        .filter(Part.Reasoning.class::isInstance)
                        .map(Part.Reasoning.class::cast)
                        .map(r -> {
                            String names = String.join(" ", r.extras().names());
                            return (r.form() + " " + r.text() + " " + r.signature() + " " + names)
                                    .strip();
                        })
                        .toList();
        assertEquals(expected, String.join(",", found));
    }

    @Test
    void signaturesOfCallsReachClientsFromAnyLanguage() {
        var call = new ToolCall("c", ToolCall.Kind.FUNCTION, "f", "{}", MARKED);
        var said = new Message.Assistant(List.of(), List.of(call), List.of(), null, Extras.NONE);
        var choice = new ChatReply.Choice(0, said, Standard.TOOL_CALLS, Extras.NONE);
        var reply = new ChatReply("gemini", "i", 1, "m", List.of(choice), null, Extras.NONE);
        Written written = dialect.writeReply(reply);
        String text = new String(written.body(), StandardCharsets.UTF_8);
        assertTrue(text.contains("\"extra_content\":{\"google\""), text);
        assertFalse(text.contains("\"other\""), text);
        assertEquals(List.of("choices[0].other"), written.dropped());

        var writer =
                dialect.newStreamWriter(
                        new ReplyTerms("i", 1, "m", ReplyTerms.UsageReport.WITHHELD));
        writer.write(new ChatEvent.Started("gemini", "i", 1, "m", Extras.NONE));
        String chunk =
                new String(
                        writer.write(
                                new ChatEvent.ToolCallStarted(
                                        0, 0, ToolCall.Kind.FUNCTION, "c", "f", MARKED)),
                        StandardCharsets.UTF_8);
        assertTrue(chunk.contains("\"extra_content\":{\"google\""), chunk);
        assertFalse(chunk.contains("\"other\""), chunk);
    }

    @Test
    void callsToVendorsCarryNoForeignProofs() {
        var thought = new Part.Reasoning("hm", "s", Part.Reasoning.Form.BLOCK, Extras.NONE);
        var message =
                new Message.Assistant(
                        List.of(thought, Part.Text.of("x")),
                        List.of(),
                        List.of(),
                        null,
                        Extras.NONE);
        var plain = dev.sluice.wire.chat.ChatCall.of("m", List.of(message));
        var call =
                new dev.sluice.wire.chat.ChatCall(
                        "anthropic",
                        "m",
                        plain.messages(),
                        plain.toolUse(),
                        plain.sampling(),
                        plain.output(),
                        Extras.NONE);
        assertEquals(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\","
                        + "\"reasoning_content\":\"hm\"}]}",
                new String(dialect.writeCall(call).body(), StandardCharsets.UTF_8));
    }
}
