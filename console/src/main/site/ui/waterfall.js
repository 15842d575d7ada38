import { html } from '../lib/html.js';
import { duration } from '../lib/text.js';

/**
 * What happened one after the other, on one axis of time: attempts of a call, marks of a timeline.
 * @param {{label: string, rows: {name: any, start: number, end: number, kind?: 'ok'|'warn'|'bad'|'info', note?: any, marks?: {at: number, label: string}[]}[], total?: number}} props
 * start, end and at are milliseconds from the beginning; total is the length of the axis.
 */
export function Waterfall({ label, rows, total }) {
  const whole = Math.max(total ?? 0, ...rows.map((r) => r.end), 1);
  const at = (ms) => `${Math.min(100, Math.max(0, (ms / whole) * 100))}%`;
  return html`<div class="waterfall" role="list" aria-label=${label}>
    <div class="waterfall-axis" aria-hidden="true"><span>0</span><span>${duration(whole / 2)}</span><span>${duration(whole)}</span></div>
    ${rows.map((r, i) => html`<div key=${i} role="listitem" class="waterfall-row">
      <span class="waterfall-name">${r.name}${r.note && html` <span class="quiet">${r.note}</span>`}</span>
      <span class="waterfall-lane" aria-hidden="true"><span class="span ${r.kind ?? 'info'}" style=${{ left: at(r.start), width: at(r.end - r.start) }} />
        ${(r.marks ?? []).map((m) => html`<span key=${m.label} class="mark" title="${m.label} ${duration(m.at)}" style=${{ left: at(m.at) }} />`)}</span>
      <span class="waterfall-time num">${duration(r.end - r.start)}<span class="sr"> (${duration(r.start)} – ${duration(r.end)}${(r.marks ?? []).map((m) => `, ${m.label} ${duration(m.at)}`).join('')})</span></span>
    </div>`)}</div>`;
}
