package dev.sluice.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage itself. */
class SmokeTest {
    @Test
    void theGatewayIsThere(@TempDir Path home) throws Exception {
        try (Stage stage = Stage.open(home, null)) {
            Page page = stage.window(Stage.Look.USUAL);
            assertEquals(200, page.navigate(stage.url("/health/live")).status());
        }
    }
}
