/** The log's columns. */
import { html } from '../../lib/html.js';
import { duration, number, t } from '../../lib/text.js';
import { Badge, When } from '../../ui/ui.js';
import { words } from '../usage/amounts.js';
import { failed, served } from './record.js';

/** @param {any[]|undefined} rows */
export function callColumns(rows) {
  const day = rows?.length && new Date(rows[0].record.begun).toDateString() === new Date(rows[rows.length - 1].record.begun).toDateString();
  return [
    { key: 'time', label: t('ui.time'), class: 'log-time', render: ({ record: r }) => html`<span data-call=${r.id}><${When} at=${r.begun} how=${day ? 'time' : 'full'} /></span>` },
    { key: 'status', label: t('log.status'), render: ({ record: r }) => html`<span class="row"><${Status} record=${r} /></span>` },
    { key: 'model', label: t('log.model'), wide: true, render: ({ record: r }) => html`<div class="log-two"><span>${r.model || html`<span class="quiet">${r.path}</span>`}</span>
      ${r.deployment && html`<span class="quiet small">${r.deployment}${r.attempts > 1 && html` <${Badge} kind="warn">${t('log.attempts', { n: r.attempts })}</${Badge}>`}</span>`}</div>` },
    { key: 'key', label: t('log.key'), render: ({ record: r }) => html`<div class="log-two"><span>${r.key ?? '–'}</span>${r.team && html`<span class="quiet small">${r.team}</span>`}</div>` },
    { key: 'duration', label: t('log.duration'), end: true, render: ({ record: r }) => html`<div class="log-two"><span>${duration(r.duration_us / 1000)}</span>
      ${r.first_byte_us > 0 && html`<span class="quiet small" title=${t('log.firstByte')}>${duration(r.first_byte_us / 1000)}</span>`}</div>` },
    { key: 'tokens', label: t('log.tokens'), end: true, render: ({ record: r }) => tokens(served(r)) },
    { key: 'cost', label: t('log.cost'), end: true, render: ({ record: r }) => cost(r) },
  ];
}

const tokens = (of) => (of.input || of.output ? html`<span title=${of.estimated ? t('log.estimated.why') : t('log.tokens.both')}>${of.estimated ? '≈ ' : ''}${number(of.input)} → ${number(of.output)}</span>` : html`<span class="quiet">–</span>`);

function cost(r) {
  const of = served(r);
  if (of.unpriced) return html`<${Badge} kind="warn" title=${t('log.unpriced.why')}>${t('log.unpriced')}</${Badge}>`;
  return html`<span class=${Object.keys(of.cost).length ? '' : 'quiet'}>${Object.keys(of.cost).length ? words(of.cost) : '–'}</span>`;
}

/** How a call ended, in one word. */
export const Status = ({ record: r }) => html`<${Badge} kind=${failed(r) ? 'bad' : 'ok'}>${r.status}</${Badge}>
  ${(r.outcome ?? 'complete') !== 'complete' && html`<${Badge} kind="warn">${t(`log.outcome.${r.outcome}`)}</${Badge}>`}`;
