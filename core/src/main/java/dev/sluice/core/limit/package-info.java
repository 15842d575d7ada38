/** How much a key may use: limits, budgets, and the decision whether one more call fits. */
package dev.sluice.core.limit;
