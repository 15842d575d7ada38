package dev.sluice.testkit.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files that must hold what is made now; made anew with {@code -Dgolden.write=true}. */
final class Snapshots {
    private static final String AGAIN =
            "; write it anew with ./mvnw -pl testkit -am test -Dgolden.write=true and look at the"
                    + " difference";

    private final List<String> stale = new ArrayList<>();

    /** Compares or writes one file. */
    void check(Path file, String content) {
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, content, StandardCharsets.UTF_8);
            } else if (!Files.exists(file)) {
                stale.add(file + " is missing" + AGAIN);
            } else if (!Files.readString(file, StandardCharsets.UTF_8).equals(content)) {
                stale.add(file + " is stale" + AGAIN);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what is wrong. */
    List<String> stale() {
        return stale;
    }
}
