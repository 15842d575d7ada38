package dev.sluice.testkit.conformance;

import java.util.List;
import java.util.function.Function;

/**
 * A language of which there are recordings.
 *
 * @param language the language
 * @param reference reads its answers independently
 * @param pieces cuts a body into frames independently
 */
record Recorded(
        Language language, Reference reference, Function<byte[], List<Bodies.Piece>> pieces) {}
