/**
 * Vendors as values: a {@link dev.sluice.providers.Preset} says what is known about one, an {@link
 * dev.sluice.providers.Address} says where it is, an {@link dev.sluice.providers.Auth} says with
 * which credential, a {@link dev.sluice.providers.Protocol} says how a call is held.
 */
package dev.sluice.providers;
