package dev.sluice.wire.spark;

import org.jspecify.annotations.Nullable;

/**
 * Who asks which model.
 *
 * @param id iFlytek's {@code app_id}
 * @param version the model
 * @param domain the name that messages carry; mostly that of the version
 * @param patch the id of a fine-tuned model, or null
 * @param settings how instructions are told to a model without a role for them; <code>{system}
 *     </code> stands for them
 */
public record SparkApp(
        String id, SparkVersion version, String domain, @Nullable String patch, String settings) {
    /** How instructions are told where nothing else is configured. */
    public static final String SETTINGS = "Follow these settings from here on:\n{system}";

    /** An application that uses a model as it comes. */
    public static SparkApp of(String id, SparkVersion version) {
        return new SparkApp(id, version, version.domain(), null, SETTINGS);
    }
}
