package dev.sluice.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the console, ready to be sent.
 *
 * @param type its {@code content-type}
 * @param tag its entity tag without quotes
 * @param gzip the same packed; the same array where packing gains nothing
 * @param policy what the browser may load and run on its account
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SiteFile(String type, String tag, byte[] plain, byte[] gzip, String policy) {
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

    private static final Pattern SCRIPT =
            Pattern.compile("<script\\b([^>]*)>(.*?)</script\\s*>", Pattern.DOTALL);
    private static final Pattern ELSEWHERE = Pattern.compile("\\ssrc\\s*=");
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
        String policy = policy(ending.equals("html") ? hashes(bytes) : List.of());
        return new SiteFile(
                type, tag, bytes, packed.length < bytes.length ? packed : bytes, policy);
    }

    /** Scripts that stand in the page itself, the import map above all, run by their hash only. */
    private static List<String> hashes(byte[] page) {
        List<String> hashes = new ArrayList<>();
        Matcher script = SCRIPT.matcher(new String(page, StandardCharsets.UTF_8));
        while (script.find()) {
            if (!ELSEWHERE.matcher(script.group(1)).find()) {
                byte[] text = script.group(2).getBytes(StandardCharsets.UTF_8);
                hashes.add("'sha256-" + Base64.getEncoder().encodeToString(sha256(text)) + "'");
            }
        }
        return hashes;
    }

    private static String policy(List<String> hashes) {
        String scripts = hashes.isEmpty() ? "" : "script-src 'self' " + String.join(" ", hashes);
        return "default-src 'self'; "
                + (scripts.isEmpty() ? "" : scripts + "; ")
                + "img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; "
                + "base-uri 'none'; form-action 'self'; object-src 'none'";
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
