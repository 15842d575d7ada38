package dev.sluice.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files, as a browser gets them. */
class SiteTest {
    private static final Site SITE = Site.load();

    @TempDir Path directory;

    private static Site.Answer got(String path, @Nullable String known, @Nullable String takes) {
        Site.Answer answer = SITE.answer(path, known, takes);
        assertNotNull(answer, path);
        return answer;
    }

    private static String header(Site.Answer answer, String name) {
        return answer.headers().stream()
                .filter(each -> each.startsWith(name + ": "))
                .findFirst()
                .orElse("")
                .replaceFirst("^[^:]*: ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/keys", "/keys/a/b", "/index.html"})
    void placesInsideThePageAreThePage(String path) {
        Site.Answer page = got(path, null, null);
        assertEquals(200, page.status());
        assertEquals("text/html; charset=utf-8", page.type());
        assertTrue(new String(page.body(), UTF_8).startsWith("<!doctype html>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/gone.js", "/keys/gone.css", "/../Site.class", "/.git", "//x.y"})
    void aFileThatIsNotHereIsNotThePage(String path) {
        assertNull(SITE.answer(path, null, null));
    }

    @Test
    void theBrowserIsHeldToItsPolicy() {
        Site.Answer page = got("/", null, null);
        String policy = header(page, "content-security-policy");
        assertTrue(policy.startsWith("default-src 'self'; "), policy);
        for (String each :
                List.of(
                        "img-src 'self' data: blob:",
                        "connect-src 'self'",
                        "frame-ancestors 'none'",
                        "base-uri 'none'",
                        "form-action 'self'",
                        "object-src 'none'")) {
            assertTrue(policy.contains(each), each);
        }
        assertTrue(!policy.contains("unsafe"), policy);
        assertEquals("nosniff", header(page, "x-content-type-options"));
        assertEquals("no-referrer", header(page, "referrer-policy"));
        assertEquals("DENY", header(page, "x-frame-options"));
        assertEquals("no-cache", header(page, "cache-control"));
    }

    /** The policy would stop it. */
    @Test
    void nothingRunsThatStandsInThePageItself() {
        String page = new String(got("/", null, null).body(), UTF_8);
        int scripts = page.split("<script\\b", -1).length;
        assertTrue(scripts > 1, page);
        assertEquals(
                scripts, page.split("<script\\b[^>]* src=\"[^\"]+\"></script>", -1).length, page);
        assertTrue(!page.contains("style=") && !page.contains("<style"), page);
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        for (String takes : List.of("identity", "br, gzip")) {
            String tag = header(got("/", null, takes), "etag");
            Site.Answer again = got("/", "\"other\", " + tag, takes);
            assertEquals(304, again.status());
            assertEquals(0, again.body().length);
            assertEquals(tag, header(again, "etag"));
        }
    }

    @Test
    void isPackedForThoseWhoTakeIt() throws Exception {
        for (String name : SITE.names()) {
            byte[] plain = got("/" + name, null, "gzip;q=0").body();
            Site.Answer packed = got("/" + name, null, "deflate, gzip");
            if (header(packed, "content-encoding").equals("gzip")) {
                var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()));
                assertArrayEquals(plain, in.readAllBytes(), name);
                assertEquals("accept-encoding", header(packed, "vary"));
            }
        }
    }

    /** The program runs from jars; the tests do not. */
    @Test
    void isFoundInAJarToo() throws Exception {
        Path classes = Path.of("target", "classes");
        Path jar = directory.resolve("console.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(each));
            }
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path program = directory.resolve("Names.java");
        Files.writeString(
                program, "void main() { IO.println(dev.sluice.console.Site.load().names()); }");
        Process process =
                new ProcessBuilder(java, "-cp", jar.toString(), program.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(SITE.names().toString(), said.strip());
    }
}
