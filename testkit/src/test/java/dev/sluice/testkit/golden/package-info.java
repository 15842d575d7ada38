/**
 * What becomes of our own calls in every language: snapshots of what is written, and the pages
 * docs/fidelity.md and docs/fidelity.zh.md that are made of them. {@code -Dgolden.write=true}
 * writes both anew.
 */
package dev.sluice.testkit.golden;
