import { html, cls, useMemo, useState } from '../lib/html.js';
import { t } from '../lib/text.js';
import { Icon } from './icon.js';
import { Skeleton } from './state.js';

/**
 * @typedef {{key: string, label: any, render?: (row: any) => any, end?: boolean, sort?: (row: any) => any, wide?: boolean, hideLabel?: boolean, class?: string}} Column
 * end: numbers, to the right. sort: what to sort by; the heading becomes a button. wide: may take the room that is left.
 * hideLabel: for a column of buttons, whose label is for readers only.
 */

/**
 * A table; below 40rem of its own width, cards, unless it has three columns or fewer. rows undefined: skeleton; none: `empty`. onRow makes the first column a button
 * that opens the row (a click anywhere in the row does the same). cut: the first column may be shortened with dots.
 * @param {{label: string, columns: Column[], rows: any[]|undefined, rowKey: (row: any) => string, empty?: any, onRow?: (row: any) => void,
 *   rowLabel?: (row: any) => string, selected?: string, sorted?: string, foot?: any}} props
 * sorted: the column sorted by at first, '-key' for downwards. foot: a row of totals, one entry a column.
 */
export function Table({ label, columns, rows, rowKey, empty, onRow, rowLabel, selected, sorted, foot }) {
  const [by, setBy] = useState(sorted ?? '');
  const shown = useMemo(() => order(rows, columns, by), [rows, columns, by]);
  if (!rows || !shown) return html`<${Skeleton} lines=${6} />`;
  if (!rows.length && empty) return empty;
  const turn = (key) => setBy(by === key ? `-${key}` : key);
  const open = (event, row) => { if (!event.target.closest('a, button, input, select, label, [role=switch]')) onRow?.(row); };
  return html`<div class="table-box"><table class=${cls('table', onRow && 'opens', columns.length < 4 && 'few')} role="table" aria-label=${label}>
    <thead role="rowgroup"><tr role="row">${columns.map((c) => html`<th key=${c.key} role="columnheader" scope="col" class=${cls(c.end && 'end', c.wide && 'wide', c.class)}
      aria-sort=${by === c.key ? 'ascending' : by === `-${c.key}` ? 'descending' : undefined}>
      ${c.sort ? html`<button type="button" class="sort" onClick=${() => turn(c.key)}>${c.label}<${Icon} name=${by === `-${c.key}` ? 'down' : by === c.key ? 'up' : 'none'} size=${12} /></button>`
        : html`<span class=${c.hideLabel ? 'sr' : ''}>${c.label}</span>`}</th>`)}</tr></thead>
    <tbody role="rowgroup">${shown.map((row) => html`<tr key=${rowKey(row)} role="row" class=${selected === rowKey(row) ? 'selected' : ''} onClick=${onRow && ((e) => open(e, row))}>
      ${columns.map((c, i) => html`<td key=${c.key} role="cell" data-label=${c.hideLabel ? '' : c.label} class=${cls(c.end && 'end', c.wide && 'wide', c.class)}>
        ${onRow && i === 0 ? html`<button type="button" class="open" aria-label=${rowLabel?.(row)} onClick=${() => onRow(row)}>${cell(c, row)}</button>` : cell(c, row)}</td>`)}</tr>`)}</tbody>
    ${foot && html`<tfoot role="rowgroup"><tr role="row">${foot.map((f, i) => html`<td role="cell" data-label=${columns[i].label} class=${cls(columns[i].end && 'end')}>${f}</td>`)}</tr></tfoot>`}
  </table></div>${!rows.length && html`<p class="quiet">${t('ui.nothing')}</p>`}`;
}

const cell = (column, row) => (column.render ? column.render(row) : row[column.key] ?? html`<span class="quiet">–</span>`);

/** @param {any[]|undefined} rows @param {Column[]} columns @param {string} by */
function order(rows, columns, by) {
  const down = by.startsWith('-');
  const sort = columns.find((c) => c.key === (down ? by.slice(1) : by))?.sort;
  if (!rows || !sort) return rows;
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''), undefined, { numeric: true }));
  return [...rows].sort((a, b) => (down ? -1 : 1) * compare(sort(a), sort(b)));
}
