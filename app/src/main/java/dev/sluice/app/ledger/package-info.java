/** From the relay's record of a call to the entry in the ledger. */
package dev.sluice.app.ledger;
