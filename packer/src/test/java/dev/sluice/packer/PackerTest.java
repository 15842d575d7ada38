package dev.sluice.packer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console itself, packed. */
class PackerTest {
    private static final Path CONSOLE = Path.of("..", "console", "src", "main", "site");
    private static final Pattern PAGE = Pattern.compile("\\{ name: '(\\w+)', path: '([^']+)'");

    /** A text, or its name. */
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    @TempDir Path folder;

    @Test
    void nothingIsLostOfTheConsole() throws IOException {
        Path to = folder.resolve("a site");
        assertTrue(Packer.run(CONSOLE, to, folder.resolve("note"), false));
        Sources from = Sources.read(CONSOLE);
        Sources packed = Sources.read(to);
        for (String language : Texts.LANGUAGES) {
            String all = packed.text(language + ".json");
            for (String file : from.ending("." + language + ".json")) {
                for (MatchResult text : TEXT.matcher(from.text(file)).results().toList()) {
                    assertTrue(all.contains(text.group()), () -> file + ": " + text.group());
                }
            }
        }
        Set<String> pages = new TreeSet<>();
        for (MatchResult page : PAGE.matcher(from.text("pages.js")).results().toList()) {
            String entry = "{name:\"%s\",path:\"%s\",".formatted(page.group(1), page.group(2));
            assertTrue(packed.text("console.js").contains(entry), entry);
            pages.add("pages/%s/%s.js".formatted(page.group(1), page.group(1)));
        }
        Set<String> folders = new TreeSet<>(from.ending(".js"));
        folders.removeIf(name -> !name.matches("pages/(\\w+)/\\1\\.js"));
        assertEquals(folders, pages);
        assertTrue(packed.has("vendor/LICENSE-preact.txt") && packed.has("vendor/VENDOR.md"));
    }

    @Test
    void isDoneOnceUntilSomethingChanges() throws IOException {
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");
        Path note = folder.resolve("note");
        Files.createDirectories(from);
        Files.createDirectories(to.resolve("old"));
        Files.writeString(to.resolve("old/gone.js"), "alert()");
        for (String texts : Set.of("en", "zh")) {
            Files.writeString(from.resolve("ui." + texts + ".json"), "{}");
        }
        Files.writeString(from.resolve("imports.json"), "{}");
        Files.writeString(from.resolve("index.html"), "<p>one</p>");
        Files.writeString(from.resolve("main.js"), "alert('one');");
        assertTrue(Packer.run(from, to, note, false));
        assertFalse(Files.exists(to.resolve("old")));
        assertFalse(Packer.run(from, to, note, false));
        assertTrue(Packer.run(from, to, note, true), "asked for in another form");
        Files.writeString(from.resolve("index.html"), "<p>two</p>");
        assertTrue(Packer.run(from, to, note, true), "a source has changed");
        assertEquals("<p>two</p>", Files.readString(to.resolve("index.html")));
        Files.delete(to.resolve("console.js"));
        assertTrue(Packer.run(from, to, note, true), "a file is gone");
        assertFalse(Packer.run(from, to, note, true));
    }
}
