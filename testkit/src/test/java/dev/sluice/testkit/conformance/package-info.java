/**
 * Every recorded exchange with a vendor, read by the language that speaks to that vendor, written
 * in the languages that speak to clients, and compared with an independent reading of the vendor's
 * JSON. A language joins in {@link dev.sluice.testkit.conformance.Languages}, with one line.
 */
package dev.sluice.testkit.conformance;
