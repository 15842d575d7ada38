/** Cohere's chat API, version 2, as its vendor speaks it. */
package dev.sluice.wire.cohere;
