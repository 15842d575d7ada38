/** Sums of the ledger, asked for and added up. */
import { get } from '../../lib/api.js';
import { add, micros } from './amounts.js';

/** The choices. 'month' is the one that has begun. */
export const RANGES = ['today', '7', '30', 'month', 'own'];
/** What can be told apart. */
export const DIMENSIONS = ['model', 'provider', 'deployment', 'key', 'team', 'owner', 'day', 'hour'];
/** What can be narrowed to. */
export const VALUES = ['model', 'provider', 'deployment', 'key', 'team', 'owner'];
const DAY = 86400000;

/** A day as YYYY-MM-DD. @param {number} ms */
export const day = (ms) => new Date(ms).toISOString().slice(0, 10);

/**
 * First and last day (both whole), and the same stretch before it.
 * @param {URLSearchParams} query @param {number} [now] @returns {{range: string, from: string, to: string, before: {from: string, to: string}, days: number}}
 */
export function period(query, now = Date.now()) {
  const today = Date.parse(day(now)), asked = query.get('range') ?? '30';
  const given = ['from', 'to'].map((name) => Date.parse((query.get(name) ?? '').slice(0, 10)));
  const own = asked === 'own' && given.every((ms) => !Number.isNaN(ms));
  const range = own ? 'own' : RANGES.includes(asked) && asked !== 'own' ? asked : '30';
  let from = range === 'today' ? today : range === 'month' ? Date.parse(`${day(now).slice(0, 7)}-01`) : today - (Number(range) - 1) * DAY, to = today;
  if (own) { from = Math.min(...given); to = Math.max(...given); }
  const days = Math.round((to - from) / DAY) + 1;
  return { range, from: day(from), to: day(to), days, before: { from: day(from - days * DAY), to: day(from - DAY) } };
}

/** What is clicked on leads there; what has been narrowed to already is skipped, and at the end stands the log. */
const NEXT = { owner: 'key', team: 'key', provider: 'model', key: 'model', model: 'deployment', day: 'hour' };

/**
 * The query of the next step down from a line: changes for setQuery, or null when single calls come next.
 * @param {string} by @param {string} value @param {URLSearchParams} query @returns {Record<string, string>|null}
 */
export function deeper(by, value, query) {
  const next = NEXT[by];
  if (!next || !value || (VALUES.includes(next) && query.get(next))) return null;
  return by === 'day' ? { by: next, range: 'own', from: value, to: value } : { [by]: value, by: next };
}

/** The log's address with what a line stands for. @param {string} by @param {string} value @param {URLSearchParams} query @param {{from: string, to: string}} of */
export function logAddress(by, value, query, of) {
  const to = new URLSearchParams({ from: of.from, to: of.to });
  for (const name of VALUES) if (query.get(name) && name !== 'owner') to.set(name, query.get(name) ?? '');
  if (by === 'day') { to.set('from', value); to.set('to', value); }
  else if (by === 'hour') { to.set('from', value); to.set('to', new Date(Date.parse(value) + 3600000).toISOString()); }
  else if (by !== 'owner' && value) to.set(by, value);
  return `/log?${to}`;
}

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
