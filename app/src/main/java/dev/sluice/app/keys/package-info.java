/**
 * Keys that are issued while the gateway runs. {@link dev.sluice.app.keys.IssuedKeys} holds them in
 * memory; {@link dev.sluice.app.keys.KeyPolling} keeps it up with the database.
 */
package dev.sluice.app.keys;
