/**
 * Secrets at rest. A {@link dev.sluice.app.secret.Vault} seals them with AES-256-GCM under a master
 * key that stands outside what it protects, and opens what was sealed; keys can be changed while
 * older ones still open. {@link dev.sluice.app.secret.SealedFile} seals anew what stands in a
 * configuration file.
 */
package dev.sluice.app.secret;
