package dev.sluice.core.limit;

import java.util.function.LongSupplier;

/**
 * The two clocks of admission.
 *
 * @param nanos never goes back; for limits
 * @param millis since 1970; for the calendar windows of budgets
 */
public record Clocks(LongSupplier nanos, LongSupplier millis) {}
