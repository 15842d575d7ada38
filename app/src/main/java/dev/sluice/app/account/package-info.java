/**
 * What the holder of a key may still use, in the words of OpenAI's old dashboard: clients show it,
 * and ask with GET or POST. A key learns its own numbers only.
 */
package dev.sluice.app.account;
