/**
 * Changes of the configuration: what stands on disk, what stood there before, and how one becomes
 * the other without ever being half of both.
 */
package dev.sluice.app.revision;
