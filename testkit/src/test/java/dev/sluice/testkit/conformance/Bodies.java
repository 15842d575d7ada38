package dev.sluice.testkit.conformance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Streamed bodies cut into frames by the plainest means there are, for the independent reading. */
final class Bodies {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Bodies() {}

    /**
     * One frame.
     *
     * @param name the event's name, "" when it has none
     * @param data what it holds
     */
    record Piece(String name, String data) {}

    /** Server-sent events (WHATWG HTML, section 9.2), those without data left out. */
    static List<Piece> events(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        var pieces = new ArrayList<Piece>();
        for (String block : text.replace("\r\n", "\n").replace('\r', '\n').split("\n\n+", -1)) {
            String name = "";
            var data = new ArrayList<String>();
            for (String line : block.split("\n", -1)) {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1);
                value = value.startsWith(" ") ? value.substring(1) : value;
                name = field.equals("event") ? value : name;
                if (field.equals("data")) {
                    data.add(value);
                }
            }
            if (!data.isEmpty()) {
                pieces.add(new Piece(name, String.join("\n", data)));
            }
        }
        return pieces;
    }

    /** Lines of JSON. */
    static List<Piece> lines(byte[] body) {
        return new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> new Piece("", line))
                .toList();
    }

    /** The elements of one JSON array, as Gemini streams without {@code alt=sse}. */
    static List<Piece> elements(byte[] body) {
        return Trees.list(Trees.read(body)).stream()
                .map(element -> new Piece("", element.toString()))
                .toList();
    }

    /** AWS's binary event stream; the name is {@code :event-type} or {@code :exception-type}. */
    static List<Piece> awsEvents(byte[] body) {
        var pieces = new ArrayList<Piece>();
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.remaining() >= 16) {
            int start = in.position();
            int total = in.getInt();
            int headers = in.getInt();
            in.getInt();
            int end = start + 12 + headers;
            String name = "";
            while (in.position() < end) {
                String header = shortText(in, in.get() & 0xff);
                if (in.get() != 7) {
                    throw new IllegalStateException("a header that is no string");
                }
                String value = shortText(in, in.getShort() & 0xffff);
                boolean names = header.equals(":event-type") || header.equals(":exception-type");
                name = names ? value : name;
            }
            byte[] data = new byte[total - headers - 16];
            in.get(data);
            in.getInt();
            pieces.add(new Piece(name, new String(data, StandardCharsets.UTF_8)));
        }
        return pieces;
    }

    /** Anthropic's events inside AWS frames: {@code {"bytes": base64}} each. */
    static List<Piece> unwrapped(List<Piece> frames) {
        return frames.stream()
                .map(frame -> Trees.text(Trees.read(frame.data()), "bytes"))
                .map(base64 ->
                        new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8))
                .map(event -> new Piece(Trees.text(Trees.read(event), "type"), event))
                .toList();
    }

    private static String shortText(ByteBuffer in, int length) {
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
