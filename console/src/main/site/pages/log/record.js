/** What the ledger's record of a call says, put in order. Members that are zero, empty or false are left out of a record. */
import { html } from '../../lib/html.js';
import { duration, number, t } from '../../lib/text.js';
import { Badge, When } from '../../ui/ui.js';
import { add, words } from '../usage/amounts.js';

/** @typedef {Record<string, any>} CallRecord */
/** Whether the caller did not get a whole, good answer. @param {CallRecord} r */
export const failed = (r) => r.status >= 400 || (r.outcome ?? 'complete') !== 'complete';

/** Buckets that are part of the input; the others of the output. */
const INPUT = ['input', 'cached_input', 'cache_write', 'audio_input'];
const OUTPUT = ['output', 'reasoning', 'audio_output'];

/** The kinds of tokens, in the order of the page. image_input is part of input. */
export const KINDS = [...INPUT, 'image_input', ...OUTPUT];

const sum = (tokens, kinds) => kinds.reduce((all, kind) => all + (tokens?.[kind] ?? 0), 0);

/** What a charge used of both sides. @param {any} charge */
export const sides = (charge) => ({ input: sum(charge.tokens, INPUT), output: sum(charge.tokens, OUTPUT) });

/** Where the answer came from, and what was used for it, added up. @param {CallRecord} r */
export function served(r) {
  const all = { provider: '', model: '', input: 0, output: 0, estimated: false, unpriced: false, cost: /** @type {Record<string, number>} */ ({}), lost: /** @type {Record<string, number>} */ ({}) };
  for (const charge of r.charges ?? []) {
    const amount = charge.currency ? { [charge.currency]: charge.cost_micro ?? 0 } : {};
    if (charge.role !== 'served') { add(all.lost, amount); continue; }
    const used = sides(charge);
    all.provider = charge.provider;
    all.model = charge.model;
    all.input += used.input;
    all.output += used.output;
    all.estimated ||= !!charge.estimated;
    all.unpriced ||= !charge.currency;
    add(all.cost, amount);
  }
  return all;
}

/** The attempts of a call on its own clock, in ms. A call that went to its only place has no decision: its own times say the same. @param {CallRecord} r */
export function attempts(r) {
  const tried = r.decision?.tried;
  if (tried) return tried.map((a) => ({ deployment: a.deployment, outcome: a.outcome, start: a.begin_ms, first: a.first_byte_ms ?? null, end: a.end_ms }));
  if (!r.deployment) return [];
  const first = r.first_byte_us >= 0 ? r.first_byte_us / 1000 : null;
  return [{ deployment: r.deployment, outcome: failed(r) ? 'failed' : 'served', start: 0, first, end: r.duration_us / 1000 }];
}

/** What a piece of a bucket costs by a price, or null when the price says nothing that fits. Buckets that are not stated follow others. */
const FOLLOWS = { cached_input: 'input', cache_write: 'input', audio_input: 'input', image_input: 'input', reasoning: 'thinking_output', thinking_output: 'output', audio_output: 'output' };
function rate(kind, price, tier) {
  for (let at = kind; at; at = FOLLOWS[at]) {
    const stated = tier?.[at] ?? price[at];
    if (stated !== undefined) return Number(stated);
  }
  return null;
}

/**
 * The cost of each kind of token of a charge, in millionths, if that adds up to what was charged (it does not where calls or pictures
 * have a price of their own): else null. @param {any} charge @param {any} price @returns {Record<string, number>|null}
 */
export function costs(charge, price) {
  const used = sides(charge).input;
  const tier = (price.tiers ?? []).filter((one) => used > one.above).sort((a, b) => b.above - a.above)[0];
  /** @type {Record<string, number>} */ const by = {};
  for (const kind of KINDS) {
    const tokens = charge.tokens?.[kind];
    if (!tokens) continue;
    const each = rate(kind, price, tier);
    if (each === null) return null;
    by[kind] = tokens * each;
  }
  const whole = Object.values(by).reduce((a, b) => a + b, 0);
  return Math.abs(whole - (charge.cost_micro ?? 0)) <= 1 ? by : null;
}

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
