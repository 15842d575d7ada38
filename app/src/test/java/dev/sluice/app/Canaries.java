package dev.sluice.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Secrets that sing when they are seen. Each class of secret has one of its own, so that a hit says
 * what leaked; each is looked for as it is and in the encodings in which secrets travel.
 */
final class Canaries {
    /** The classes of secrets that a running gateway holds. */
    enum Kind {
        OPENAI_KEY,
        POOL_KEY,
        CLAUDE_KEY,
        GEMINI_KEY,
        AZURE_KEY,
        COHERE_KEY,
        BAIDU_KEY,
        BAIDU_SECRET,
        SPARK_KEY,
        SPARK_SECRET,
        TENCENT_SECRET,
        AWS_SECRET,
        ZHIPU_SECRET,
        COOKIE,
        VENDOR_HEADER,
        PROXY_PASSWORD,
        ADMIN_TOKEN,
        VIRTUAL_KEY,
        WRONG_KEY,
        CLIENT_COOKIE,
        TLS_KEY,
        OTLP_HEADER,
        STORE_PASSWORD,
        REDIS_PASSWORD,
        SEALED_KEY,
        /** What callers write and vendors answer; between them it is no secret. */
        SAID,
        MASTER_KEY;

        /** The secret: no word of it occurs anywhere else, and none is a pattern of anything. */
        String secret() {
            String secret =
                    "cnry"
                            + (1000 + name().length())
                            + "x"
                            + HexFormat.of().toHexDigits(name().hashCode());
            return this == MASTER_KEY ? secret + "A".repeat(43 - secret.length()) : secret;
        }
    }

    private static final int AROUND = 120;

    private final Map<String, String> forms = new LinkedHashMap<>();

    Canaries() {
        for (Kind each : Kind.values()) {
            String secret = each.secret();
            add(each, "", secret);
            add(each, " in base64", base64(secret));
            add(each, " in base64 after a user", base64("user:" + secret));
            add(each, " in capitals", secret.toUpperCase(java.util.Locale.ROOT));
            add(each, " backwards", new StringBuilder(secret).reverse().toString());
            add(each, " in a query", URLEncoder.encode(secret, UTF_8));
        }
        byte[] key = Base64.getDecoder().decode(Kind.MASTER_KEY.secret());
        add(Kind.MASTER_KEY, " as it is used", new String(key, ISO_8859_1));
    }

    private void add(Kind kind, String how, String form) {
        forms.putIfAbsent(form, kind + how);
    }

    /** Looks for one more, which came about while the gateway ran. */
    void add(String name, String secret) {
        forms.put(secret, name);
        forms.put(base64(secret), name + " in base64");
        forms.put(new StringBuilder(secret).reverse().toString(), name + " backwards");
    }

    private static String base64(String text) {
        // The last signs depend on what follows; what comes before them does not.
        return Base64.getEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(UTF_8))
                .substring(0, (text.length() * 8) / 6 - 1);
    }

    /** What can be seen of secrets in a text, and what stands around it. */
    Set<String> in(String text) {
        var seen = new TreeSet<String>();
        forms.forEach((form, what) -> {
            int at = text.indexOf(form);
            if (at >= 0) {
                int from = Math.max(0, at - AROUND);
                int to = Math.min(text.length(), at + form.length() + AROUND);
                seen.add(what + ": " + text.substring(from, to));
            }
        });
        return seen;
    }

    /** What can be seen of secrets in the files below a directory, with the file's name. */
    Set<String> below(Path directory) {
        var seen = new TreeSet<String>();
        if (!Files.exists(directory)) {
            return seen;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = new ArrayList<>(files.filter(Files::isRegularFile).toList());
            for (Path file : all) {
                String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
                in(bytes).forEach(each -> seen.add(directory.relativize(file) + ": " + each));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }
}
