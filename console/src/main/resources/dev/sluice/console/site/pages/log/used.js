/** What a call used and cost, by kind, attempt by attempt. */
import { html } from '../../lib/html.js';
import { duration, money, number, t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { href } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Badge, Problem } from '../../ui/ui.js';
import { costs, KINDS } from './record.js';

/** Prices by the name that records call them by; asked once. @type {Promise<Map<string, any>>|undefined} */
let prices;
const known = () => (prices ??= get('/prices', { all: true }).then((found) => new Map(found.prices.map((price) => [price.id, price]))).catch(() => { prices = undefined; return new Map(); }));

/** @param {{record: any}} props */
export function Used({ record: r }) {
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
