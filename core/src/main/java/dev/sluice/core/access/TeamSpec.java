package dev.sluice.core.access;

/**
 * A team as it is stored.
 *
 * @param id its name; unique
 * @param enabled whether its keys may call
 */
public record TeamSpec(String id, boolean enabled, Terms terms) {}
