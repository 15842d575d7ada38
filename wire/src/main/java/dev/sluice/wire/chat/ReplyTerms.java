package dev.sluice.wire.chat;

/**
 * What one client is owed with its answer, and the values to use where the vendor states none.
 *
 * @param id stands in for a missing id
 * @param created stands in for a missing time, Unix seconds
 * @param model stands in for a missing model
 * @param usage whether a stream ends with a report of usage
 */
public record ReplyTerms(String id, long created, String model, UsageReport usage) {
    /** Whether a stream reports its usage; dialects that always report ignore it. */
    public enum UsageReport {
        /** The client asked for it. */
        WANTED,
        /** The client did not ask, and an old one would crash on it. */
        WITHHELD
    }
}
