/**
 * Vendors as values: a {@link dev.sluice.providers.ProviderType} names the language a vendor
 * speaks, an {@link dev.sluice.providers.Address} says where, an {@link dev.sluice.providers.Auth}
 * says with which credential.
 */
package dev.sluice.providers;
