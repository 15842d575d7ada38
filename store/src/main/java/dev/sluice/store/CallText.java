package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.util.function.Function;

/**
 * How a call is written as JSON. The database keeps the text as it is.
 *
 * @param write makes the text
 * @param read reads it; throws an {@link IllegalArgumentException} when it is not such a text
 */
public record CallText(Function<UsageRecord, String> write, Function<String, UsageRecord> read) {}
