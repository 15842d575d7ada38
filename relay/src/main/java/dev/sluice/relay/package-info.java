/**
 * Sockets. {@link dev.sluice.relay.Gateway} listens; {@code Front} reads requests; {@code Relay} is
 * the one page that follows a call from socket to socket; {@code UpstreamPool} and {@code
 * UpstreamConnection} are the way to the vendors.
 *
 * <p>Everything of one call happens on one event loop, the upstream connection included: no thread
 * hop for a chunk, no lock, and per-loop state is plain fields.
 */
package dev.sluice.relay;
