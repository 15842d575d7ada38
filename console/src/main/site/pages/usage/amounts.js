/** Sums of money, each currency for itself. */
import { money } from '../../lib/text.js';

/** The control API's amounts as millionths by currency. @param {{amount: string, currency: string}[]|undefined} amounts @returns {Record<string, number>} */
export const micros = (amounts) => Object.fromEntries((amounts ?? []).map((a) => [a.currency, micro(a)]));

/** One amount in millionths. @param {{amount: string}} amount */
export const micro = (amount) => Math.round(Number(amount.amount) * 1e6);

/** Adds what is in more. @param {Record<string, number>} to @param {Record<string, number>} more */
export function add(to, more) {
  for (const [currency, n] of Object.entries(more)) to[currency] = (to[currency] ?? 0) + n;
  return to;
}

/** "$1.25 + ¥3.00"; nothing is none. @param {Record<string, number>} amounts @param {string} [none] */
export const words = (amounts, none = money(0)) => Object.entries(amounts).filter(([, n]) => n).map(([currency, n]) => money(n, currency)).join(' + ') || none;
