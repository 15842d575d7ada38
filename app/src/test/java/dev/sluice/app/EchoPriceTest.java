package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in echo costs nothing, which is not the same as that nobody knows what it costs. */
class EchoPriceTest {
    private static final String KEY = "key-of-the-test";
    private static final String ADMIN = "token-of-the-test";

    @TempDir Path directory;

    @Test
    void theEchoOfNoConfigurationIsPriced() throws Exception {
        check("keys: [{id: k, key: key-of-the-test}]\n");
    }

    @Test
    void aConfiguredEchoIsPriced() throws Exception {
        check("keys: [{id: k, key: key-of-the-test}]\nproviders: [{id: mine, type: echo}]\n");
    }

    private void check(String configuration) throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), configuration);
        Map<String, String> environment = Map.of("ADMIN_TOKEN", ADMIN);
        try (RunningSluice sluice =
                RunningSluice.start(file, directory.resolve("data"), environment)) {
            assertEquals(
                    200,
                    sluice.chat(KEY, "\"model\":\"echo\"," + RunningSluice.HELLO).statusCode());
            sluice.await("a booked call", () -> usage(sluice).contains("\"calls\":1"));
            assertTrue(usage(sluice).contains("\"unpriced\":0"), usage(sluice));
            assertFalse(sluice.log().contains("unpriced"), sluice.log());
        }
    }

    private static String usage(RunningSluice sluice) {
        try {
            return sluice.get("/admin/api/usage", ADMIN).body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
