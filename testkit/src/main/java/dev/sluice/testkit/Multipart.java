package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of {@code multipart/form-data} (RFC 7578).
 *
 * @param parts the parts in the order of the body
 */
record Multipart(List<Part> parts) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

    /** One part; {@code content} holds its bytes as ISO 8859-1 characters. */
    record Part(String name, @Nullable String fileName, String content) {
        String text() {
            return new String(content.getBytes(ISO_8859_1), UTF_8);
        }
    }

    static Multipart read(Request request) {
        String type = request.headers().text("content-type");
        Matcher boundary = BOUNDARY.matcher(type);
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || !boundary.find()) {
            throw malformed("the content type is '" + type + "'");
        }
        String quoted = boundary.group(1);
        String line = "--" + (quoted == null ? boundary.group(2) : quoted);
        String body = "\r\n" + new String(request.body(), ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int at = body.indexOf("\r\n" + line);
        while (at >= 0) {
            int start = at + line.length() + 2;
            if (body.startsWith("--", start)) {
                return new Multipart(List.copyOf(parts));
            }
            int end = body.indexOf("\r\n" + line, start);
            if (end < 0 || !body.startsWith("\r\n", start)) {
                break;
            }
            parts.add(part(body.substring(start + 2, end)));
            at = end;
        }
        throw malformed("the closing boundary is missing after " + parts.size() + " parts");
    }

    private static Part part(String text) {
        int blank = text.indexOf("\r\n\r\n");
        if (blank < 0) {
            throw malformed("a part has no blank line after its headers");
        }
        String head = new String(text.substring(0, blank).getBytes(ISO_8859_1), UTF_8);
        Matcher name = NAME.matcher(head);
        Matcher file = FILE_NAME.matcher(head);
        if (!name.find()) {
            throw malformed("a part has no name: " + head);
        }
        return new Part(
                name.group(1), file.find() ? file.group(1) : null, text.substring(blank + 4));
    }

    /** The first part of that name, or null. */
    @Nullable Part first(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElse(null);
    }

    /** The first part of that name; throws what OpenAI answers when there is none. */
    Part required(String name) {
        Part part = first(name);
        if (part == null) {
            throw VendorError.badRequest(
                    "Missing required parameter: '" + name + "'.",
                    name,
                    "missing_required_parameter");
        }
        return part;
    }

    private static VendorError malformed(String why) {
        return VendorError.badRequest("Could not parse multipart form: " + why, null, null);
    }
}
