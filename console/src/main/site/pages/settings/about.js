/** What runs here, what it is made with, whether its ledger adds up, and the control API made readable. */
import { html, useMemo, useState } from '../../lib/html.js';
import { duration, has, number, t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { Badge, Button, Code, Empty, KeyValue, LinkButton, Problem, Progress, Search, Section, Skeleton, Table } from '../../ui/ui.js';

/**
 * @typedef {{method: string, path: string, summary: string, role: string|null, parameters: any[], body: any, answers: {status: string, schema: any}[], group: string}} Question
 * @typedef {{name: string, depth: number, must: boolean, type: string, about: string}} Member
 */

/** @param {any} api @returns {Question[]} */
const questions = (api) => Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, q]) => ({
  method: method.toUpperCase(), path, summary: q.summary ?? '', role: q['x-role'] ?? null, parameters: q.parameters ?? [], body: content(q.requestBody),
  answers: Object.entries(q.responses ?? {}).filter(([status]) => status !== 'default').map(([status, answer]) => ({ status, schema: content(answer) })), group: q.tags?.[0] ?? path.split('/')[1] })));

const content = (of) => /** @type {any} */ (Object.values(of?.content ?? {})[0])?.schema ?? null;

/** Follows references and the wrapping around them. @returns {any} */
function plain(api, schema) {
  let here = schema ?? {}, about = '';
  for (let i = 0; i < 8; i++) {
    about ||= here.description ?? '';
    if (here.$ref) here = api.components.schemas[here.$ref.split('/').pop()] ?? {};
    else if (here.allOf?.length === 1) [here] = here.allOf;
    else if (here.anyOf?.length === 2 && here.anyOf[1].type === 'null') here = { ...plain(api, here.anyOf[0]), nullable: true };
    else break;
  }
  return { ...here, description: about };
}

function word(api, schema) {
  const it = plain(api, schema);
  const of = it.enum ? it.enum.map((each) => JSON.stringify(each)).join(' | ') : it.type === 'array' ? `${word(api, it.items)}[]` : it.anyOf ? it.anyOf.map((each) => word(api, each)).join(' | ') : it.type ?? 'any';
  return it.nullable ? `${of} | null` : of;
}

/** The members of a schema, those of members below them. @param {any} api @param {any} schema @returns {Member[]} */
function members(api, schema, depth = 0) {
  let it = plain(api, schema);
  while (it.type === 'array') it = plain(api, it.items);
  return Object.entries(it.properties ?? {}).flatMap(([name, of]) => [
    { name, depth, must: it.required?.includes(name) ?? false, type: word(api, of), about: plain(api, of).description },
    ...(depth < 3 ? members(api, of, depth + 1) : [])]);
}

function example(api, schema, depth = 0) {
  const it = plain(api, schema);
  if (it.enum) return it.enum[0];
  if (it.type === 'array') return depth > 2 ? [] : [example(api, it.items, depth + 1)];
  if (it.type === 'object' || it.properties) return Object.fromEntries(Object.entries(it.properties ?? {}).filter(([name]) => it.required?.includes(name) || (!it.required && depth === 0)).map(([name, of]) => [name, example(api, of, depth + 1)]));
  return { string: '...', integer: 1, number: 1, boolean: true }[it.type] ?? null;
}

/** How it is asked with curl. @param {any} api @param {Question} q @param {string} host */
function curl(api, q, host) {
  const must = q.parameters.filter((p) => p.in === 'query' && p.required).map((p) => `${p.name}=...`).join('&');
  const address = `${host}${api.servers?.[0]?.url ?? ''}${q.path.replace(/\{(\w+)\}/g, (_, name) => name.toUpperCase())}${must && `?${must}`}`;
  const lines = [`curl${q.method === 'GET' ? '' : ` -X ${q.method}`} '${address}'`];
  if (q.role !== 'open') lines.push(`-H "Authorization: Bearer $ADMIN_TOKEN"`);
  for (const p of q.parameters.filter((each) => each.in === 'header')) lines.push(`-H '${p.name}: ${p.name === 'If-Match' ? '*' : '...'}'`);
  if (q.body) lines.push(`-H 'content-type: application/json'`, `-d '${JSON.stringify(example(api, q.body)).replace(/'/g, String.raw`'\''`)}'`);
  return lines.join(' \\\n  ');
}

