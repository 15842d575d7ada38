package dev.sluice.wire.chat;

/** Where a picture or a document is. */
public sealed interface Media {
    /**
     * At an address; whoever fetches it must guard against private addresses.
     *
     * @param url {@code http(s):}, or a {@code data:} address that is not plain base64
     */
    record Url(String url) implements Media {}

    /**
     * In the message itself.
     *
     * @param mediaType such as {@code image/png}
     * @param base64 the bytes, base64
     */
    record Inline(String mediaType, String base64) implements Media {}

    /**
     * In the vendor's own file store.
     *
     * @param id the vendor's file id
     */
    record Stored(String id) implements Media {}

    /** Reads an address; {@code data:TYPE;base64,...} becomes {@link Inline} (RFC 2397). */
    static Media ofUrl(String url) {
        int comma = url.regionMatches(true, 0, "data:", 0, 5) ? url.indexOf(',') : -1;
        if (comma < 0 || !url.startsWith("data:") || !url.startsWith(";base64", comma - 7)) {
            return new Url(url);
        }
        return new Inline(url.substring(5, comma - 7), url.substring(comma + 1));
    }

    /** Returns the address to write, a {@code data:} address for inline bytes. */
    default String asUrl() {
        return switch (this) {
            case Url(String url) -> url;
            case Inline(String type, String base64) -> "data:" + type + ";base64," + base64;
            case Stored(String id) -> id;
        };
    }
}
