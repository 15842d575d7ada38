/** Keys of callers: finding, making, changing and ending them. */
import { html, useEffect, useMemo, useState } from '../../lib/html.js';
import { number, t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { go, setQuery } from '../../lib/router.js';
import { Button, Empty, Input, Page, Pager, Problem, Search, Section, Select, Sparkline, Table, Tabs, When, toast } from '../../ui/ui.js';
import { Acts, actsOn } from './acts.js';
import { KeySheet, Budgets, State } from './sheet.js';
import { BulkDialog } from './bulk.js';
import { IssuedDialog } from './issued.js';
import { EXPORT, download, lineOf, written } from './csv.js';
import { LimitText, ModelText } from './texts.js';
import { Teams } from './teams.js';

const PAGE = 50, DAYS = 7;

/** Days of the last week, oldest first, as the ledger writes them. */
const days = () => Array.from({ length: DAYS }, (_, i) => new Date(Date.now() - (DAYS - 1 - i) * 86400000).toISOString().slice(0, 10));

/** Calls a day by key, of all keys in one question. */
async function usage(signal) {
  const week = days();
  const { usage: lines } = await get('/usage', { by: 'key,day', from: week[0] }, { signal });
  const calls = /** @type {Record<string, number[]>} */ (Object.create(null)); // a key may be called "constructor"
  for (const line of lines) (calls[line.key] ??= week.map(() => 0))[week.indexOf(line.day)] = line.calls;
  return calls;
}

function Keys({ rest, query }) {
  const routes = useLoad(() => (may('viewer') ? get('/routes') : Promise.resolve({ data: [] })), []);
  const teams = useLoad(() => (may('viewer') ? get('/teams') : Promise.resolve({ teams: [] })), [rest]);
  const models = useMemo(() => (routes.data?.data ?? []).map((r) => r.name), [routes.data]);
  const list = html`<${List} query=${query} models=${models} teams=${teams.data?.teams.map((x) => x.id) ?? []} />`;
  return html`<${Page} title=${t('keys.title')} about=${t(may('viewer') ? 'keys.about' : 'keys.about.own')}>
    ${may('viewer') ? html`<${Tabs} label=${t('keys.title')} tabs=${[{ id: 'keys', label: t('keys.title') }, { id: 'teams', label: t('keys.teams') }]} open=${rest === 'teams' ? 'teams' : 'keys'} onOpen=${(id) => go(id === 'teams' ? '/keys/teams' : '/keys')}>
      ${rest === 'teams' ? html`<${Teams} models=${models} />` : list}</${Tabs}>` : list}
  </${Page}>`;
}

function List({ query, models, teams }) {
  const filter = { search: query.get('search') ?? '', team: query.get('team') ?? '', owner: query.get('owner') ?? '' };
  const [asked, ask] = useState(filter);
  const [trail, setTrail] = useState(/** @type {string[]} */ ([]));
  const [gone, setGone] = useState(/** @type {string[]} */ ([]));
  const [bulk, setBulk] = useState(false);
  const [issued, setIssued] = useState(/** @type {any} */ (null));
  const now = JSON.stringify(filter);
  useEffect(() => { const timer = setTimeout(() => { ask(filter); setTrail([]); }, 200); return () => clearTimeout(timer); }, [now]);
  const after = trail[trail.length - 1] ?? '';
  const { data, failure, reload } = useLoad((signal) => get('/keys', { ...asked, after, limit: PAGE }, { signal }), [asked, after], { every: 10000 });
  const calls = useLoad(usage, [], { every: 60000 });
  const edits = may('operator');
  const rows = data?.keys.filter((k) => !gone.includes(k.id));
  const open = query.get('key');
  const close = () => setQuery({ key: '', new: '' });
  const made = (key) => { close(); setIssued({ id: key.id, secret: key.key }); reload(); };
  const filtered = Object.values(filter).some(Boolean);
  const owners = [...new Set((data?.keys ?? []).map((k) => k.owner).filter(Boolean))];
  const acts = actsOn({ reload, close, made, hide: (id, on) => setGone((all) => (on ? [...all, id] : all.filter((one) => one !== id))) });
  const columns = [
    { key: 'id', label: t('keys.id'), render: (k) => html`${k.id} <code class="quiet hint-of">sk-…${k.hint}</code>` },
    { key: 'owner', label: t('keys.owner') }, { key: 'team', label: t('keys.team') }, { key: 'models', label: t('keys.models'), class: 'less', render: (k) => html`<${ModelText} models=${k.models} />` },
    { key: 'limits', label: t('keys.limits'), class: 'less', render: (k) => html`<${LimitText} limits=${k.limits} />` },
    { key: 'budgets', label: t('keys.budgets'), render: (k) => (k.budgets.length || k.team ? html`<${Spent} id=${k.id} />` : html`<span class="quiet">–</span>`) },
    { key: 'calls', label: t('keys.week'), render: (k) => { const week = calls.data?.[k.id]; return week ? html`<${Sparkline} label=${t('keys.week.of', { n: week.reduce((a, b) => a + b, 0) })} values=${week} width=${72} />` : html`<span class="quiet">${calls.data ? number(0) : '–'}</span>`; } },
    { key: 'expires', label: t('keys.expires'), render: (k) => (k.expires ? html`<${When} at=${k.expires} how="day" />` : html`<span class="quiet">${t('keys.never')}</span>`) },
    { key: 'enabled', label: t('keys.state'), render: (k) => html`<${State} row=${k} />` },
    { key: 'do', label: t('keys.actions'), hideLabel: true, end: true, render: (k) => html`<div class="row end"><${Acts} small row=${k} acts=${acts} /></div>` }];
  return html`
    <div class="toolbar keys-bar"><${Search} value=${filter.search} onInput=${(search) => setQuery({ search })} label=${t('keys.search')} />
      ${may('viewer') && html`<${Select} label=${t('keys.team')} value=${filter.team} onInput=${(team) => setQuery({ team })} options=${[{ value: '', label: t('keys.all') }, ...[...new Set([...teams, filter.team])].filter(Boolean).map((x) => ({ value: x, label: x }))]} />
      <${Input} class="owner-filter" label=${t('keys.owner')} value=${filter.owner} onInput=${(owner) => setQuery({ owner })} />`}
      <span class="grow" />
      ${rows && rows.length > 0 && html`<${Button} icon="download" onClick=${() => exportAll(asked).catch(toast)}>${t('keys.export')}</${Button}>`}
      ${edits && html`<${Button} icon="upload" onClick=${() => setBulk(true)}>${t('keys.bulk')}</${Button}><${Button} kind="primary" icon="plus" onClick=${() => setQuery({ new: '1' })}>${t('keys.new')}</${Button}>`}</div>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${(rows || !failure) && html`<${Section}><${Table} label=${t('keys.title')} rows=${rows} rowKey=${(k) => k.id} columns=${columns} selected=${open ?? undefined} onRow=${(k) => setQuery({ key: k.id })}
      empty=${filtered ? html`<${Empty} icon="search" title=${t('keys.noMatch')} action=${html`<${Button} onClick=${() => setQuery({ search: '', team: '', owner: '' })}>${t('keys.noMatch.do')}</${Button}>`} />`
        : html`<${Empty} icon="keys" title=${t('keys.none')}>${t(edits ? 'keys.none.next' : 'keys.none.ask')}</${Empty}>`} />
      ${(trail.length > 0 || data?.next) && html`<${Pager} text=${t('keys.page', { n: trail.length + 1 })} onBack=${trail.length ? () => setTrail(trail.slice(0, -1)) : null} onNext=${data?.next ? () => setTrail([...trail, data.next]) : null} />`}</${Section}>`}
    ${(open || query.get('new')) && html`<${KeySheet} id=${open} models=${models} teams=${teams} owners=${owners} onClose=${close} onMade=${made} onSaved=${() => { close(); toast(t('keys.saved', { id: open })); reload(); }} actions=${(key) => html`<${Acts} row=${key} acts=${acts} />`} />`}
    ${bulk && html`<${BulkDialog} onClose=${() => setBulk(false)} onMade=${reload} />`}
    ${issued && html`<${IssuedDialog} ...${issued} onClose=${() => setIssued(null)} />`}`;
}

/** The budget that is nearest to its end, live. */
function Spent({ id }) {
  const { data } = useLoad((signal) => get(`/limits/${encodeURIComponent(id)}`, {}, { signal }), [id], { every: 15000 });
  const share = (b) => Number(b.spent.amount) / Number(b.amount);
  const [nearest] = [...(data?.budgets ?? [])].sort((a, b) => share(b) - share(a));
  return nearest ? html`<${Budgets} budgets=${[{ ...nearest, renews: null }]} />` : html`<span class="quiet">–</span>`;
}

async function exportAll(filter) {
  const all = [];
  for (let after = ''; after !== null;) {
    const { keys, next } = await get('/keys', { ...filter, after, limit: 1000 });
    all.push(...keys);
    after = next;
  }
  download('keys.csv', written([EXPORT, ...all.map(lineOf)]));
}

export default Keys;
