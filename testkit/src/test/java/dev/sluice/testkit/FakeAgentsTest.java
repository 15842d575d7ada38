package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fakes of Spark, Bing's chat, Coze and Dify, and talks over a WebSocket. */
final class FakeAgentsTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    private static final String DATE = "Tue, 14 Nov 2023 22:13:20 GMT";
    private static final Clock THEN =
            Clock.fixed(Instant.parse("2023-11-14T22:13:20Z"), ZoneOffset.UTC);
    private static final String END = "\u001e";

    private final FakeSpark spark = new FakeSpark("abcd1234", KEY, SECRET, THEN);

    @Test
    void aTalkFollowsItsScript() throws Exception {
        try (FakeUpstream upstream =
                FakeUpstream.start(_ ->
                        new Answer.WebSocketScript(
                                Headers.of(),
                                heard ->
                                        List.of(
                                                new WebSocketMove.Ping("p"),
                                                new WebSocketMove.SayInPieces("1:" + heard, 3),
                                                new WebSocketMove.Say("2"),
                                                new WebSocketMove.Close(4001, "enough"))))) {
            Talk talk = talk(upstream, "/", "x".repeat(70_000));
            assertEquals(List.of("1:" + "x".repeat(70_000), "2"), talk.ended());
            assertEquals(4001, talk.code);
            assertTrue(upstream.refused().isEmpty(), upstream.refused()::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v3.5/chat, Th5cporPHwwtZqt3dDnz3xVpOziTYdQJguIuVVb3EGc=",
        "/v1.1/chat, NdtjXHag/oLq2cgOwDEvkITmHjJe8sWlA9X7K7PHCyE="
    })
    void sparkSignaturesAreThoseOfTheDocumentation(String path, String signature) {
        assertEquals(signature, FakeSpark.signature(SECRET, "spark-api.xf-yun.com", DATE, path));
    }

    private static String signed(String host, String path, String key, String secret) {
        String origin =
                "api_key=\"%s\", algorithm=\"hmac-sha256\", headers=\"host date request-line\","
                        + " signature=\"%s\"";
        String authorization = origin.formatted(key, FakeSpark.signature(secret, host, DATE, path));
        return path
                + "?authorization="
                + URLEncoder.encode(
                        Base64.getEncoder().encodeToString(authorization.getBytes(UTF_8)), UTF_8)
                + "&date="
                + URLEncoder.encode(DATE, UTF_8)
                + "&host="
                + host;
    }

    private Answer opened(FakeSpark fake, String target) {
        Headers headers =
                Headers.of(
                        "host",
                        "h",
                        "upgrade",
                        "websocket",
                        "sec-websocket-version",
                        "13",
                        "sec-websocket-key",
                        "k");
        return fake.apply(new Request("GET", target, headers, new byte[0], 1));
    }

    @Test
    void sparkChecksTheAddress() {
        assertInstanceOf(
                Answer.WebSocketScript.class,
                opened(spark, signed("h", "/v3.5/chat", KEY, SECRET)));
        assertEquals(401, status(opened(spark, "/v3.5/chat")));
        assertEquals(404, status(opened(spark, "/v9/chat")));
        assertEquals(403, status(opened(spark, signed("h", "/v3.5/chat", KEY, "other"))));
        assertEquals(403, status(opened(spark, signed("h", "/v3.5/chat", "other", SECRET))));
        assertEquals(403, status(opened(spark, signed("other", "/v3.5/chat", KEY, SECRET))));
        Clock late = Clock.offset(THEN, java.time.Duration.ofSeconds(301));
        FakeSpark later = new FakeSpark("abcd1234", KEY, SECRET, late);
        assertEquals(403, status(opened(later, signed("h", "/v3.5/chat", KEY, SECRET))));
    }

    private static String message(String domain, String chat, String text) {
        return ("{'header':{'app_id':'abcd1234'},'parameter':{'chat':{'domain':'"
                        + domain
                        + "'"
                        + chat
                        + "}},'payload':{'message':{'text':[{'role':'user','content':'"
                        + text
                        + "'}]}}}")
                .replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "generalv3.5|~~|hi|0",
                "lite|~~|hi|10404",
                "generalv3.5|,'temperature':0|hi|10163",
                "generalv3.5|,'temperature':1.5|hi|10163",
                "generalv3.5|,'top_k':7|hi|10163",
                "generalv3.5|,'max_tokens':9000|hi|10163",
                "generalv3.5|,'top_p':1|hi|10163",
                "generalv3.5|,'thinking':{}|hi|10163",
                "generalv3.5|~~|~~|10163",
                "generalv3.5|~~|一个敏感词|10013",
                "generalv3.5|~~|fake-429|11202",
                "generalv3.5|~~|fake-500|10012"
            })
    void sparkIsStrictAboutTheMessage(String domain, String chat, String text, int code) {
        Answer answer = opened(spark, signed("h", "/v3.5/chat", KEY, SECRET));
        List<WebSocketMove> moves =
                assertInstanceOf(Answer.WebSocketScript.class, answer)
                        .script()
                        .apply(message(domain, chat, text));
        String first = assertInstanceOf(WebSocketMove.Say.class, moves.getFirst()).text();
        assertEquals(code, Json.read(first).path("header").path("code").asInt(), first);
    }

    @Test
    void sparkAnswersInFrames() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(spark)) {
            String host = "127.0.0.1:" + upstream.port();
            String target = signed(host, "/v3.5/chat", KEY, SECRET);
            List<String> frames = talk(upstream, target, message("generalv3.5", "", "hi")).ended();
            StringBuilder text = new StringBuilder();
            for (String frame : frames) {
                text.append(Json.read(frame).at("/payload/choices/text/0/content").asString(""));
            }
            assertEquals("You said: hi", text.toString());
            assertEquals(3, frames.size());
            assertEquals(
                    3, Json.read(frames.getLast()).at("/payload/usage/text/prompt_tokens").asInt());
        }
    }

    @Test
    void sydneyMakesAConversationAndHoldsIt() throws Exception {
        FakeSydney fake = new FakeSydney("u");
        try (FakeUpstream upstream = FakeUpstream.start(fake)) {
            Request create =
                    new Request(
                            "GET",
                            "/edgesvc/turing/conversation/create?bundleVersion=1",
                            Headers.of("cookie", "a=b; _U=u", "referer", "r"),
                            new byte[0],
                            1);
            Answer.Fixed made = assertInstanceOf(Answer.Fixed.class, fake.apply(create));
            String token = made.headers().text("x-sydney-encryptedconversationsignature");
            String invocation =
                    "{'type':4,'target':'chat','invocationId':'0','arguments':[{'optionsSets':['a'],"
                        + "'allowedMessageTypes':['Chat'],'tone':'Precise','conversationId':"
                        + "'conversation-1','conversationSignature':'signature-1','participant':"
                        + "{'id':'client'},'message':{'author':'user','text':'hi','messageType':"
                        + "'Chat'}}]}";
            String target = "/sydney/ChatHub?sec_access_token=" + URLEncoder.encode(token, UTF_8);
            Talk talk =
                    talk(
                            upstream,
                            target,
                            "{\"protocol\":\"json\",\"version\":1}" + END,
                            invocation.replace('\'', '"') + END);
            String all = talk.until(END + "{\"type\":3,\"invocationId\":\"0\"}" + END);
            assertTrue(all.startsWith("{}" + END), all);
            List<Integer> types = new ArrayList<>();
            for (String record : all.split(END)) {
                types.add(Json.read(record).path("type").asInt(0));
            }
            assertEquals(List.of(0, 6, 1, 1, 1, 2, 3), types);
            assertEquals(2, fake.messages().size());
        }
        Request stranger = new Request("GET", "/nowhere", Headers.of(), new byte[0], 1);
        assertEquals(404, status(fake.apply(stranger)));
    }

    private static Request post(String path, String key, String body) {
        return new Request(
                "POST",
                path,
                Headers.of("authorization", "Bearer " + key, "content-type", "application/json"),
                body.replace('\'', '"').getBytes(UTF_8),
                1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "other|{}|4100",
                "k|{}|4000",
                "k|{'bot_id':'7','user_id':'u','stream':false}|4000",
                "k|{'bot_id':'7','user_id':'u','stream':true,'additional_messages':[{'role':'system','content':'x','content_type':'text'}]}|4000",
                "k|{'bot_id':'fake-429','user_id':'u','stream':true,'additional_messages':[{'role':'user','type':'question','content':'x','content_type':'text'}]}|4013"
            })
    void cozeRefusesWithACode(String key, String body, int code) {
        Answer answer = new FakeCoze("k").apply(post("/v3/chat", key, body));
        Answer.Fixed fixed = assertInstanceOf(Answer.Fixed.class, answer);
        assertEquals(200, fixed.status());
        assertEquals(code, Json.read(fixed.body().bytes()).path("code").asInt());
    }

    @Test
    void cozeAnswersInEvents() {
        String body =
                "{'bot_id':'7','user_id':'u','stream':true,'additional_messages':[{'role':'user',"
                        + "'type':'question','content':'hi','content_type':'text'}]}";
        Answer answer = new FakeCoze("k").apply(post("/v3/chat", "k", body));
        List<String> events = assertInstanceOf(Answer.Sse.class, answer).events();
        assertTrue(events.getFirst().startsWith("event:conversation.chat.created\n"));
        assertEquals("event:done\ndata:\"[DONE]\"\n\n", events.getLast());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "other|{}|401",
                "k|{}|400",
                "k|{'inputs':{},'query':'x','user':'u','response_mode':'blocking'}|400",
                "k|{'inputs':{},'query':'x','user':'u','response_mode':'streaming','model':'m'}|400",
                "k|{'inputs':{},'query':'fake-429','user':'u','response_mode':'streaming'}|429"
            })
    void difyRefusesWithAStatus(String key, String body, int status) {
        assertEquals(status, status(new FakeDify("k").apply(post("/v1/chat-messages", key, body))));
    }

    @Test
    void difyAnswersInEvents() {
        String body = "{'inputs':{},'query':'hi','user':'u','response_mode':'streaming'}";
        Answer answer = new FakeDify("k").apply(post("/v1/chat-messages", "k", body));
        List<String> events = assertInstanceOf(Answer.Sse.class, answer).events();
        assertEquals("event: ping\n\n", events.get(1));
        assertTrue(events.getLast().contains("message_end"));
    }

    private static int status(Answer answer) {
        return assertInstanceOf(Answer.Fixed.class, answer).status();
    }

    private static Talk talk(FakeUpstream upstream, String target, String... messages)
            throws Exception {
        Talk talk = new Talk();
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("origin", "https://copilot.microsoft.com")
                        .buildAsync(URI.create("ws://127.0.0.1:" + upstream.port() + target), talk)
                        .get(5, TimeUnit.SECONDS);
        for (String message : messages) {
            socket.sendText(message, true).get(5, TimeUnit.SECONDS);
        }
        return talk;
    }

    private static final class Talk implements WebSocket.Listener {
        private final CompletableFuture<List<String>> ended = new CompletableFuture<>();
        private final List<String> heard = new ArrayList<>();
        private final StringBuilder message = new StringBuilder();
        private int code;

        List<String> ended() throws Exception {
            return ended.get(5, TimeUnit.SECONDS);
        }

        /** Waits until all messages joined end so. */
        String until(String end) throws InterruptedException {
            for (int i = 0; i < 500; i++) {
                synchronized (this) {
                    String all = String.join("", heard);
                    if (all.endsWith(end)) {
                        return all;
                    }
                }
                Thread.sleep(10);
            }
            throw new AssertionError("never heard: " + end + " in " + heard);
        }

        @Override
        public synchronized @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                heard.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public synchronized @Nullable CompletionStage<?> onClose(
                WebSocket socket, int status, String reason) {
            code = status;
            ended.complete(List.copyOf(heard));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.completeExceptionally(error);
        }
    }
}
