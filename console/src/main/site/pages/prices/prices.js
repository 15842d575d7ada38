/** What each deployment costs, which have no price, every price that is known, and counting again. */
import { get, post } from '../../lib/api.js';
import { html, useMemo, useState } from '../../lib/html.js';
import { useLoad } from '../../lib/load.js';
import { go, setQuery } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { money, number, t } from '../../lib/text.js';
import { Badge, Button, confirm, Dialog, Empty, Input, KeyValue, LinkButton, Page, Pager, Problem, Search, Section, Select, Skeleton, Table, Tabs } from '../../ui/ui.js';
import { micros } from '../usage/amounts.js';
import { micro, Override, own, PIECES, RATES, same, scope, TOKENS } from './override.js';

const PAGE = 50;

function Prices({ rest, query }) {
  const { data, failure, reload } = useLoad((signal) => get('/prices', { all: true }, { signal }), []);
  const [open, show] = useState(/** @type {any} */ (null)), [draft, write] = useState(/** @type {any} */ (null));
  const tab = rest === 'all' ? 'all' : 'now';
  const state = (price, of) => write({ price, ...of });
  return html`<${Page} title=${t('prices.title')} about=${t('prices.about')} actions=${may('admin') && data && html`<${Button} icon="plus" kind="primary" onClick=${() => state(null, {})}>${t('prices.set')}</${Button}>`}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!data ? !failure && html`<${Skeleton} lines=${8} />` : html`
      ${data.unpriced.length > 0 && html`<${Unpriced} data=${data} onSet=${(of) => state(null, of)} />`}
      <${Tabs} label=${t('prices.title')} tabs=${[{ id: 'now', label: t('prices.now') }, { id: 'all', label: t('prices.all', { n: data.prices.length }) }]} open=${tab} onOpen=${(id) => go(id === 'all' ? '/prices/all' : '/prices')}>
        ${tab === 'all' ? html`<${Known} prices=${data.prices} query=${query} onOpen=${show} />` : html`<${InForce} deployments=${data.deployments} unpriced=${data.unpriced} onOpen=${show} onSet=${(of) => state(null, of)} />`}</${Tabs}>
      ${may('operator') && html`<${Again} />`}`}
    ${open && html`<${One} price=${open} all=${data?.prices ?? []} onClose=${() => show(null)} onChange=${may('admin') && ((price) => { show(null); state(price, {}); })} />`}
    ${draft && html`<${Override} of=${draft} deployments=${data?.deployments ?? []} onClose=${() => write(null)} onSaved=${reload} />`}
  </${Page}>`;
}

/** What nobody has priced comes first: it is missing from every sum. */
const Unpriced = ({ data, onSet }) => html`<${Problem} kind="warn" title=${t('prices.unpriced', { n: data.unpriced.length })}>
  <p>${t('prices.unpriced.why')}</p>
  <ul class="prices-unpriced">${data.unpriced.map((id) => data.deployments.find((d) => d.deployment === id) ?? { deployment: id }).map((d) => html`<li key=${d.deployment}>
    <span><b>${d.deployment}</b> ${d.model && html`<span class="quiet">${d.model}</span>`}</span>
    <span class="row">${may('admin') && html`<${Button} small onClick=${() => onSet(d)}>${t('prices.set')}</${Button}>`}<${LinkButton} small kind="quiet" to="/usage?deployment=${encodeURIComponent(d.deployment)}">${t('ui.nav.usage')}</${LinkButton}></span></li>`)}</ul></${Problem}>`;

const rate = (price, name) => (price?.[name] === undefined ? html`<span class="quiet" title=${t(`prices.follows.${name}`)}>–</span>` : money(micro(price[name]), price.currency));

/** The three rates that most look for; the others are told to be there, and are in the sheet. */
const rates = (of) => [
  ...['input', 'cached_input', 'output'].map((name) => ({ key: name, label: t(`prices.${name}`), end: true, sort: (row) => Number(of(row)?.[name] ?? -1), render: (row) => rate(of(row), name) })),
  { key: 'more', label: t('prices.more'), render: (row) => more(of(row)) },
];

function more(price) {
  if (!price) return null;
  const others = RATES.filter((name) => !['input', 'cached_input', 'output'].includes(name) && price[name] !== undefined).map((name) => t(`prices.${name}`));
  if (price.tiers) others.push(t('prices.tiers.above', { n: number(Math.min(...price.tiers.map((one) => one.above)), { compact: true }) }));
  if (price.hours) others.push(t('prices.hours'));
  return others.length ? html`<span class="quiet small">${others.join(t('prices.comma'))}</span>` : null;
}

