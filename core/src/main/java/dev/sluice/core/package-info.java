/**
 * Decisions, pure: who calls ({@link dev.sluice.core.KeyTable}), what is asked for ({@link
 * dev.sluice.core.Surface}), where it may run ({@link dev.sluice.core.ModelTable}), and the {@link
 * dev.sluice.core.Snapshot} of everything configured that all of it is read from.
 */
package dev.sluice.core;
