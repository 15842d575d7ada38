package dev.sluice.providers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to a vendor. {@code host}, {@code content-length} and what frames the body are
 * not among the headers; the relay writes them.
 */
public final class VendorRequest {
    private static final byte[] NO_BODY = {};

    private final Origin origin;
    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;

    /**
     * A header line.
     *
     * @param name in lower case
     * @param value without line breaks
     */
    public record Header(String name, String value) {
        /** Refuses what would forge a second line. */
        public Header {
            name = name.toLowerCase(Locale.ROOT);
            if (name.isEmpty() || breaks(name) || breaks(value)) {
                throw new IllegalArgumentException("the header '" + name + "' has a line break");
            }
        }

        private static boolean breaks(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < ' ' && text.charAt(i) != '\t') {
                    return true;
                }
            }
            return false;
        }
    }

    private VendorRequest(
            Origin origin, String method, String target, List<Header> headers, byte[] body) {
        this.origin = origin;
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /**
     * A JSON document to a vendor.
     *
     * @param target path and query, encoded
     * @param json the body, handed over
     */
    public static VendorRequest post(Origin origin, String target, byte[] json) {
        var type = List.of(new Header("content-type", "application/json"));
        return new VendorRequest(origin, "POST", target, type, json);
    }

    /** A request without a body. */
    public static VendorRequest of(Origin origin, String method, String target) {
        return new VendorRequest(origin, method, target, List.of(), NO_BODY);
    }

    /** The same request with a header of that name, any earlier one replaced. */
    public VendorRequest with(String name, String value) {
        var added = new Header(name, value);
        var all = new ArrayList<>(headers);
        all.removeIf(header -> header.name().equals(added.name()));
        all.add(added);
        return new VendorRequest(origin, method, target, all, body);
    }

    /** The same request to another path and query. */
    public VendorRequest withTarget(String other) {
        return new VendorRequest(origin, method, other, headers, body);
    }

    /** The same request with another body. */
    public VendorRequest withBody(byte[] other) {
        return new VendorRequest(origin, method, target, headers, other);
    }

    /** Returns where it goes. */
    public Origin origin() {
        return origin;
    }

    /** Returns the HTTP method. */
    public String method() {
        return method;
    }

    /** Returns path and query, encoded. */
    public String target() {
        return target;
    }

    /** Returns the headers in order. */
    public List<Header> headers() {
        return headers;
    }

    /** Returns the value of a header, or null. */
    public @Nullable String header(String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }

    /** Returns the bytes of the body; not a copy. */
    public byte[] body() {
        return body;
    }
}
