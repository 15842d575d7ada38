/**
 * The rules of the house, each as a test whose failure is the sentence that was broken.
 *
 * <p>They live in {@code app} because it stands on every other module. What the compiler can
 * enforce it enforces (module-info, Error Prone, NullAway); here is the rest, and the proof that
 * the compiler's own checks are awake.
 */
package dev.sluice.app.house;
