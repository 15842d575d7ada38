/** Columns over time, each made of parts. The same numbers are in a table that opens below. */
import { html, useState } from '../../lib/html.js';
import { t, when } from '../../lib/text.js';

const COLOURS = ['accent', 'info', 'ok', 'warn', 'bad', 'muted'];

/** The highest line of a scale: a short number times a power of ten. */
function round(top) {
  const power = 10 ** Math.floor(Math.log10(top));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= top) ?? 10);
}

/**
 * @param {{title: string, times: string[], hours: boolean, parts: {label: string, values: number[]}[], format: (n: number) => string, onPick?: (time: string) => void}} props
 * times: ISO 8601; parts: at most six, from the bottom up
 */
export function Stack({ title, times, hours, parts, format, onPick }) {
  const [open, set] = useState(false), [at, point] = useState(-1);
  const sums = times.map((_, i) => parts.reduce((all, part) => all + part.values[i], 0));
  const top = round(Math.max(...sums, 0) || 1);
  const name = (time) => (hours ? when(time).replace(/:\d\d$/, '') : when(Date.parse(`${time}T12:00:00Z`), 'day'));
  const shown = at >= 0 && at < times.length ? at : -1;
  const number = (part) => format(shown < 0 ? part.values.reduce((a, b) => a + b, 0) : part.values[shown]);
  return html`<figure class="chart" aria-label=${title}><figcaption><span class="legend">${parts.map((part, i) => html`<span key=${part.label}><i class="swatch ${COLOURS[i]}" />${part.label} <b class="num">${number(part)}</b></span>`)}
      <span class="quiet num">${shown < 0 ? t('usage.total') : name(times[shown])} <b>${format(shown < 0 ? sums.reduce((a, b) => a + b, 0) : sums[shown])}</b></span></span></figcaption>
    <div class="usage-plot" aria-hidden="true"><div class="usage-scale num"><span>${format(top)}</span><span>${format(top / 2)}</span><span>0</span></div>
      <div class="usage-columns" onMouseLeave=${() => point(-1)}>${times.map((time, i) => html`<div key=${time} class="usage-column ${onPick ? 'picks' : ''}" onMouseEnter=${() => point(i)} onClick=${() => onPick?.(time)}>
        ${parts.map((part, n) => part.values[i] > 0 && html`<span key=${part.label} class="usage-piece ${COLOURS[n]}" style=${{ height: `${(part.values[i] / top) * 100}%` }} />`)}</div>`)}</div>
      <div class="usage-ends quiet num"><span>${name(times[0])}</span>${times.length > 1 && html`<span>${name(times[times.length - 1])}</span>`}</div></div>
    <details class="numbers" onToggle=${(e) => set(e.currentTarget.open)}><summary>${t('ui.asTable')}</summary>${open && html`<div class="table-scroll" tabindex="0" role="group" aria-label=${title}><table class="table">
      <thead><tr><th scope="col">${t('ui.time')}</th>${parts.map((part) => html`<th key=${part.label} scope="col" class="end">${part.label}</th>`)}<th scope="col" class="end">${t('usage.total')}</th></tr></thead>
      <tbody>${times.map((time, i) => html`<tr key=${time}><td>${name(time)}</td>${parts.map((part) => html`<td key=${part.label} class="end num">${format(part.values[i])}</td>`)}<td class="end num">${format(sums[i])}</td></tr>`)}</tbody></table></div>`}</details>
  </figure>`;
}
