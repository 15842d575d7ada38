package dev.sluice.wire.sydney;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Told;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SydneyDialectTest {
    private static final String END = "\u001e";
    private static final String PING = "{'type':6}" + END;
    private static final String NOTICE =
            "{'type':1,'target':'update','arguments':[{'messages':[{'text':'Searching','author':"
                    + "'bot','adaptiveCards':[{'body':[{'type':'TextBlock','inlines':[{}]}]}]}]}]}"
                    + END;
    private static final String FINAL =
            "{'type':2,'invocationId':'0','item':{'messages':[{'author':'user','text':'hi'},"
                    + "{'author':'bot','messageType':'InternalSearchQuery','text':'query'},"
                    + "{'author':'bot','text':'Hello','adaptiveCards':[{'body':[{'type':"
                    + "'TextBlock','text':'Hello'}]}]}],'throttling':"
                    + "{'numUserMessagesInConversation':1,'maxNumUserMessagesInConversation':30},"
                    + "'result':{'value':'Success'}}}"
                    + END;
    private static final String DONE = "{'type':3,'invocationId':'0'}" + END;

    private final SydneyDialect dialect = new SydneyDialect(SydneyDialect.Style.CREATIVE);

    private static String update(String text) {
        return "{'type':1,'arguments':[{'messages':[{'author':'bot','text':'"
                + text
                + "'}]}]}"
                + END;
    }

    private List<String> read(String... messages) {
        return Told.messages(dialect.newStreamReader(), messages);
    }

    @Test
    void theInvocationSaysTheLastMessageAndItsContext() {
        Written written =
                Told.written(
                        dialect,
                        "{'messages':[{'role':'system','content':'Rhyme.'},{'role':'user','content':"
                            + "'one'},{'role':'assistant','content':'two'},{'role':'user',"
                            + "'content':'three'}],'internet':false,'temperature':1,'user':'me'}");
        String body = Told.body(written);
        assertTrue(body.startsWith("{'arguments':[{'source':'cib','optionsSets':["), body);
        assertTrue(
                body.contains(
                        "'eredirecturl','h3imaginative','clgalileo','gencontentv3','autosave',"
                                + "'nosearchall']"),
                body);
        assertTrue(
                body.contains(
                        "'isStartOfSession':true,'message':{'author':'user','inputMethod':"
                                + "'Keyboard','text':'three','messageType':'Chat'}"),
                body);
        assertTrue(
                body.endsWith(
                        "'tone':'Creative','spokenTextMode':'None','conversationId':'',"
                                + "'previousMessages':[{'author':'user','description':"
                                + "'Rhyme.\\nUSER: one\\nASSISTANT: two','contextType':'WebPage',"
                                + "'messageType':'Context'}]}],'invocationId':'0','target':'chat',"
                                + "'type':4}"),
                body);
        assertEquals(List.of("temperature", "user"), written.dropped());
    }

    @Test
    void onePictureAtAnAddressIsShown() {
        String call =
                "{'messages':[{'role':'user','content':[{'type':'text','text':'see'},"
                        + "{'type':'image_url','image_url':{'url':'%s'}}]}]}";
        String body = Told.body(Told.written(dialect, call.formatted("https://x/y.png")));
        assertTrue(body.contains("'messageType':'Chat','imageUrl':'https://x/y.png'}"), body);
        assertEquals(
                "messages[0].content[1]",
                assertThrows(
                                ApiException.class,
                                () ->
                                        Told.written(
                                                dialect,
                                                call.formatted("data:image/png;base64,AA==")))
                        .error()
                        .param());
    }

    @Test
    void recordsMayShareMessagesAndBeSpreadOverThem() {
        List<String> expected = List.of("start ", "text Hel", "text lo", "end STOP");
        String whole =
                "{}"
                        + END
                        + PING
                        + update("Hel")
                        + NOTICE
                        + update("Hello")
                        + FINAL
                        + DONE
                        + "{'type':7}"
                        + END;
        assertEquals(expected, read(whole));
        byte[] bytes = Told.bytes(whole);
        for (int at = 0; at <= bytes.length; at++) {
            assertEquals(expected, Told.cut(dialect, Framing.MESSAGES, bytes, at));
        }
        assertEquals(
                "Hello",
                dialect.readReply(Told.bytes(FINAL)).choices().getFirst().message().text());
    }

    @Test
    void anAnswerEndsWithItsCompletionOrFails() {
        assertEquals(List.of("start ", "text Hi", "end STOP"), read(update("Hi") + DONE));
        assertEquals(List.of("start ", "text Hi", "fail 502 upstream_error"), read(update("Hi")));
        assertEquals(
                List.of("start ", "text Hi", "fail 502 upstream_error"),
                read(update("Hi") + "{'type':7}" + END));
        assertEquals(
                List.of("fail 502 upstream_error"),
                read("{'type':7,'error':'Connection closed'}" + END));
        assertEquals(List.of("fail 502 upstream_error"), read("{'type':3,'error':'broken'}" + END));
        assertEquals(List.of("fail 502 upstream_error"), read("{'error':'protocol'}" + END));
        assertEquals(List.of("fail 502 upstream_error"), read("nonsense" + END));
        assertEquals(List.of("fail 502 upstream_error"), read(DONE));
    }

    @Test
    void aWithdrawnAnswerEndsAsFiltered() {
        assertEquals(
                List.of("start ", "text Hates", "end CONTENT_FILTER"),
                read(update("Hates") + FINAL));
    }

    @ParameterizedTest
    @CsvSource({
        "Throttled, 429, rate_limit_exceeded",
        "CaptchaChallenge, 502, upstream_auth",
        "UnauthorizedRequest, 502, upstream_auth",
        "ServiceUnavailable, 503, server_is_overloaded",
        "InternalError, 502, upstream_error"
    })
    void otherResultsAreErrors(String value, int status, String code) {
        assertEquals(
                List.of("fail " + status + " " + code),
                read("{'type':2,'item':{'result':{'value':'" + value + "'}}}" + END));
    }

    @Test
    void aSpentConversationIsALimit() {
        assertEquals(
                List.of("fail 429 rate_limit_exceeded"),
                read(
                        "{'type':2,'item':{'throttling':{'numUserMessagesInConversation':5,"
                                + "'maxNumUserMessagesInConversation':5},'result':{'value':"
                                + "'Success'}}}"
                                + END));
    }
}
