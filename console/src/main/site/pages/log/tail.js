/** The newest calls, kept new; or a page of older ones. */
import { useEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { get, poll } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { asked, open, span } from './filters.js';

const PAGE = 50;
/** So many rows are kept while the log runs; older ones are on the next page. */
const KEEP = 200;
const PAUSE = 2000;

/** The newest first, each once: what has ended since may have begun before what is here. */
function merged(newer, rows) {
  const all = [...new Map([...newer, ...rows].map((row) => [row.place, row])).values()];
  return all.sort((a, b) => b.record.begun - a.record.begun || b.place.localeCompare(a.place, undefined, { numeric: true }));
}

/** @typedef {{id: string, turn: number, rows: any[]|undefined, next: string|null, newest: string|null, failure: any}} Shown */
/** @param {string} id @param {number} turn @returns {Shown} */
const nothing = (id, turn) => ({ id, turn, rows: undefined, next: null, newest: null, failure: null });

/**
 * @param {import('./filters.js').Filters} filters @param {boolean} running
 * @returns {{rows: any[]|undefined, next: string|null, failure: any, reload: () => void}} next: the place where older ones go on, if there are any
 */
export function useTail(filters, running) {
  const id = JSON.stringify(filters);
  const [turn, again] = useState(0);
  const [state, put] = useState(() => nothing(id, turn));
  const have = useRef(state);
  useEffect(() => {
    const control = new AbortController();
    if (have.current.id !== id || have.current.turn !== turn) have.current = nothing(id, turn);
    const set = (what) => { have.current = { ...have.current, failure: null, ...what }; put(have.current); };
    const ask = async () => {
      const { rows, newest, next } = have.current;
      try {
        const found = await get('/calls', { ...asked(filters), after: rows && newest, limit: PAGE }, { signal: control.signal });
        const first = found.newest ?? newest;
        // A full page of new ones leaves a gap to those that are here: what is older is on the next page.
        if (!rows || !newest || found.calls.length >= PAGE) { set({ rows: found.calls, next: found.next, newest: first }); return; }
        const all = merged(found.calls, rows);
        if (found.calls.length || have.current.failure) set({ rows: all.slice(0, KEEP), next: all.length > KEEP ? all[KEEP - 1].place : next, newest: first });
      } catch (failure) {
        if (control.signal.aborted) return;
        set({ failure });
        throw failure;
      }
    };
    const stop = running ? poll(ask, PAUSE) : () => {};
    if (!running && !have.current.rows) ask().catch(() => {});
    return () => { stop(); control.abort(); };
  }, [id, running, turn]);
  return { ...state, rows: state.id === id ? state.rows : undefined, reload: () => again((n) => n + 1) };
}

/**
 * Calls over time, as the server counts them; `since`: what is older it did not get to within a second.
 * @param {import('./filters.js').Filters} filters @param {boolean} running
 */
export function useHistogram(filters, running) {
  const { before: _, ...all } = filters;
  const { data } = useLoad((signal) => get('/calls/histogram', asked(all), { signal }), [JSON.stringify(all)], { every: running && open(filters) ? 10000 : undefined });
  return useMemo(() => {
    if (!data) return null;
    const of = { ...span(all), ...(data.from ? { from: data.from, to: data.to } : {}) };
    return { ...filled(data.bucket_ms, data.data, of), since: data.counted_from > of.from ? data.counted_from : null };
  }, [data]);
}

/** Every bucket from the first on: what nobody called in is 0, not missing. */
function filled(step, data, { from, to }) {
  const at = new Map(data.map((one) => [Math.round((one.t - from) / step), one])), times = [];
  for (let t = from; t < to && times.length < 2000; t += step) times.push(t);
  return { times, calls: times.map((_, i) => at.get(i)?.calls ?? 0), failed: times.map((_, i) => at.get(i)?.failed ?? 0) };
}
