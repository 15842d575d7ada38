/**
 * The hub: what a chat call, a reply and a stream mean, whichever vendor's language they were
 * written in.
 */
package dev.sluice.wire.chat;
