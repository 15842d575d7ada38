package dev.sluice.providers;

/**
 * A vendor with a language of its own, as configured.
 *
 * @param origin its address, the one that the pool of connections is for
 * @param auth the credential
 * @param protocol how a chat call is held with it
 */
public record Vendor(Origin origin, Auth auth, Protocol protocol) {}
