package dev.sluice.app.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.revision.SafeFile;
import dev.sluice.app.secret.Vault.Purpose;
import dev.sluice.providers.Secret;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is sealed anew and is otherwise left as it is, byte for byte. */
class SealedFileTest {
    private static final Pattern SEALED = Pattern.compile("enc:v1:[\\w-]+");

    @TempDir Path directory;

    private final Vault[] vault = new Vault[1];

    private Vault vault() {
        if (vault[0] == null) {
            vault[0] = Vault.of(Map.of(), directory);
            vault[0].makeKey();
        }
        return vault[0];
    }

    private String sealed(String secret) {
        return vault().seal(Purpose.CONFIGURATION, Secret.of(secret));
    }

    private Path write(String text) throws Exception {
        Path file = directory.resolve("sluice.yaml");
        Files.write(file, text.getBytes(ISO_8859_1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        return file;
    }

    @Test
    void everySecretIsSealedAnewAndNothingElseChanges() throws Exception {
        String text =
                "# a comment \u00ff\u0000 not UTF-8\r\nproviders:\n  - {id: a, api_key: \""
                        + sealed("one")
                        + "\"}\n  - id: b\n    api_key: '"
                        + sealed("two")
                        + "' # enc:v2:other enc:v1: $1 \\ \n\t\nlast: "
                        + sealed("three");
        Path file = write(text);
        vault().makeKey();
        assertEquals(3, new SealedFile(file).rotate(vault(), disk()));

        String after = new String(Files.readAllBytes(file), ISO_8859_1);
        assertEquals(SEALED.matcher(text).replaceAll("S"), SEALED.matcher(after).replaceAll("S"));
        assertFalse(SEALED.matcher(text).results().anyMatch(r -> after.contains(r.group())));
        Vault onlyNew = Vault.of(Map.of(), Files.createDirectory(directory.resolve("only")));
        Files.copy(directory.resolve("secret.key"), directory.resolve("only/secret.key"));
        Matcher each = SEALED.matcher(after);
        for (String secret : new String[] {"one", "two", "three"}) {
            assertTrue(each.find());
            assertEquals(secret, onlyNew.open(each.group()).reveal());
        }
        assertArrayEquals(
                text.getBytes(ISO_8859_1),
                Files.readAllBytes(directory.resolve("sluice.yaml.bak")));
        assertEquals(
                "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.exists(directory.resolve("sluice.yaml.new")));
    }

    @Test
    void oneThatCannotBeOpenedLeavesTheFileAsItIs() throws Exception {
        String text = "a: " + sealed("one") + "\nb: enc:v1:" + "A".repeat(60) + "\n";
        Path file = write(text);
        String message =
                String.valueOf(
                        assertThrows(
                                        Unopened.class,
                                        () -> new SealedFile(file).rotate(vault(), disk()))
                                .getMessage());
        assertTrue(message.contains("line 2: "), message);
        assertFalse(message.contains("line 1: "), message);
        assertEquals(text, Files.readString(file));
        assertFalse(Files.exists(directory.resolve("sluice.yaml.bak")));
    }

    @Test
    void aFileWithoutSecretsIsNotTouched() throws Exception {
        Path file = write("a: b\n");
        assertEquals(0, new SealedFile(file).rotate(vault(), disk()));
        assertFalse(Files.exists(directory.resolve("sluice.yaml.bak")));
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path file = write("a: " + sealed("one"));
        Path link = Files.createSymbolicLink(directory.resolve("link.yaml"), file);
        assertEquals(1, new SealedFile(link).rotate(vault(), disk()));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("one", vault().open(Files.readString(file).substring(3)).reveal());
    }

    /** A file that is mounted by itself into a container cannot be renamed over. */
    @Test
    void aFileThatIsAMountIsWrittenInPlace() throws Exception {
        Path file = write("a: " + sealed("one"));
        Object before = Files.readAttributes(file, "unix:ino").get("ino");
        var mounted =
                new SafeFile(
                        (_, to) -> {
                            throw new FileSystemException(to.toString(), null, "busy");
                        },
                        directory);
        int count =
                new SealedFile(file)
                        .rotate(
                                vault(),
                                (at, bytes) -> mounted.replace(at, bytes, SafeFile.Backup.KEPT));
        assertEquals(1, count);
        assertEquals(before, Files.readAttributes(file, "unix:ino").get("ino"));
        assertEquals("one", vault().open(Files.readString(file).substring(3)).reveal());
    }

    private SealedFile.Disk disk() {
        return (file, bytes) ->
                SafeFile.onDisk(directory).replace(file, bytes, SafeFile.Backup.KEPT);
    }
}