function InForce({ deployments, unpriced, onOpen, onSet }) {
  const rows = useMemo(() => [...deployments].sort((a, b) => Number(unpriced.includes(b.deployment)) - Number(unpriced.includes(a.deployment))), [deployments]);
  const price = (row) => row.price;
  const none = (row) => (unpriced.includes(row.deployment) ? html`<${Badge} kind="warn">${t('prices.none')}</${Badge}>` : html`<span class="quiet">${t('prices.byCall')}</span>`);
  return html`<${Section}><p class="quiet small">${t('prices.per')}</p><${Table} label=${t('prices.now')} rows=${rows} rowKey=${(row) => row.deployment} onRow=${(row) => (row.price ? onOpen(row.price) : may('admin') ? onSet(row) : go(`/usage?deployment=${encodeURIComponent(row.deployment)}`))}
    empty=${html`<${Empty} icon="prices" title=${t('prices.noDeployments')} action=${may('operator') && html`<${LinkButton} kind="primary" to="/providers">${t('ui.nav.providers')}</${LinkButton}>`}>${t('prices.noDeployments.next')}</${Empty}>`}
    columns=${[{ key: 'deployment', label: t('prices.deployment'), sort: (row) => row.deployment },
      { key: 'model', label: t('prices.model'), sort: (row) => row.model ?? '', render: (row) => row.model ?? html`<span class="quiet">${t('prices.anyModel')}</span>` },
      ...rates(price),
      { key: 'source', label: t('prices.source'), render: (row) => (row.price ? html`<${Source} price=${row.price} />` : none(row)) }]} /></${Section}>`;
}

function Known({ prices, query, onOpen }) {
  const text = query.get('text') ?? '', vendor = query.get('vendor') ?? '', page = Number(query.get('page')) || 0;
  const vendors = useMemo(() => [...new Set(prices.map(scope))].sort(), [prices]);
  const rows = useMemo(() => prices.filter((price) => (!vendor || (vendor === 'own:' ? own(price) : scope(price) === vendor)) && `${price.model} ${scope(price)}`.toLowerCase().includes(text.toLowerCase()))
    .sort((a, b) => Number(own(b)) - Number(own(a)) || scope(a).localeCompare(scope(b)) || a.model.localeCompare(b.model) || b.from.localeCompare(a.from)), [prices, text, vendor]);
  const shown = rows.slice(page * PAGE, (page + 1) * PAGE);
  return html`<${Section}><div class="toolbar"><${Search} value=${text} onInput=${(value) => setQuery({ text: value, page: '' })} label=${t('prices.search')} />
      <${Select} hideLabel label=${t('prices.vendor')} value=${vendor} onInput=${(value) => setQuery({ vendor: value, page: '' })} options=${[{ value: '', label: t('prices.vendor.all') }, { value: 'own:', label: t('prices.own.only') }, ...vendors]} /></div>
    <p class="quiet small">${t('prices.per')} ${t('prices.wins')}</p>
    <${Table} label=${t('prices.all.label')} rows=${shown} rowKey=${(price) => price.id} onRow=${onOpen} empty=${html`<${Empty} icon="search" title=${t('prices.noneFits')}>${t('prices.noneFits.next')}</${Empty}>`}
      columns=${[{ key: 'model', label: t('prices.model') }, { key: 'scope', label: t('prices.vendor'), render: (price) => html`<span class="row">${scope(price)}${own(price) && html`<${Badge} kind="info">${t('prices.own')}</${Badge}>`}</span>` },
        { key: 'from', label: t('prices.from'), render: (price) => html`<span class="num prices-day">${price.from}</span>` }, ...rates((price) => price).map((c) => ({ ...c, sort: undefined })), { key: 'source', label: t('prices.source'), render: (price) => html`<${Source} price=${price} />` }]} />
    ${rows.length > PAGE && html`<${Pager} text=${t('prices.shown', { from: page * PAGE + 1, to: page * PAGE + shown.length, of: rows.length })} onBack=${page > 0 ? () => setQuery({ page: page > 1 ? page - 1 : '' }) : null} onNext=${(page + 1) * PAGE < rows.length ? () => setQuery({ page: page + 1 }) : null} />`}</${Section}>`;
}

export default Prices;

/** The list that says so, and when it was looked at. @param {{price: any}} props */
function Source({ price }) {
  if (own(price)) return html`<${Badge} kind="info">${t('prices.own')}</${Badge}>`;
  let host = price.source;
  try { host = new URL(price.source).host; } catch { /* shown as it is */ }
  return html`<span class="prices-source"><a href=${price.source} target="_blank" rel="noreferrer noopener">${host}</a>${price.seen && html` <span class="quiet small num">${price.seen}</span>`}</span>`;
}

