package dev.sluice.app.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file in which secrets are sealed. Sealing them anew changes nothing else: the
 * file is not parsed, the sealed texts are found by their mark, and every other byte stays.
 *
 * @param file the file itself, or a link to it
 */
public record SealedFile(Path file) {
    private static final Pattern SEALED = Pattern.compile("enc:v1:[A-Za-z0-9_=-]+");

    /** Replaces files, whole or not at all. */
    @FunctionalInterface
    public interface Disk {
        /** Puts these bytes in a file's place. */
        void replace(Path file, byte[] bytes) throws IOException;
    }

    /**
     * Seals everything anew with the current key.
     *
     * @param disk replaces the file, which is left alone when there is nothing to seal
     * @return how many secrets there are
     * @throws Unopened when one of them cannot be opened: then nothing is changed. The message says
     *     which, by its line
     */
    public int rotate(Vault vault, Disk disk) throws IOException {
        byte[] former = Files.readAllBytes(file);
        // One byte is one character, whatever the encoding: what is not replaced comes out as it
        // was.
        String text = new String(former, StandardCharsets.ISO_8859_1);
        Matcher each = SEALED.matcher(text);
        var fresh = new StringBuilder();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        while (each.find()) {
            try {
                var secret = vault.open(each.group());
                each.appendReplacement(fresh, vault.seal(Vault.Purpose.CONFIGURATION, secret));
                count++;
            } catch (Unopened e) {
                wrong.add("line " + line(text, each.start()) + ": " + e.getMessage());
            }
        }
        each.appendTail(fresh);
        if (!wrong.isEmpty()) {
            throw new Unopened(
                    file + " is left as it is: " + String.join(System.lineSeparator(), wrong));
        }
        if (count > 0) {
            disk.replace(file, fresh.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        return count;
    }

    private static long line(String text, int at) {
        return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
