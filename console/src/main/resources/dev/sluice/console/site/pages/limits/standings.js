/** What is left of every limit and budget: asked key by key, a few at a time, the busiest keys first. */
import { useEffect, useState } from '../../lib/html.js';
import { get, poll } from '../../lib/api.js';
import { micro } from '../usage/amounts.js';

/** So many keys are looked at; each is a question of its own. */
export const MOST = 300;
const TOGETHER = 4;
const AGAIN = 60000;

/** @typedef {{id: string, holder: string, kind: string, name: string, amount: number, currency: string, window: string, spent: number, left: number, renews: string|null, share: number}} Budget */
/** @typedef {{id: string, holder: string, kind: string, name: string, measure: string, amount: number, model: string|null}} Limit */
/** @typedef {{budgets: Budget[], limits: Limit[], done: number, of: number, keys: number}} Standings */

/** The keys worth asking about: issued ones that are limited, alone or by a team, and those of the configuration, which show by having called. */
async function wanted(signal) {
  const issued = new Map();
  for (let after = ''; after !== null && issued.size < 5000;) {
    const { keys, next } = await get('/keys', { limit: 1000, after }, { signal });
    for (const key of keys) issued.set(key.id, key);
    after = next;
  }
  const { usage } = await get('/usage', { by: 'key' }, { signal });
  const calls = new Map(usage.map((line) => [line.key, line.calls]));
  const limited = [...issued.values()].filter((key) => key.team || key.limits?.length || key.budgets?.length).map((key) => key.id);
  const others = [...calls.keys()].filter((id) => id && !issued.has(id));
  return [...limited, ...others].sort((a, b) => (calls.get(b) ?? 0) - (calls.get(a) ?? 0));
}

const whose = (holder) => ({ holder, kind: holder.slice(0, holder.indexOf(':')), name: holder.slice(holder.indexOf(':') + 1) });

/** @param {AbortSignal} signal @param {(so: Standings) => void} tell called as answers come in */
async function collect(signal, tell) {
  const all = await wanted(signal), ids = all.slice(0, MOST);
  /** @type {Map<string, Budget>} */ const budgets = new Map();
  /** @type {Map<string, Limit>} */ const limits = new Map();
  const queue = [...ids];
  let done = 0;
  const now = () => ({ budgets: [...budgets.values()], limits: [...limits.values()], done, of: ids.length, keys: all.length });
  const ask = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const found = await get(`/limits/${encodeURIComponent(id)}`, {}, { signal }).catch((failure) => {
        if (failure.status === 404 || failure.status === 403) return { limits: [], budgets: [] }; // removed meanwhile, or somebody else's
        throw failure;
      });
      for (const b of found.budgets) {
        const amount = Math.round(Number(b.amount) * 1e6), spent = micro(b.spent);
        const name = `${b.holder} ${b.window} ${b.currency}`;
        budgets.set(name, { ...whose(b.holder), id: name, amount, currency: b.currency, window: b.window, spent, left: micro(b.left), renews: b.renews, share: amount ? spent / amount : 1 });
      }
      for (const l of found.limits) {
        const name = `${l.holder} ${l.measure} ${l.model ?? ''}`;
        limits.set(name, { ...whose(l.holder), id: name, measure: l.measure, amount: l.amount, model: l.model ?? null });
      }
      done++;
      tell(now());
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, ask));
  tell(now());
}

/** @returns {{standings: Standings|undefined, failure: any, reload: () => void}} what is known so far; asked again every minute */
export function useStandings() {
  const [state, put] = useState(/** @type {{standings: Standings|undefined, failure: any}} */ ({ standings: undefined, failure: null }));
  const [turn, again] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    let first = true;
    const stop = poll(async () => {
      let last;
      // The first time what is there is shown at once; later only the whole, so that nothing jumps.
      try { await collect(control.signal, (so) => { last = so; if (first) put({ standings: so, failure: null }); }); } catch (failure) {
        if (control.signal.aborted) return;
        put((old) => ({ ...old, failure }));
        throw failure;
      }
      first = false;
      if (last) put({ standings: last, failure: null });
    }, AGAIN);
    return () => { stop(); control.abort(); };
  }, [turn]);
  return { ...state, reload: () => again((n) => n + 1) };
}

/** @typedef {{key: string, team: string, model: string, refused: boolean, tokens: number}} Recent */
/** So many calls of a minute are counted; beyond that nobody could say what share they are of. */
const COUNTED = 5000;

/** Lines of a CSV file as objects. @param {string} text @returns {Record<string, string>[]} */
export function csv(text) {
  const rows = text.split(/\r?\n/).filter(Boolean).map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((cell) => (cell[1] !== undefined ? cell[1].replaceAll('""', '"') : cell[2])));
  const [names, ...lines] = rows;
  return lines.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])));
}

/** The calls of the last minute, or null when there are too many to count here. @param {AbortSignal} signal @returns {Promise<Recent[]|null>} */
export async function lastMinute(signal) {
  const from = new Date(Date.now() - 60000).toISOString();
  const lines = csv(await get('/calls', { from, format: 'csv', limit: COUNTED }, { signal }));
  return lines.length >= COUNTED ? null : lines.map((one) => ({ key: one.key, team: one.team, model: one.model, refused: one.status === '429' && !one.deployment, tokens: Number(one.input_tokens) + Number(one.output_tokens) }));
}

/** How much of a limit the last minute took; null: not to be known from calls that are over. @param {Limit} limit @param {Recent[]|null|undefined} calls */
export function used(limit, calls) {
  if (!calls || limit.measure === 'parallel') return null;
  const fits = (model) => !limit.model || (limit.model.endsWith('*') ? model.startsWith(limit.model.slice(0, -1)) : model === limit.model);
  const mine = calls.filter((call) => call[limit.kind] === limit.name && fits(call.model) && !call.refused);
  return limit.measure === 'rpm' ? mine.length : mine.reduce((all, call) => all + call.tokens, 0);
}
