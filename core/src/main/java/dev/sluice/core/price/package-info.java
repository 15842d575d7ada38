/** What tokens cost: the price book. */
package dev.sluice.core.price;
