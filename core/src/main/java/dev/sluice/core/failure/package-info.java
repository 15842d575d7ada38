/** What went wrong with an attempt, and what follows from it. Pure. */
@org.jspecify.annotations.NullMarked
package dev.sluice.core.failure;
