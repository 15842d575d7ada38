/** Counting tokens as vendors do, where they have not. */
package dev.sluice.app.meter;
