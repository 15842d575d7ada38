package dev.sluice.wire.openai;

/**
 * What one client is owed on its chat stream, and the values to use where the upstream states none.
 *
 * @param usage whether the client asked for a usage chunk ({@code stream_options.include_usage})
 * @param id stands in for a missing {@code id}
 * @param created stands in for a missing {@code created}, Unix seconds
 * @param model stands in for a missing {@code model}
 */
public record StreamTerms(UsageChunk usage, String id, long created, String model) {

    /** Whether a chunk with {@code choices: []} and {@code usage} reaches the client. */
    public enum UsageChunk {
        /** The client asked for it. */
        WANTED,
        /** The client did not ask; old clients index {@code choices[0]} and would crash. */
        WITHHELD
    }
}