const KINDS = { GET: 'info', POST: 'ok', PUT: 'warn', PATCH: 'warn', DELETE: 'bad' };

/** The section of the tab "about". */
function Api() {
  const { data, failure, reload } = useLoad((signal) => get('/openapi.json', {}, { signal }), []);
  const [text, search] = useState('');
  const all = useMemo(() => (data ? questions(data) : []), [data]);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fit = all.filter((q) => words.every((word) => `${q.method} ${q.path} ${q.summary} ${q.role}`.toLowerCase().includes(word)));
  const groups = [...new Set(fit.map((q) => q.group))];
  return html`<${Section} title=${t('settings.api')} actions=${html`<${LinkButton} small icon="external" href="/admin/api/openapi.json" target="_blank">openapi.json</${LinkButton}>`}>
    <p class="quiet">${t('settings.api.about')}</p>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!data ? !failure && html`<${Skeleton} lines=${8} />` : html`
      <div class="toolbar"><${Search} label=${t('settings.api.search')} value=${text} onInput=${search} /><span class="quiet num">${t('settings.api.count', { n: fit.length })}</span></div>
      ${!fit.length && html`<${Empty} icon="search" title=${t('settings.api.none')} />`}
      ${groups.map((group) => html`<div key=${group} class="api-group"><h3>${group}</h3>${fit.filter((q) => q.group === group).map((q) => html`<${Question} key=${q.method + q.path} api=${data} q=${q} />`)}</div>`)}`}
  </${Section}>`;
}

function Question({ api, q }) {
  const [open, set] = useState(false);
  return html`<details class="api" onToggle=${(e) => set(e.currentTarget.open)}>
    <summary><${Badge} kind=${KINDS[q.method]}>${q.method}</${Badge}> <code>${q.path}</code> <span class="quiet">${q.summary}</span></summary>
    ${open && html`<div class="stack">
      ${q.role && html`<p>${t('settings.api.role')}: <b>${role(q.role)}</b></p>`}
      <${Code} label="curl" wrap text=${curl(api, q, location.origin)} />
      ${q.parameters.length > 0 && html`<${Members} title=${t('settings.api.parameters')} rows=${q.parameters.map((p) => ({ name: p.name, depth: 0, must: p.required, type: `${p.in} · ${word(api, p.schema)}`, about: p.description ?? '' }))} />`}
      ${q.body && html`<${Members} title=${t('settings.api.body')} rows=${members(api, q.body)} type=${word(api, q.body)} />`}
      ${q.answers.map((a) => html`<${Members} key=${a.status} title=${t('settings.api.answer', { status: a.status })} rows=${members(api, a.schema)} type=${a.schema ? word(api, a.schema) : ''} />`)}
    </div>`}</details>`;
}

const role = (words) => words.split(' or ').map((word) => (has(`ui.role.${word}`) ? t(`ui.role.${word}`) : has(`settings.api.role.${word}`) ? t(`settings.api.role.${word}`) : word)).join(' / ');

const Members = ({ title, rows, type = '' }) => html`<div><h4>${title} ${type && html`<span class="quiet small">${type}</span>`}</h4>
  ${rows.length > 0 && html`<ul class="api-members">${rows.map((m, i) => html`<li key=${i} style=${{ '--depth': m.depth }}><code>${m.name}</code>${m.must && html`<span class="must" title=${t('settings.api.must')}>*<span class="sr">${t('settings.api.must')}</span></span>`} <span class="quiet small">${m.type}</span> ${m.about}</li>`)}</ul>`}</div>`;

/** The rows of the table in vendor/VENDOR.md. */
async function vendored(signal) {
  const text = await (await fetch('/console/vendor/VENDOR.md', { signal })).text();
  return text.split('\n').filter((line) => line.startsWith('|')).slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .map(([file, name, version, , licence]) => ({ file, name, version, licence: licence.split(' (')[0], text: /\((LICENSE[^)]+)\)/.exec(licence)?.[1] }));
}

