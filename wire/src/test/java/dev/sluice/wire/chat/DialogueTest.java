package dev.sluice.wire.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.wire.openai.OpenAiDialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialogueTest {
    private static Dialogue of(String messages) {
        String call = "{'model':'m','messages':[" + messages + "]}";
        byte[] body = call.replace('\'', '"').getBytes(UTF_8);
        return Dialogue.of(new OpenAiDialect().readCall(body).messages());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'role':'system','content':'s'}|user continue",
                "{'role':'assistant','content':'a'}|user hi, assistant a, user continue",
                "{'role':'user','content':'u'},{'role':'assistant','content':'a'}|"
                        + "user u, assistant a, user continue",
                "{'role':'assistant','content':'a'},{'role':'user','content':'u'}|"
                        + "user hi, assistant a, user u"
            })
    void theUserSpeaksFirstAndLast(String messages, String expected) {
        List<String> said =
                of(messages).asked().stream()
                        .map(line -> line.speaker().word() + ' ' + line.text())
                        .toList();
        assertEquals(expected, String.join(", ", said));
    }

    @Test
    void whatHasNoWordsIsNamed() {
        Dialogue dialogue =
                of(
                        "{'role':'user','name':'n','mood':1,'nothing':null,'content':[{'type':"
                                + "'text','text':'u','cache_control':{'type':'ephemeral'}}]}");
        assertEquals(
                List.of(
                        "messages[0].name",
                        "messages[0].content[0].cache_control",
                        "messages[0].mood"),
                dialogue.dropped());
    }
}
