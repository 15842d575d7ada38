import { html, signal, useEffect, useRef } from '../lib/html.js';
import { t } from '../lib/text.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { explain } from './state.js';

/** @typedef {{id: number, text: any, kind: 'ok'|'bad'|'info', action?: {label: any, run: () => void}}} Note */
/** @type {import('@preact/signals').Signal<Note[]>} */
const notes = signal([]);
let last = 0;

const drop = (id) => { notes.value = notes.value.filter((n) => n.id !== id); };

/**
 * Says something for six seconds; a bad one stays until it is closed. An ApiFailure may be the text.
 * @param {any} text @param {{kind?: 'ok'|'bad'|'info', action?: {label: any, run: () => void}, ms?: number}} [how] @returns {() => void} takes it away
 */
export function toast(text, { kind = text instanceof Error ? 'bad' : 'ok', action, ms = 6000 } = {}) {
  const id = ++last;
  notes.value = [...notes.value, { id, text: text instanceof Error ? explain(text).message : text, kind, action }];
  if (kind !== 'bad') setTimeout(() => drop(id), ms);
  return () => drop(id);
}

/** @type {Set<() => void>} */ const waiting = new Set();
addEventListener('pagehide', () => waiting.forEach((now) => now()));

/**
 * Does something after six seconds unless "Undo" is pressed: hide() takes the thing from the screen at once, run() is the real call,
 * restore() shows it again after undo or a failure. Leaving the page runs it. @param {{text: any, hide: () => void, restore: () => void, run: () => Promise<any>, ms?: number}} what
 */
export function withUndo({ text, hide, restore, run, ms = 6000 }) {
  hide();
  const now = async () => {
    if (!waiting.delete(now)) return;
    clearTimeout(timer);
    try { await run(); } catch (failure) { restore(); toast(failure); }
  };
  waiting.add(now);
  const timer = setTimeout(now, ms);
  const undo = () => { if (waiting.delete(now)) { clearTimeout(timer); restore(); } };
  toast(text, { ms, action: { label: t('ui.undo'), run: undo } });
}

/** Where toasts appear; the layout has the one there is. A popover, shown anew with each note: only so does it lie above a modal dialog. */
export function Toasts() {
  const element = useRef(/** @type {HTMLDivElement|null} */ (null));
  const list = notes.value;
  useEffect(() => {
    const box = element.current;
    if (box?.matches(':popover-open')) box.hidePopover();
    if (list.length) box?.showPopover();
  }, [list]);
  const newest = list[list.length - 1]?.text;
  return html`<div class="sr" role="status">${typeof newest === 'string' ? newest : ''}</div>
    <div class="toasts" popover="manual" role="region" aria-label=${t('ui.toasts')} ref=${element}>${list.map((n) => html`
      <div key=${n.id} class="toast ${n.kind}"><${Icon} name=${n.kind === 'ok' ? 'check' : n.kind === 'bad' ? 'warn' : 'info'} /><span>${n.text}</span>
        ${n.action && html`<${Button} small onClick=${() => { n.action?.run(); drop(n.id); }}>${n.action.label}</${Button}>`}
        <${Button} small kind="quiet" icon="close" label=${t('ui.close')} onClick=${() => drop(n.id)} /></div>`)}</div>`;
}
