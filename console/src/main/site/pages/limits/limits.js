/** Who is close to a limit or a budget, and when it comes back. */
import { get, poll } from '../../lib/api.js';
import { useEffect, useState, html, useMemo } from '../../lib/html.js';
import { useLoad } from '../../lib/load.js';
import { href, setQuery } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { money, number, t } from '../../lib/text.js';
import { Badge, Bar, Code, Empty, LinkButton, Page, Problem, Progress, Search, Section, Select, Skeleton, Stat, Table, When } from '../../ui/ui.js';
import { micro } from '../usage/amounts.js';

/** So many keys are looked at; each is a question of its own. */
const MOST = 300;
const TOGETHER = 4;
const AGAIN = 15000;

/** @typedef {{id: string, holder: string, kind: string, name: string, amount: number, currency: string, window: string, spent: number, left: number, renews: string|null, share: number}} Budget */
/** @typedef {{id: string, holder: string, kind: string, name: string, measure: string, amount: number, used: number, share: number, model: string|null}} Limit */
/** @typedef {{budgets: Budget[], limits: Limit[], done: number, of: number, keys: number}} Standings */

/** The keys worth asking about: issued ones that are limited, alone or by a team, and those of the configuration, which show by having called. */
async function wanted(signal) {
  const issued = new Map();
  for (let after = ''; after !== null && issued.size < 5000;) {
    const { keys, next } = await get('/keys', { limit: 1000, after }, { signal });
    for (const key of keys) issued.set(key.id, key);
    after = next;
  }
  const { usage } = await get('/usage', { by: 'key' }, { signal });
  const calls = new Map(usage.map((line) => [line.key, line.calls]));
  const limited = [...issued.values()].filter((key) => key.team || key.limits?.length || key.budgets?.length).map((key) => key.id);
  const others = [...calls.keys()].filter((id) => id && !issued.has(id));
  return [...limited, ...others].sort((a, b) => (calls.get(b) ?? 0) - (calls.get(a) ?? 0));
}

const whose = (holder) => ({ holder, kind: holder.slice(0, holder.indexOf(':')), name: holder.slice(holder.indexOf(':') + 1) });

/** @param {AbortSignal} signal @param {(so: Standings) => void} tell called as answers come in */
async function collect(signal, tell) {
  const all = await wanted(signal), ids = all.slice(0, MOST);
  /** @type {Map<string, Budget>} */ const budgets = new Map();
  /** @type {Map<string, Limit>} */ const limits = new Map();
  const queue = [...ids];
  let done = 0;
  const now = () => ({ budgets: [...budgets.values()], limits: [...limits.values()], done, of: ids.length, keys: all.length });
  const ask = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const found = await get(`/limits/${encodeURIComponent(id)}`, {}, { signal }).catch((failure) => {
        if (failure.status === 404 || failure.status === 403) return { limits: [], budgets: [] }; // removed meanwhile, or somebody else's
        throw failure;
      });
      for (const b of found.budgets) {
        const amount = Math.round(Number(b.amount) * 1e6), spent = micro(b.spent);
        const name = `${b.holder} ${b.window} ${b.currency}`;
        budgets.set(name, { ...whose(b.holder), id: name, amount, currency: b.currency, window: b.window, spent, left: micro(b.left), renews: b.renews, share: amount ? spent / amount : 1 });
      }
      for (const l of found.limits) {
        const name = `${l.holder} ${l.measure} ${l.model ?? ''}`;
        limits.set(name, { ...whose(l.holder), id: name, measure: l.measure, amount: l.amount, used: l.amount - l.left, share: (l.amount - l.left) / l.amount, model: l.model ?? null });
      }
      done++;
      tell(now());
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, ask));
  tell(now());
}

