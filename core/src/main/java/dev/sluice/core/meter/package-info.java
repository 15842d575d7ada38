/** What a call used: tokens and other units, and the record of it. */
package dev.sluice.core.meter;
