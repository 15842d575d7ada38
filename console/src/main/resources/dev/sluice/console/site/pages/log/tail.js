/** The newest calls, kept new; or a page of older ones. */
import { useEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { get, poll } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { asked, open, span } from './filters.js';
import { failed } from './record.js';

const PAGE = 50;
/** So many rows are kept while the log runs; older ones are on the next page. */
const KEEP = 200;
const PAUSE = 2000;

/**
 * @param {import('./filters.js').Filters} filters @param {boolean} running
 * @returns {{rows: any[]|undefined, next: string|null, failure: any, reload: () => void}}
 */
export function useTail(filters, running) {
  const id = JSON.stringify(filters);
  const [turn, again] = useState(0);
  const [state, put] = useState(/** @type {{id: string, turn: number, rows: any[]|undefined, next: string|null, failure: any}} */ ({ id, turn, rows: undefined, next: null, failure: null }));
  const have = useRef(state);
  useEffect(() => {
    const control = new AbortController();
    const set = (what) => { have.current = { ...have.current, id, failure: null, ...what }; put(have.current); };
    const calls = (more) => get('/calls', { ...asked(filters), ...more, limit: PAGE }, { signal: control.signal });
    const page = async () => { const found = await calls({}); set({ rows: found.calls, next: found.next }); };
    const newer = async (rows) => {
      const found = await calls({ after: rows[0].place });
      if (found.next) set({ rows: found.calls, next: found.next }); // more than a page came meanwhile
      else if (found.calls.length) {
        const all = [...found.calls, ...rows].slice(0, KEEP);
        set({ rows: all, next: rows.length + found.calls.length > KEEP ? all[all.length - 1].place : have.current.next });
      } else if (have.current.failure) set({});
    };
    const ask = async () => {
      const rows = have.current.id === id ? have.current.rows : undefined;
      try {
        await (rows?.length ? newer(rows) : page());
      } catch (failure) {
        if (control.signal.aborted) return;
        set({ failure, rows: have.current.id === id ? have.current.rows : undefined });
        throw failure;
      }
    };
    if (have.current.id !== id || have.current.turn !== turn) have.current = { id, turn, rows: undefined, next: null, failure: null };
    const stop = running ? poll(ask, PAUSE) : () => {};
    if (!running && !have.current.rows) ask().catch(() => {});
    return () => { stop(); control.abort(); };
  }, [id, running, turn]);
  return { ...state, rows: state.id === id ? state.rows : undefined, reload: () => again((n) => n + 1) };
}

/** Steps of the histogram where the server does not count itself. */
const STEPS = [60000, 300000, 900000, 3600000, 10800000, 86400000];

/**
 * Calls over time. The server counts all of them; if it cannot, the rows at hand are counted, and `part` says so.
 * @param {import('./filters.js').Filters} filters @param {any[]|undefined} rows @param {boolean} running
 */
export function useHistogram(filters, rows, running) {
  const { before: _, ...all } = filters;
  const { data, failure } = useLoad((signal) => get('/calls/histogram', asked(all), { signal }), [JSON.stringify(all)], { every: running && open(filters) ? 10000 : undefined });
  return useMemo(() => {
    if (data) return { ...filled(data.bucket_ms, data.data, span(all)), part: false };
    return failure && rows?.length ? { ...counted(rows), part: true } : null;
  }, [data, failure && rows]);
}

function counted(rows) {
  const times = rows.map((row) => row.record.begun), to = Math.max(...times) + 1, from = Math.min(...times);
  const step = STEPS.find((s) => (to - from) / s <= 60) ?? 86400000;
  const at = new Map();
  for (const { record } of rows) {
    const t = Math.floor(record.begun / step) * step, one = at.get(t) ?? { t, calls: 0, failed: 0 };
    one.calls++;
    if (failed(record)) one.failed++;
    at.set(t, one);
  }
  return filled(step, [...at.values()], { from, to });
}

/** Every bucket there is: what nobody called in is 0, not missing. */
function filled(step, data, { from, to }) {
  const at = new Map(data.map((one) => [one.t, one]));
  const first = Math.min(Math.floor(from / step) * step, ...at.keys()), times = [];
  const offset = at.size ? data[0].t % step : 0;
  for (let t = first - (first % step) + offset; t < to && times.length < 2000; t += step) times.push(t);
  return { times, calls: times.map((t) => at.get(t)?.calls ?? 0), failed: times.map((t) => at.get(t)?.failed ?? 0) };
}
