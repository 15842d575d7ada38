package dev.sluice.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All files of the console, read once and kept in memory: what is not in here is not there, and no
 * path leads to anything else.
 */
public final class Site {
    private static final String ROOT = "site/";
    private static final String INDEX = "index.html";

    /** What the browser may load and run on the console's account: what comes from here. */
    private static final String POLICY =
            "default-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors"
                    + " 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

    private final Map<String, SiteFile> files;

    private Site(Map<String, SiteFile> files) {
        this.files = files;
    }

    /** Reads and packs everything that came with the program; takes a moment at first. */
    public static Site load() {
        try {
            Map<String, SiteFile> files = new HashMap<>();
            read().forEach((name, bytes) -> files.put(name, SiteFile.of(name, bytes)));
            return new Site(Map.copyOf(files));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the console's files", e);
        }
    }

    /** Resources cannot be listed; the place of one that is always there tells where all are. */
    private static Map<String, byte[]> read() throws IOException {
        @Nullable URL index = Site.class.getResource(ROOT + INDEX);
        if (index == null) {
            throw new IOException("the program came without its console");
        }
        if (index.openConnection() instanceof JarURLConnection inJar) {
            String entry = inJar.getEntryName();
            // The class loader's own, which stays open.
            return ofJar(inJar.getJarFile(), entry.substring(0, entry.length() - INDEX.length()));
        }
        try {
            Path directory = Path.of(new URI(index.toString())).getParent();
            return directory == null ? Map.of() : ofDirectory(directory);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Map<String, byte[]> ofJar(JarFile jar, String root) throws IOException {
        Map<String, byte[]> all = new HashMap<>();
        for (JarEntry each : jar.stream().toList()) {
            if (each.getName().startsWith(root) && !each.isDirectory()) {
                try (InputStream in = jar.getInputStream(each)) {
                    all.put(each.getName().substring(root.length()), in.readAllBytes());
                }
            }
        }
        return all;
    }

    private static Map<String, byte[]> ofDirectory(Path root) throws IOException {
        Map<String, byte[]> all = new HashMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path each : walk.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(each).toString().replace('\\', '/');
                all.put(name, Files.readAllBytes(each));
            }
        }
        return all;
    }

    /** Returns the names of all files, such as {@code vendor/uplot.js}. */
    public List<String> names() {
        return files.keySet().stream().sorted().toList();
    }

    /**
     * Answers a browser.
     *
     * @param path below the console's address, decoded, beginning with a slash or empty
     * @param known {@code if-none-match} as it came
     * @param encodings {@code accept-encoding} as it came
     * @return null when there is nothing: the path names a file that is not here
     */
    public @Nullable Answer answer(
            String path, @Nullable String known, @Nullable String encodings) {
        @Nullable SiteFile file = file(path);
        if (file == null) {
            return null;
        }
        boolean packs = file.gzip().length < file.plain().length;
        boolean packed = packs && encodings != null && takesGzip(encodings);
        String tag = '"' + file.tag() + (packed ? "-gzip" : "") + '"';
        List<String> headers = new ArrayList<>();
        headers.add("etag: " + tag);
        headers.add("cache-control: no-cache");
        headers.add("content-security-policy: " + POLICY);
        headers.add("x-content-type-options: nosniff");
        headers.add("referrer-policy: no-referrer");
        headers.add("x-frame-options: DENY");
        if (packs) {
            headers.add("vary: accept-encoding");
        }
        if (known != null && (known.contains(tag) || known.strip().equals("*"))) {
            return new Answer(304, file.type(), new byte[0], headers);
        }
        if (packed) {
            headers.add("content-encoding: gzip");
        }
        return new Answer(200, file.type(), packed ? file.gzip() : file.plain(), headers);
    }

    /** A path that names no file is a place inside the page, which finds its own way. */
    private @Nullable SiteFile file(String path) {
        String name = path.startsWith("/") ? path.substring(1) : path;
        @Nullable SiteFile exact = files.get(name);
        if (exact != null) {
            return exact;
        }
        boolean place = name.indexOf('.', name.lastIndexOf('/') + 1) < 0;
        return place ? files.get(INDEX) : null;
    }

    private static boolean takesGzip(String encodings) {
        for (String each : encodings.split(",", -1)) {
            String word = each.strip();
            if (word.equals("gzip") || word.startsWith("gzip;")) {
                return !word.replace(" ", "").matches("gzip;q=0(\\.0*)?");
            }
        }
        return false;
    }

    /**
     * An answer.
     *
     * @param body nothing with 304
     * @param headers whole lines without CRLF
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, String type, byte[] body, List<String> headers) {}
}
