package dev.sluice.app.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /**
     * Seals everything anew with the current key. The former file stays beside it, with {@code
     * .bak} after its name; readers see either the old one or the new one, whole.
     *
     * @return how many secrets there are
     * @throws Unopened when one of them cannot be opened: then nothing is changed. The message says
     *     which, by its line
     */
    public int rotate(Vault vault) throws IOException {
        Path target = file.toRealPath();
        byte[] former = Files.readAllBytes(target);
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
            replace(target, fresh.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        return count;
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        Path backup = target.resolveSibling(target.getFileName() + ".bak");
        Path next = target.resolveSibling(target.getFileName() + ".new");
        Files.copy(
                target,
                backup,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        // The copy brings the mode along; what is written into it next is as readable as before.
        Files.copy(
                target,
                next,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        boolean modes = next.getFileSystem().supportedFileAttributeViews().contains("posix");
        Set<PosixFilePermission> mode = modes ? Files.getPosixFilePermissions(next) : Set.of();
        if (modes) {
            Files.setPosixFilePermissions(
                    next, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
        Files.write(next, bytes);
        if (modes) {
            Files.setPosixFilePermissions(next, mode);
        }
        Files.move(
                next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static long line(String text, int at) {
        return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
