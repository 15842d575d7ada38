/**
 * What outlives the process. Start with {@link dev.sluice.store.Ledger}, which takes every finished
 * call, and {@link dev.sluice.store.Database}, where it ends up.
 */
package dev.sluice.store;
