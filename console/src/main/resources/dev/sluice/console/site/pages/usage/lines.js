/** The table of sums: a line leads on to what it is made of, at last to its calls. */
import { html, useMemo } from '../../lib/html.js';
import { money, number, percent, t, when } from '../../lib/text.js';
import { LinkButton, Table } from '../../ui/ui.js';
import { deeper, logAddress } from './period.js';

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
