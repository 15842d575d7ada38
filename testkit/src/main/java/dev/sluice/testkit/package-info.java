/**
 * Fakes with behaviour: a byte-exact HTTP/1.1 upstream, two strict vendors built on it, and a
 * reader for recorded vendor traffic.
 *
 * <p>Start at {@link dev.sluice.testkit.FakeUpstream}: it owns the sockets and records what
 * arrives. What it answers is a plain function from {@link dev.sluice.testkit.Request} to {@link
 * dev.sluice.testkit.Answer}; {@link dev.sluice.testkit.FakeOpenAi} and {@link
 * dev.sluice.testkit.FakeAzure} are two such functions, as strict as the vendors they stand for.
 */
package dev.sluice.testkit;
