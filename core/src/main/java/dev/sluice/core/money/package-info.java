/** Amounts of money, whole millionths of a unit: nothing is ever rounded twice. */
package dev.sluice.core.money;
