package dev.sluice.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that would run a script if they were taken for anything but text. */
final class Payloads {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|([nt\\\\]))");

    private Payloads() {}

    /** Reads all of them. */
    static List<String> all() throws IOException {
        try (InputStream in = Payloads.class.getResourceAsStream("payloads.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("# "))
                    .map(Payloads::plain)
                    .toList();
        }
    }

    private static String plain(String line) {
        return ESCAPE.matcher(line)
                .replaceAll(found -> {
                    String code = found.group(1);
                    String sign = code == null ? sign(found.group(2)) : unicode(code);
                    return Matcher.quoteReplacement(sign);
                });
    }

    private static String unicode(String code) {
        return Character.toString(Integer.parseInt(code, 16));
    }

    private static String sign(String letter) {
        return switch (letter) {
            case "n" -> "\n";
            case "t" -> "\t";
            default -> letter;
        };
    }
}
