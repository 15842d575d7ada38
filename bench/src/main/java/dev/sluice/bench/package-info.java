/**
 * Microbenchmarks of the hot path: what one request and one streamed token cost in time and
 * garbage.
 *
 * <p>Run with {@code ./mvnw -pl bench -am -DskipTests package} and then {@code java -jar
 * bench/target/bench-0.1.0-SNAPSHOT.jar -prof gc}; a name after the jar selects benchmarks.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
