package dev.sluice.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the console, ready to be sent.
 *
 * @param type its {@code content-type}
 * @param tag its entity tag without quotes
 * @param gzip the same packed; the same array where packing gains nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SiteFile(String type, String tag, byte[] plain, byte[] gzip) {
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json; charset=utf-8"),
                    Map.entry("webmanifest", "application/manifest+json; charset=utf-8"),
                    Map.entry("svg", "image/svg+xml; charset=utf-8"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("md", "text/plain; charset=utf-8"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"));

    private static final int TAG_DIGITS = 24;

    /**
     * Makes one ready.
     *
     * @throws IllegalStateException when nobody has said what the ending of its name means
     */
    static SiteFile of(String name, byte[] bytes) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        String type = TYPES.get(ending);
        if (type == null) {
            throw new IllegalStateException("the console's " + name + " has no content type");
        }
        byte[] packed = type.contains("charset") ? packed(bytes) : bytes;
        String tag = HexFormat.of().formatHex(sha256(bytes)).substring(0, TAG_DIGITS);
        return new SiteFile(type, tag, bytes, packed.length < bytes.length ? packed : bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] packed(byte[] bytes) {
        var packed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (var out = new Tight(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Packs as small as it can: it is done once, and sent often. */
    private static final class Tight extends GZIPOutputStream {
        Tight(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
