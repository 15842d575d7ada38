package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.providers.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is typed unseen or comes on standard input: never an argument, which others see.
 */
final class TypedSecret {
    private TypedSecret() {}

    /**
     * Reads one.
     *
     * @param prompt for whoever types it
     * @throws Failure when it cannot be read
     */
    static Secret read(String prompt) throws Failure {
        try {
            return typed(prompt);
        } catch (IOException e) {
            throw new Failure(Failure.USAGE, "the secret cannot be read from standard input", e);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // its Javadoc still allows null
    private static Secret typed(String prompt) throws IOException {
        @Nullable Console console = System.console();
        if (console != null && console.isTerminal()) {
            char @Nullable [] typed = console.readPassword(prompt);
            return Secret.of(typed == null ? "" : new String(typed));
        }
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        return Secret.of(text.replaceFirst("\\R\\z", "")); // what echo adds
    }
}
