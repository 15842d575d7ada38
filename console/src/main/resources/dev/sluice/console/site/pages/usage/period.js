/** The time that usage is about. Days are those of UTC, as the ledger sums them up. */

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
