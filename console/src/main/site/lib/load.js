/** Data for a component, with its three states. */
import { useEffect, useRef, useState } from './html.js';
import { poll } from './api.js';

/**
 * Runs fn now, when deps change and (every ms) again; keeps the last data while asking, so that nothing jumps.
 * @template T @param {(signal: AbortSignal) => Promise<T>} fn @param {any[]} deps @param {{every?: number}} [how]
 * @returns {{data: T|undefined, failure: any, busy: boolean, reload: () => Promise<void>, set: (data: T) => void}}
 */
export function useLoad(fn, deps, { every } = {}) {
  const [state, put] = useState(/** @type {{data: any, failure: any, busy: boolean}} */ ({ data: undefined, failure: null, busy: true }));
  const ask = useRef(/** @type {() => Promise<void>} */ (async () => {}));
  useEffect(() => {
    const control = new AbortController();
    let turn = 0;
    ask.current = async () => {
      const mine = ++turn;
      put((old) => ({ ...old, busy: true }));
      try {
        const data = await fn(control.signal);
        if (!control.signal.aborted && mine === turn) put({ data, failure: null, busy: false });
      } catch (failure) {
        if (control.signal.aborted || mine !== turn) return;
        put((old) => ({ ...old, failure, busy: false }));
        throw failure;
      }
    };
    const again = every ? poll(() => ask.current(), every) : (ask.current().catch(() => {}), () => {});
    return () => { again(); control.abort(); };
  }, deps);
  return { ...state, reload: () => ask.current().catch(() => {}), set: (data) => put({ data, failure: null, busy: false }) };
}