/** @param {{price: any, all: any[], onClose: () => void, onChange?: ((price: any) => void)|false}} props */
function One({ price, all, onClose, onChange }) {
  const history = useMemo(() => all.filter((other) => same(price, other)).sort((a, b) => b.from.localeCompare(a.from)), [price, all]);
  const today = new Date().toISOString().slice(0, 10), now = history.find((one) => one.from <= today);
  const amount = (name, of = price) => (of[name] === undefined ? null : money(micro(of[name]), price.currency));
  const pairs = (of) => RATES.map((name) => [t(`prices.${name}`), amount(name, of)]);
  return html`<${Dialog} kind="sheet" title=${`${price.model} · ${scope(price)}`} onClose=${onClose} actions=${onChange && html`<${Button} kind="primary" icon="edit" onClick=${() => onChange(price)}>${t('prices.override')}</${Button}>`}>
    <${KeyValue} pairs=${[[t('prices.for'), price.provider ? t('prices.for.provider', { id: price.provider }) : price.vendor ? t('prices.for.vendor', { id: price.vendor }) : t('prices.for.any')], [t('prices.model'), price.model],
      [t('prices.from'), html`${price.from} UTC`], [t('prices.hours'), price.hours], [t('prices.currency'), price.currency], [t('prices.source'), html`<${Source} price=${price} />`], [t('prices.id'), html`<code>${price.id}</code>`]]} />
    <section class="stack prices-part"><h3>${TOKENS.some((name) => price[name] !== undefined) ? t('prices.perMillion') : t('prices.perPiece')}</h3><${KeyValue} pairs=${pairs(price)} />
      ${PIECES.every((name) => price[name] === undefined) && html`<p class="quiet small">${t('prices.follow')}</p>`}</section>
    ${(price.tiers ?? []).map((tier) => html`<section key=${tier.above} class="stack prices-part"><h3>${t('prices.tier', { n: number(tier.above) })}</h3><${KeyValue} pairs=${pairs(tier)} /></section>`)}
    <section class="stack prices-part"><h3>${t('prices.history')}</h3>
      <${Table} label=${t('prices.history')} rows=${history} rowKey=${(one) => one.id} columns=${[
        { key: 'from', label: t('prices.from'), render: (one) => html`<span class="row"><span class="num prices-day">${one.from}</span>${one === now ? html`<${Badge} kind="ok">${t('prices.inForce')}</${Badge}>` : one.from > today ? html`<${Badge} kind="info">${t('prices.later')}</${Badge}>` : ''}</span>` },
        ...['input', 'cached_input', 'output'].map((name) => ({ key: name, label: t(`prices.${name}`), end: true, render: (one) => (one[name] === undefined ? html`<span class="quiet">–</span>` : money(micro(one[name]), one.currency)) }))]} /></section>
  </${Dialog}>`;
}

const today = () => new Date().toISOString().slice(0, 10);
const signed = (amounts) => Object.entries(micros(amounts)).map(([currency, n]) => (n > 0 ? '+' : '') + money(n, currency)).join(', ');

function Again() {
  const [from, begin] = useState(() => `${today().slice(0, 7)}-01`), [to, end] = useState(today);
  const [result, got] = useState(/** @type {any} */ (null));
  const wrong = !from || !to || from > to;
  const run = () => confirm({ title: t('prices.again'), action: t('prices.again'), body: html`<p>${t('prices.again.sure', { from, to })}</p><p class="quiet">${t('prices.again.stays')}</p>`,
    run: async () => got(await post('/ledger/rerate', undefined, { query: { from, to } })) });
  return html`<${Section} title=${t('prices.again')}><p class="quiet">${t('prices.again.why')}</p>
    <div class="row bottom"><${Input} type="date" label=${t('prices.again.from')} value=${from} onInput=${begin} max=${today()} /><${Input} type="date" label=${t('prices.again.to')} value=${to} onInput=${end} max=${today()} />
      <${Button} icon="refresh" disabled=${wrong} onClick=${run}>${t('prices.again')}</${Button}></div>
    ${wrong && html`<p class="bad-text">${t('prices.again.wrong')}</p>`}
    ${result && html`<${Problem} kind="info" title=${t('prices.again.done', { calls: result.calls })}><p>${result.changed ? t('prices.again.changed', { n: result.changed }) : t('prices.again.same')}
      ${result.cost_change.length > 0 && html` ${t('prices.again.cost', { amounts: signed(result.cost_change) })}`}${result.lost_change.length > 0 && html` ${t('prices.again.lost', { amounts: signed(result.lost_change) })}`}</p></${Problem}>`}
  </${Section}>`;
}