/** @returns {{standings: Standings|undefined, failure: any, reload: () => void}} what is known so far; asked again now and then */
function useStandings() {
  const [state, put] = useState(/** @type {{standings: Standings|undefined, failure: any}} */ ({ standings: undefined, failure: null }));
  const [turn, again] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    let first = true;
    const stop = poll(async () => {
      let last;
      // The first time what is there is shown at once; later only the whole, so that nothing jumps.
      try { await collect(control.signal, (so) => { last = so; if (first) put({ standings: so, failure: null }); }); } catch (failure) {
        if (control.signal.aborted) return;
        put((old) => ({ ...old, failure }));
        throw failure;
      }
      first = false;
      if (last) put({ standings: last, failure: null });
    }, AGAIN);
    return () => { stop(); control.abort(); };
  }, [turn]);
  return { ...state, reload: () => again((n) => n + 1) };
}

/** So many refusals of a minute are counted; beyond that nobody asks how many. */
const COUNTED = 1000;

/** How many calls were refused here in the last minute, and not by a vendor; null when there are too many to count. @param {AbortSignal} signal @returns {Promise<number|null>} */
async function refusedLately(signal) {
  const from = new Date(Date.now() - 60000).toISOString();
  const { calls } = await get('/calls', { from, status: 429, limit: COUNTED }, { signal });
  return calls.length >= COUNTED ? null : calls.filter(({ record }) => !record.deployment).length;
}

const NEAR = 0.8;
const EXAMPLE = `teams:
  - id: research
    budgets: [{amount: 500, currency: USD, window: month}]
keys:
  - id: notebook
    team: research
    limits: [{rpm: 60, tpm: 100000}]
    budgets: [{amount: 20, currency: USD, window: day}]`;

function Limits({ query }) {
  const { standings, failure, reload } = useStandings();
  const { data: refused } = useLoad(refusedLately, [], { every: 10000 });
  const text = query.get('text') ?? '', only = query.get('only') ?? '';
  const shown = useMemo(() => {
    const fits = (one) => one.name.toLowerCase().includes(text.toLowerCase()) && (!['key', 'team'].includes(only) || one.kind === only);
    const near = (share) => only !== 'near' || share >= NEAR;
    const nearest = (all = []) => all.filter((one) => fits(one) && near(one.share)).sort((a, b) => b.share - a.share || a.name.localeCompare(b.name));
    return { budgets: nearest(standings?.budgets), limits: nearest(standings?.limits) };
  }, [standings, text, only]);
  const nothing = standings && standings.done === standings.of && !standings.budgets.length && !standings.limits.length;
  return html`<${Page} title=${t('limits.title')} about=${t('limits.about')} actions=${html`<${LinkButton} icon="log" to="/log?status=429&last=60">${t('limits.refused')}</${LinkButton}>`}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!standings ? !failure && html`<${Skeleton} lines=${8} />` : nothing ? html`<${None} />` : html`
      <${Counts} standings=${standings} refused=${refused} />
      ${standings.done < standings.of && html`<${Progress} label=${t('limits.asking', { done: standings.done, of: standings.of })} value=${standings.done / standings.of} />`}
      ${standings.keys > MOST && html`<${Problem} kind="info" title=${t('limits.most', { n: MOST, of: standings.keys })}>${t('limits.most.next')}</${Problem}>`}
      <div class="toolbar"><${Search} value=${text} onInput=${(value) => setQuery({ text: value })} label=${t('limits.search')} />
        <${Select} hideLabel label=${t('limits.only')} value=${only} onInput=${(value) => setQuery({ only: value })} options=${['', 'near', 'key', 'team'].map((value) => ({ value, label: t(`limits.only.${value || 'all'}`) }))} /></div>
      <${Section} title=${t('limits.budgets')}><${Budgets} rows=${shown.budgets} /></${Section}>
      <${Section} title=${t('limits.rates')}><${Rates} rows=${shown.limits} /></${Section}>`}
  </${Page}>`;
}

