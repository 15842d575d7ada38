package dev.sluice.app.migrate;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What LiteLLM's settings say of every deployment.
 *
 * @param timeout seconds for a call, or null
 * @param strict whether a call is refused when a vendor has no word for part of it
 */
record LiteLlmDefaults(@Nullable BigDecimal timeout, boolean strict) {}
