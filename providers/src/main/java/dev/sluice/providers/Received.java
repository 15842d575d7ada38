package dev.sluice.providers;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A vendor's whole answer to one of the requests that a call needs before its last. */
public final class Received {
    private final int status;
    private final List<VendorRequest.Header> headers;
    private final byte[] body;

    /** Wraps an answer; the body is handed over. */
    public Received(int status, List<VendorRequest.Header> headers, byte[] body) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the value of the first header of that name, whatever its case, or null. */
    public @Nullable String header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (VendorRequest.Header header : headers) {
            if (header.name().equals(wanted)) {
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
