/** How a deployment is doing: breaker, cooldown, load and latencies. No clock, no threads. */
@org.jspecify.annotations.NullMarked
package dev.sluice.core.health;
