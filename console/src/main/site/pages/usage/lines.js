/** The table of sums: a line leads on to what it is made of, at last to its calls. */
import { html, useMemo, useState } from '../../lib/html.js';
import { money, number, percent, t, when } from '../../lib/text.js';
import { LinkButton, Table } from '../../ui/ui.js';
import { deeper, logAddress } from './sums.js';

const plain = (n) => (n ? number(n) : html`<span class="quiet">0</span>`);
const CURRENCIES = ['USD', 'CNY'];

/** What a line is called. @param {string} by @param {string} name */
function title(by, name) {
  if (by === 'day') return when(Date.parse(`${name}T12:00:00Z`), 'day');
  if (by === 'hour') return when(name).replace(/:\d\d$/, '');
  return name || t('usage.none');
}

/** @param {{by: string, data: any, query: URLSearchParams, of: any, down: (value: string) => void}} props */
export function Lines({ by, data, query, of, down }) {
  const { total, before } = data;
  const rows = useMemo(() => [...data.lines.values()], [data.lines]);
  const timed = by === 'day' || by === 'hour';
  const shown = CURRENCIES.filter((c) => total.cost[c]);
  const currencies = shown.length ? shown : ['USD'];
  const rank = (row) => row.cost[currencies[0]] ?? 0;
  const than = (row) => { const was = before?.lines.get(row.name)?.calls; return was ? (row.calls - was) / was : null; };
  const count = (name, label, more = {}) => ({ key: name, label: t(`usage.${label}`), end: true, sort: (row) => row[name], render: (row) => plain(row[name]), ...more });
  const columns = [
    { key: 'name', label: t(`usage.by.${by}`), sort: (row) => row.name, render: (row) => title(by, row.name), class: timed ? 'usage-moment' : 'usage-name' },
    count('calls', 'calls'),
    ...(before && !timed ? [{ key: 'than', label: t('usage.change'), end: true, sort: (row) => than(row) ?? 0, render: (row) => { const by = than(row); return by === null ? html`<span class="quiet">${t('usage.new')}</span>` : `${by >= 0 ? '+' : ''}${percent(by, 0)}`; } }] : []),
    count('failed', 'failed', { render: (row) => (row.failed ? html`<span class="bad-text" title=${number(row.failed)}>${percent(row.failed / row.calls)}</span>` : plain(0)) }),
    count('input_tokens', 'input'), ...(total.cached_tokens ? [count('cached_tokens', 'cached')] : []),
    count('output_tokens', 'output'), ...(total.reasoning_tokens ? [count('reasoning_tokens', 'reasoning')] : []),
    ...currencies.map((c) => ({ key: c, label: t('usage.cost.in', { currency: c }), end: true, sort: (row) => row.cost[c] ?? 0, render: (row) => (row.cost[c] ? money(row.cost[c], c) : plain(0)) })),
    ...(total.unpriced ? [count('unpriced', 'unpriced')] : []),
    ...(total.estimated ? [count('estimated', 'estimated')] : []),
    { key: 'do', label: t('usage.calls.show'), hideLabel: true, end: true, render: (row) => by !== 'owner' && (row.name || timed) && html`<${LinkButton} small kind="quiet" icon="log" to=${logAddress(by, row.name, query, of)} aria-label=${t('usage.log.of', { name: title(by, row.name) })}>${t('usage.log')}</${LinkButton}>` },
  ];
  const foot = columns.map((c) => (c.key === 'name' ? t('usage.total') : CURRENCIES.includes(c.key) ? money(total.cost[c.key] ?? 0, c.key) : c.key === 'failed' ? percent(total.calls ? total.failed / total.calls : 0) : total[c.key] !== undefined && c.end && c.key !== 'do' ? number(total[c.key]) : ''));
  const sorted = timed ? '-name' : rows.some(rank) ? `-${currencies[0]}` : '-calls';
  return html`<${Table} key=${by + sorted} label=${t('usage.title')} rows=${rows} rowKey=${(row) => row.name} columns=${columns} sorted=${sorted} foot=${foot} onRow=${(row) => down(row.name)}
    rowLabel=${(row) => t(deeper(by, row.name, query) ? 'usage.narrow' : 'usage.log.of', { name: title(by, row.name) })} />`;
}

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
