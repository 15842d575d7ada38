package dev.sluice.wire.chat;

/** A mark on a model's text. */
public sealed interface Annotation {
    /**
     * A web page that a passage rests on.
     *
     * @param url its address
     * @param title its title, "" when unknown
     * @param start first character of the passage, 0 when unknown
     * @param end one past its last character, 0 when unknown
     * @param extras members the hub has no word for
     */
    record UrlCitation(String url, String title, long start, long end, Extras extras)
            implements Annotation {}

    /**
     * A mark the hub has no word for.
     *
     * @param raw the whole annotation
     */
    record Opaque(Raw raw) implements Annotation {}
}