/** The tab. */
export function About() {
  const version = useLoad((signal) => get('/session/methods', {}, { signal }), []);
  const parts = useLoad(vendored, []);
  const packages = parts.data?.filter((p, i, all) => all.findIndex((other) => other.name === p.name) === i);
  const link = (path, text) => html`<a href=${path} target="_blank">${text}</a>`;
  return html`<div class="columns">
      <${Section} title="Sluice">
        ${version.failure ? html`<${Problem} failure=${version.failure} retry=${version.reload} />` : html`<${KeyValue} pairs=${[
          [t('settings.version'), version.data ? html`<code>${version.data.version}</code>` : html`<${Skeleton} lines=${1} />`], [t('settings.address'), html`<code>${location.origin}</code>`],
          [t('settings.links'), html`<span class="stack">${link('/health', t('settings.links.health'))}${link('/metrics', t('settings.links.metrics'))}${link('/admin/api/config/schema', t('settings.links.schema'))}</span>`]]} />`}
      </${Section}>
      <${Ledger} />
    </div>
    <${Section} title=${t('settings.parts')}>
      <p class="quiet">${t('settings.parts.about')}</p>
      ${parts.failure ? html`<${Problem} failure=${parts.failure} retry=${parts.reload} />` : html`<${Table} label=${t('settings.parts')} rows=${packages} rowKey=${(p) => p.name} columns=${[
        { key: 'name', label: t('settings.parts.name'), wide: true }, { key: 'version', label: t('settings.version'), render: (p) => html`<code>${p.version}</code>` },
        { key: 'licence', label: t('settings.parts.licence'), render: (p) => (p.text ? link(`/console/vendor/${p.text}`, p.licence) : p.licence) }]} />`}
    </${Section}>
    <${Api} />`;
}

function Ledger() {
  const { data, failure, reload } = useLoad((signal) => get('/ledger', {}, { signal }), [], { every: 5000 });
  const [busy, work] = useState(false);
  const [result, set] = useState(/** @type {any} */ (null));
  const [failed, fail] = useState(/** @type {any} */ (null));
  const check = async () => {
    work(true);
    set(null);
    fail(null);
    try { set(await post('/ledger/check')); } catch (e) { fail(e); }
    work(false);
  };
  const behind = data?.entries > 1000 || data?.oldest_ms > 60000;
  return html`<${Section} title=${t('settings.ledger')} actions=${may('operator') && html`<${Button} small busy=${busy} onClick=${check}>${t('settings.ledger.check')}</${Button}>`}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!data ? !failure && html`<${Skeleton} lines=${2} />` : html`<${KeyValue} pairs=${[
      [t('settings.state'), html`<${Badge} kind=${data.trouble ? 'bad' : behind ? 'warn' : 'ok'}>${t(data.trouble ? 'settings.ledger.trouble' : behind ? 'settings.ledger.behind' : 'settings.ledger.fine')}</${Badge}>`],
      [t('settings.ledger.waiting'), number(data.entries)], [t('settings.ledger.oldest'), data.entries ? duration(data.oldest_ms) : null]]} />`}
    ${data?.trouble && html`<${Problem} title=${t('settings.ledger.trouble')}>${data.trouble}</${Problem}>`}
    ${busy && html`<${Progress} label=${t('settings.ledger.checking')} />`}
    ${failed && html`<${Problem} failure=${failed} retry=${check} />`}
    ${result && html`<${Problem} kind=${result.sound ? 'info' : 'bad'} title=${t(result.sound ? 'settings.ledger.sound' : 'settings.ledger.unsound')}>
      <p>${t('settings.ledger.counted', { calls: result.calls, entries: result.entries, open: result.open })}</p>${result.findings.length > 0 && html`<ul>${result.findings.map((f, i) => html`<li key=${i}>${f}</li>`)}</ul>`}</${Problem}>`}
  </${Section}>`;
}
