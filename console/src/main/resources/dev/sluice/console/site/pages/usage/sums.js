/** Sums of the ledger, asked for and added up. */
import { get } from '../../lib/api.js';
import { add, micros } from './amounts.js';
import { VALUES } from './period.js';

const COUNTS = ['calls', 'failed', 'input_tokens', 'cached_tokens', 'output_tokens', 'reasoning_tokens', 'unpriced', 'estimated'];

/** @typedef {{name: string, calls: number, failed: number, input_tokens: number, cached_tokens: number, output_tokens: number, reasoning_tokens: number, unpriced: number, estimated: number, cost: Record<string, number>, lost: Record<string, number>}} Sum */
/** @param {string} name @returns {Sum} */
export const nothing = (name) => /** @type {Sum} */ (Object.fromEntries([['name', name], ...COUNTS.map((c) => [c, 0]), ['cost', {}], ['lost', {}]]));

/** @param {Sum} to @param {any} line of the control API, or a sum */
export function plus(to, line) {
  for (const count of COUNTS) to[count] += line[count];
  add(to.cost, Array.isArray(line.cost) ? micros(line.cost) : line.cost);
  add(to.lost, Array.isArray(line.lost) ? micros(line.lost) : line.lost);
  return to;
}

/** @type {Promise<Map<string, string>>|undefined} */ let owners;
/** Whose each issued key is: the ledger sums by key, not by owner. */
async function ask() {
  const found = new Map();
  for (let after = '', page = 0; page < 20 && after !== null; page++) {
    const { keys, next } = await get('/keys', { limit: 1000, after });
    for (const key of keys) found.set(key.id, key.owner ?? '');
    after = next;
  }
  return found;
}
const keyOwners = () => (owners ??= ask().catch((failure) => { owners = undefined; throw failure; }));

/**
 * Asks for sums told apart by `by`, and by `unit` (day or hour) if there is one.
 * @param {{query: URLSearchParams, by: string, unit?: string, from: string, to: string, signal: AbortSignal}} what
 * @returns {Promise<{lines: Map<string, Sum>, total: Sum, units: Map<string, Map<string, Sum>>}>} units: by moment, then by name
 */
export async function sums({ query, by, unit, from, to, signal }) {
  const owner = query.get('owner'), byOwner = by === 'owner' || owner;
  const column = byOwner ? 'key' : by;
  const only = Object.fromEntries(VALUES.filter((name) => name !== 'owner').map((name) => [name, query.get(name)]));
  const apart = [...new Set([unit, column, byOwner && by !== 'owner' && by].filter(Boolean))].join(',');
  const [found, whose] = await Promise.all([get('/usage', { ...only, by: apart, from, to }, { signal }), byOwner ? keyOwners() : null]);
  const lines = new Map(), units = new Map(), total = nothing('');
  const into = (map, name, line) => { if (!map.has(name)) map.set(name, nothing(name)); plus(map.get(name), line); };
  for (const line of found.usage) {
    const of = whose ? whose.get(line.key) ?? '' : '';
    if (owner && of !== owner) continue;
    const name = by === 'owner' ? of : line[by];
    into(lines, name, line);
    plus(total, line);
    if (!unit) continue;
    if (!units.has(line[unit])) units.set(line[unit], new Map());
    into(units.get(line[unit]), name, line);
  }
  return { lines, total, units };
}

/** What a chart or a comparison looks at. @param {Sum} sum @param {string} measure 'USD', 'CNY', 'calls' or 'tokens' */
export const measured = (sum, measure) => (measure === 'calls' ? sum.calls : measure === 'tokens' ? sum.input_tokens + sum.output_tokens : sum.cost[measure] ?? 0);
