/** One call at the side: what it was, what happened when, what it used, what went wrong and what to do. */
import { get } from '../../lib/api.js';
import { html, useEffect, useMemo } from '../../lib/html.js';
import { useLoad } from '../../lib/load.js';
import { href } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { duration, has, money, number, t, when } from '../../lib/text.js';
import { Badge, Button, Code, Copy, Dialog, KeyValue, LinkButton, Problem, Skeleton, Waterfall, When } from '../../ui/ui.js';
import { attempts, costs, failed, KINDS, served, Status } from './record.js';

/** @param {{id: string, known?: any, onClose: () => void, onUp?: () => void, onDown?: () => void}} props */
export function Sheet({ id, known, onClose, onUp, onDown }) {
  const { data, failure, reload } = useLoad(async (signal) => known ?? (await get(`/calls/${encodeURIComponent(id)}`, {}, { signal })).record, [id]);
  const record = known ?? (data?.id === id ? data : undefined);
  useEffect(() => {
    const press = (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || /^(INPUT|SELECT|TEXTAREA|PRE)$/.test(event.target.tagName)) return;
      const step = { ArrowUp: onUp, k: onUp, ArrowDown: onDown, j: onDown }[event.key];
      if (step) { event.preventDefault(); step(); }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [onUp, onDown]);
  return html`<${Dialog} kind="sheet" title=${record ? t('log.sheet.title', { what: record.model || record.path, time: when(record.begun, 'time') }) : t('log.sheet')} onClose=${onClose} actions=${html`
      <span class="row grow"><${Button} small icon="up" label=${t('log.newer')} disabled=${!onUp} onClick=${() => onUp?.()} /><${Button} small icon="down" label=${t('log.older')} disabled=${!onDown} onClick=${() => onDown?.()} /></span>
      <${Copy} text=${id} kind="plain">${t('log.copyId')}</${Copy}>
      ${record?.body?.request && html`<${LinkButton} small icon="playground" to="/playground?from=${encodeURIComponent(id)}">${t('log.replay')}</${LinkButton}>`}`}>
    ${record ? html`<${Call} key=${id} record=${record} />` : failure ? html`<${Problem} failure=${failure} retry=${reload} />` : html`<${Skeleton} lines=${10} />`}
  </${Dialog}>`;
}

const Part = ({ title, children }) => html`<section class="stack log-part"><h3>${title}</h3>${children}</section>`;

const Call = ({ record: r }) => html`
  ${failed(r) && html`<${Failure} record=${r} />`}
  <${Overview} record=${r} />
  <${Way} record=${r} />
  <${Used} record=${r} />
  <${Bodies} body=${r.body} />`;

/** What the caller was told, and what to do about it. */
function Failure({ record: r }) {
  const outcome = r.outcome ?? 'complete';
  const key = [outcome !== 'complete' ? `log.next.${outcome}` : '', /credential/.test(r.error ?? '') && r.status >= 500 ? 'log.next.credential' : '', `log.next.${r.status}`].find((k) => k && has(k)) ?? (r.status >= 500 ? 'log.next.server' : 'log.next.caller');
  const to = r.status === 429 && !r.deployment ? ['/limits', 'limits'] : r.status >= 500 ? ['/providers', 'providers'] : r.status === 404 ? ['/routes', 'routes'] : null;
  return html`<${Problem} title=${t(outcome === 'complete' ? 'log.answered' : `log.ended.${outcome}`, { status: String(r.status) })}>
    ${r.error && html`<p>${r.error}</p>`}<p class="quiet">${t(key)}</p>
    ${to && (to[0] === '/limits' || may('viewer')) && html`<${LinkButton} small to=${to[0]}>${t(`ui.nav.${to[1]}`)}</${LinkButton}>`}</${Problem}>`;
}

function Overview({ record: r }) {
  const of = served(r);
  return html`<${KeyValue} pairs=${[
    [t('log.status'), html`<span class="row"><${Status} record=${r} />${of.estimated && html`<${Badge} kind="warn" title=${t('log.estimated.why')}>${t('log.estimated')}</${Badge}>`}${of.unpriced && html`<${Badge} kind="warn" title=${t('log.unpriced.why')}>${t('log.unpriced')}</${Badge}>`}</span>`],
    [t('log.begun'), html`<${When} at=${r.begun} />`],
    [t('log.id'), html`<code>${r.id}</code>`],
    [t('log.asked'), `${r.method} /v1${r.path}`],
    [t('log.model'), r.model],
    [t('log.deployment'), r.deployment],
    [t('log.upstream'), of.model || null],
    [t('log.key'), r.key && html`<a href=${href(`/keys?key=${encodeURIComponent(r.key)}`)}>${r.key}</a>`],
    [t('log.owner'), r.owner],
    [t('log.team'), r.team],
    [t('log.stream'), r.stream === undefined ? null : t(`log.stream.${!!r.stream}`)],
    [t('log.duration'), duration(r.duration_us / 1000)],
    [t('log.firstByte'), r.first_byte_us >= 0 ? duration(r.first_byte_us / 1000) : null],
  ]} />`;
}

const word = (outcome) => {
  const key = `log.tried.${outcome.replace(/ \d+$/, '').replace(/^timed out.*/, 'timed out').replace(/ /g, '_')}`;
  const status = outcome.match(/ (\d+)$/)?.[1];
  return has(key) ? t(key) + (status ? ` ${status}` : '') : outcome;
};
const KIND = { served: 'ok', cancelled: 'warn', client_left: 'warn' };

/** Attempts and moments on the call's own clock, and why others were not asked. */
function Way({ record: r }) {
  const all = useMemo(() => attempts(r), [r]);
  const out = r.decision?.out ?? [], rest = (r.decision?.plan ?? []).flat().filter((one) => !all.some((a) => a.deployment === one));
  if (!all.length && !out.length && !rest.length) return null;
  const total = r.duration_us / 1000, last = all[all.length - 1];
  const rows = all.map((a) => ({ name: a.deployment, note: word(a.outcome), start: a.start, end: a.end, kind: KIND[a.outcome.replace(' ', '_')] ?? 'bad', marks: a.first === null ? [] : [{ at: a.first, label: t('log.firstByte') }] }));
  if (all[0]?.start > 0) rows.unshift({ name: t('log.before'), note: '', start: 0, end: all[0].start, kind: 'info', marks: [] });
  return html`<${Part} title=${t('log.way')}>
    ${rows.length > 0 && html`<${Waterfall} label=${t('log.way')} rows=${rows} total=${total} />`}
    ${last && html`<ol class="log-moments">${[[0, 'arrived'], [all[0].start, 'sent'], [r.first_byte_us >= 0 ? r.first_byte_us / 1000 : null, 'first'], [total, 'over']].filter(([ms]) => ms !== null).map(([ms, name]) => html`
      <li key=${name}><span class="num quiet">${duration(ms)}</span> ${t(`log.at.${name}`)}</li>`)}</ol>`}
    ${out.length > 0 && html`<div><p class="quiet">${t('log.out')}</p><ul>${out.map((one) => html`<li key=${one.deployment}>${one.deployment} <span class="quiet">${t(`log.reason.${one.reason}`)} ${one.ms > 0 ? t('log.for', { time: duration(one.ms) }) : ''}</span></li>`)}</ul></div>`}
    ${rest.length > 0 && html`<p><span class="quiet">${t('log.notAsked')}</span> ${rest.join(' → ')}</p>`}
  </${Part}>`;
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

const Bodies = ({ body }) => html`<${Part} title=${t('log.bodies')}>
  ${!body ? html`<p class="quiet">${t('log.bodies.none')} <code>${"ledger: {log_bodies: true}"}</code></p>`
    : ['request', 'answer'].map((name) => body[name] && html`<details key=${name} class="log-body" open=${name === 'request'}><summary>${t(`log.${name}`)}</summary><${Code} wrap label=${t(`log.${name}`)} text=${pretty(body[name])} /></details>`)}
</${Part}>`;

/** Prices by the name that records call them by; asked once. @type {Promise<Map<string, any>>|undefined} */
let prices;
const known = () => (prices ??= get('/prices', { all: true }).then((found) => new Map(found.prices.map((price) => [price.id, price]))).catch(() => { prices = undefined; return new Map(); }));

/** @param {{record: any}} props */
function Used({ record: r }) {
  const { data } = useLoad(() => (may('viewer') && r.charges?.length ? known() : Promise.resolve(new Map())), [r.id]);
  const charges = r.charges ?? [];
  return html`<section class="stack log-part"><h3>${t('log.used')}</h3>
    ${!charges.length && html`<p class="quiet">${t('log.used.none')}</p>`}
    ${charges.map((charge, i) => html`<${Charge} key=${i} charge=${charge} price=${data?.get(charge.price)} alone=${charges.length === 1} />`)}
    ${(r.settled ?? []).length > 0 && html`<div><p class="quiet">${t('log.settled')}</p><ul>${r.settled.map((one) => html`<li key=${one.budget}>${one.budget} <span class="num quiet">${t('log.settled.of', { held: money(one.held_micro ?? 0, one.currency), spent: money(one.spent_micro ?? 0, one.spent_currency ?? one.currency) })}</span></li>`)}</ul></div>`}
  </section>`;
}

function Charge({ charge, price, alone }) {
  const by = price ? costs(charge, price) : null;
  const lost = charge.role !== 'served';
  const rows = KINDS.filter((kind) => charge.tokens?.[kind]);
  const others = [['images', number(charge.images)], ['audio_ms', duration(charge.audio_ms)], ['characters', number(charge.characters)]].filter(([name]) => charge[name]);
  return html`<div class="stack">
    ${(!alone || lost || charge.estimated) && html`<p class="row">${charge.deployment} ${lost && html`<${Badge} kind="warn" title=${t('log.lost.why')}>${t('log.lost')}</${Badge}>`}${charge.estimated && html`<${Badge} kind="warn">${t('log.estimated')}</${Badge}>`}</p>`}
    ${charge.estimated && html`<p class="quiet small">${t('log.estimated.why')}</p>`}
    <table class="log-kinds"><caption class="sr">${t('log.used')} ${charge.deployment}</caption><thead><tr><th scope="col">${t('log.kind')}</th><th scope="col" class="end">${t('log.amount')}</th><th scope="col" class="end">${t('log.cost')}</th></tr></thead>
      <tbody>${rows.map((kind) => html`<tr key=${kind}><th scope="row">${t(`log.kind.${kind}`)}</th><td class="end num">${number(charge.tokens[kind])}</td><td class="end num">${by ? money(by[kind], charge.currency) : ''}</td></tr>`)}
        ${others.map(([name, text]) => html`<tr key=${name}><th scope="row">${t(`log.kind.${name}`)}</th><td class="end num">${text}</td><td /></tr>`)}</tbody>
      <tfoot><tr><th scope="row">${t('log.total')}</th><td /><td class="end num">${charge.currency ? money(charge.cost_micro ?? 0, charge.currency) : t('log.unpriced')}</td></tr></tfoot></table>
    ${charge.price ? html`<p class="quiet small">${t('log.price')} <code>${charge.price}</code></p>`
      : html`<${Problem} kind="warn" title=${t('log.unpriced')}><p>${t('log.unpriced.why')}</p>${may('viewer') && html`<p><a href=${href('/prices')}>${t('ui.nav.prices')}</a></p>`}</${Problem}>`}
  </div>`;
}