function Counts({ standings, refused }) {
  const over = standings.budgets.filter((one) => one.share >= 1).length, near = standings.budgets.filter((one) => one.share >= NEAR && one.share < 1).length;
  return html`<div class="stats"><${Stat} label=${t('limits.over')} value=${number(over)} kind=${over ? 'bad' : ''} before=${t('limits.over.why')} />
    <${Stat} label=${t('limits.near')} value=${number(near)} before=${t('limits.near.why')} />
    <${Stat} label=${t('limits.all')} value=${number(standings.budgets.length + standings.limits.length)} before=${t('limits.all.of', { budgets: standings.budgets.length, limits: standings.limits.length })} />
    <${Stat} label=${t('limits.refusals')} value=${number(refused)} kind=${refused ? 'bad' : ''} before=${t('limits.refusals.why')} /></div>`;
}

const Whose = ({ of }) => html`<span class="row limits-who"><${Badge}>${t(`limits.${of.kind}`)}</${Badge}> ${of.kind === 'key' ? html`<a href=${href(`/keys?key=${encodeURIComponent(of.name)}`)}>${of.name}</a>` : html`<a href=${href(`/usage?by=key&team=${encodeURIComponent(of.name)}`)}>${of.name}</a>`}</span>`;

const Budgets = ({ rows }) => html`<${Table} label=${t('limits.budgets')} rows=${rows} rowKey=${(one) => one.id} empty=${html`<p class="quiet">${t('limits.noBudget')}</p>`} columns=${[
  { key: 'name', label: t('limits.whose'), sort: (one) => one.name, render: (one) => html`<${Whose} of=${one} />` },
  { key: 'amount', label: t('limits.budget'), end: true, sort: (one) => one.amount, render: (one) => html`<span>${money(one.amount, one.currency)} <span class="quiet">${t(`limits.per.${one.window}`)}</span></span>` },
  { key: 'share', label: t('limits.spent'), wide: true, sort: (one) => one.share, render: (one) => html`<${Bar} value=${one.spent} max=${one.amount} label=${t('limits.spent.of', { name: one.name, window: t(`limits.per.${one.window}`) })} text=${`${money(one.spent, one.currency)} · ${share(one.share)}`} />` },
  { key: 'left', label: t('limits.left'), end: true, render: (one) => html`<span class=${one.left > 0 ? '' : 'bad-text'}>${money(one.left, one.currency)}</span>` },
  { key: 'renews', label: t('limits.renews'), end: true, sort: (one) => Date.parse(one.renews ?? '') || Infinity, render: (one) => (one.renews ? html`<${When} at=${one.renews} how="ago" />` : html`<span class="quiet">${t('limits.never')}</span>`) },
]} />`;

/** 0.34 -> "34%"; what is not quite used up does not read 100 %. */
const share = (of) => `${number(of < 1 ? Math.floor(of * 100) : Math.round(of * 100))}%`;

const Rates = ({ rows }) => html`<${Table} label=${t('limits.rates')} rows=${rows} rowKey=${(one) => one.id} empty=${html`<p class="quiet">${t('limits.noRate')}</p>`} columns=${[
  { key: 'name', label: t('limits.whose'), sort: (one) => one.name, render: (one) => html`<${Whose} of=${one} />` },
  { key: 'model', label: t('limits.model'), sort: (one) => one.model ?? '', render: (one) => (one.model ? html`<code>${one.model}</code>` : html`<span class="quiet">${t('limits.everyModel')}</span>`) },
  { key: 'amount', label: t('limits.limit'), end: true, sort: (one) => one.amount, render: (one) => t(`limits.amount.${one.measure}`, { n: one.amount, amount: number(one.amount) }) },
  { key: 'now', label: t('limits.now'), wide: true, sort: (one) => one.share, render: (one) => html`<${Bar} value=${one.used} max=${one.amount} label=${t('limits.now.of', { name: one.name })} text=${`${number(one.used)} · ${share(one.share)}`} />` },
]} />`;

const None = () => html`<${Section}><${Empty} icon="limits" title=${t('limits.none')} action=${may('operator') && html`<${LinkButton} kind="primary" to="/keys">${t('ui.nav.keys')}</${LinkButton}>`}>${t('limits.none.next')}</${Empty}>
  ${may('viewer') && html`<p>${t('limits.none.file')}</p><${Code} text=${EXAMPLE} label=${t('limits.example')} />`}</${Section}>`;

export default Limits;
