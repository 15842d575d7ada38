package dev.sluice.app;

import static dev.sluice.app.AdminAsking.ask;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.AdminAsking.Answer;
import dev.sluice.app.control.JsonValue;
import dev.sluice.testkit.FakeAnthropic;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that are tried before they are relied upon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderTrialTest {
    private static final String KEY = "sk-fake-vendor-key-123456";

    private final FakeUpstream openAi = FakeUpstream.start(new FakeOpenAi(KEY));
    private final FakeUpstream anthropic = FakeUpstream.start(new FakeAnthropic(KEY));
    private final FakeUpstream page =
            FakeUpstream.start(_ ->
                    new dev.sluice.testkit.Answer.Fixed(
                            200,
                            Headers.of("content-type", "text/html"),
                            Piece.of("<html>Welcome</html>".getBytes(UTF_8))));
    private final FakeUpstream stranger =
            FakeUpstream.startTls(TestCertificate.create(), new FakeOpenAi(KEY));
    private RunningSluice sluice;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("sluice.yaml"),
                        "providers:\n  - id: mine\n    type: proxy\n    api_base: "
                                + openAi.url()
                                + "/v1\n    api_key: "
                                + KEY
                                + "\nmodels:\n  - name: x\n    provider: mine\n"
                                + "    upstream_model: gpt-4o-mini\n");
        sluice =
                RunningSluice.start(
                        file, directory.resolve("data"), Map.of("ADMIN_TOKEN", AdminAsking.TOKEN));
    }

    @AfterAll
    void stop() {
        sluice.close();
        List.of(openAi, anthropic, page, stranger).forEach(FakeUpstream::close);
    }

    private String filled(String members) {
        return members.replace("OPENAI", openAi.url())
                .replace("ANTHROPIC", anthropic.url())
                .replace("PAGE", page.url())
                .replace("STRANGER", stranger.url())
                .replace("KEY", KEY);
    }

    private JsonValue tried(String members) throws Exception {
        Answer answer =
                ask(sluice, "POST /providers/test", "{\"provider\":" + filled(members) + "}");
        assertEquals(200, answer.status(), answer::body);
        assertFalse(answer.body().contains(KEY), answer::body);
        return answer.json();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"proxy\",\"api_base\":\"OPENAI\",\"api_key\":\"KEY\"}",
                "{\"type\":\"openai\",\"api_base\":\"OPENAI/v1\",\"api_key\":\"KEY\"}",
                "{\"type\":\"claude\",\"api_base\":\"ANTHROPIC\",\"api_key\":\"KEY\"}",
                "{\"type\":\"openai\",\"api_base\":\"OPENAI/v1\",\"api_key\":\"***3456\"}",
            })
    void worksAndListsItsModels(String members) throws Exception {
        JsonValue found = tried(members);
        assertTrue(found.truth("ok"), found::toString);
        assertTrue(found.member("models").truth("ok"), found::toString);
        assertFalse(found.member("models").member("list").items().isEmpty());
        assertFalse(found.member("chat").words("model").isEmpty());
        assertTrue(found.member("chat").member("error").isNull());
    }

    @Test
    void theEchoHasNothingToListAndAnswers() throws Exception {
        JsonValue found = tried("{\"type\":\"echo\"}");
        assertTrue(found.truth("ok"), found::toString);
        assertFalse(found.member("models").truth("asked"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'openai','api_base':'OPENAI','api_key':'sk-wrong-key-7890123'} | key |"
                        + " 401 | invalid_api_key",
                "{'type':'claude','api_base':'ANTHROPIC','api_key':'sk-wrong-key-7890'} | key |"
                        + " 401 | authentication_error",
                "{'type':'openai','api_base':'OPENAI/v2','api_key':'KEY'} | base | 404 |",
                "{'type':'proxy','api_base':'PAGE','api_key':'KEY'} | base | 0 | Welcome",
                "{'type':'proxy','api_base':'http://127.0.0.1:1/v1'} | refused | 0 |",
                "{'type':'proxy','api_base':'http://no-such-host.invalid/v1'} | dns | 0 |",
                "{'type':'proxy','api_base':'STRANGER/v1','api_key':'KEY'} | tls | 0 |",
            })
    void saysWhatIsWrong(String members, String kind, int status, String raw) throws Exception {
        JsonValue found = tried(members.replace('\'', '"'));
        assertFalse(found.truth("ok"));
        JsonValue error = found.member("chat").member("error");
        assertEquals(kind, error.words("kind"), found::toString);
        if (status > 0) {
            assertEquals(status, error.whole("status"), found::toString);
        }
        if (raw != null) {
            assertTrue(error.words("raw").contains(raw), found::toString);
        }
        assertFalse(error.member("hint").words("zh").isEmpty());
        JsonValue list = found.member("models").member("error");
        assertEquals(kind, list.words("kind"), found::toString);
    }

    @Test
    void aModelThatIsNotThereIsTold() throws Exception {
        String body =
                filled(
                        "{\"provider\":{\"type\":\"openai\",\"api_base\":\"OPENAI\","
                                + "\"api_key\":\"KEY\"},\"model\":\"gpt-99\"}");
        JsonValue found = ask(sluice, "POST /providers/test", body).json();
        assertEquals("model", found.member("chat").member("error").words("kind"));
        assertTrue(found.member("models").truth("ok"));
    }

    @Test
    void aConfiguredProviderIsTriedWithItsOwnKeyAndNobodyIsCharged() throws Exception {
        JsonValue found = ask(sluice, "POST /providers/mine/test", null).json();
        assertTrue(found.truth("ok"), found::toString);
        assertEquals("gpt-4o-mini", found.member("chat").words("model"));
        JsonValue other = ask(sluice, "POST /providers/mine/test", "{\"model\":\"gpt-4o\"}").json();
        assertEquals("gpt-4o", other.member("chat").words("model"));
        assertEquals(404, ask(sluice, "POST /providers/other/test", null).status());
        JsonValue usage = ask(sluice, "GET /usage", null).json();
        assertEquals("0", usage.member("total").text("calls"));
        assertTrue(sluice.log().contains("admin tried a provider of the type proxy"));
    }

    @Test
    void whatIsNoProviderIsRefused() throws Exception {
        Answer type = ask(sluice, "POST /providers/test", "{\"provider\":{\"type\":\"opnai\"}}");
        assertEquals(400, type.status());
        assertTrue(type.body().contains("'openai'"), type::body);
        Answer word =
                ask(
                        sluice,
                        "POST /providers/test",
                        "{\"provider\":{\"type\":\"openai\",\"api_kee\":\"x\"}}");
        assertEquals("configuration_refused", word.code());
        assertTrue(word.body().contains("providers[0].api_kee"), word::body);
        assertEquals(400, ask(sluice, "POST /providers/test", "{}").status());
    }
}
