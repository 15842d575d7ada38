/**
 * Server-sent events: cutting a byte stream into events and writing events, as the WHATWG HTML
 * standard, section 9.2 ("Server-sent events"), defines them.
 */
package dev.sluice.wire.sse;
