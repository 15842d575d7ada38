/** The control API, readable: every question with its parameters, body, answer and an example. */
import { html, useMemo, useState } from '../../lib/html.js';
import { t, has } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { Badge, Code, Empty, LinkButton, Problem, Search, Section, Skeleton } from '../../ui/ui.js';
import { curl, members, questions, typeOf } from './openapi.js';

const KINDS = { GET: 'info', POST: 'ok', PUT: 'warn', PATCH: 'warn', DELETE: 'bad' };

/** The section of the tab "about". */
export function Api() {
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
      ${q.parameters.length > 0 && html`<${Members} title=${t('settings.api.parameters')} rows=${q.parameters.map((p) => ({ name: p.name, depth: 0, must: p.required, type: `${p.in} · ${typeOf(api, p.schema)}`, about: p.description ?? '' }))} />`}
      ${q.body && html`<${Members} title=${t('settings.api.body')} rows=${members(api, q.body)} type=${typeOf(api, q.body)} />`}
      ${q.answers.map((a) => html`<${Members} key=${a.status} title=${t('settings.api.answer', { status: a.status })} rows=${members(api, a.schema)} type=${a.schema ? typeOf(api, a.schema) : ''} />`)}
    </div>`}</details>`;
}

const role = (words) => words.split(' or ').map((word) => (has(`ui.role.${word}`) ? t(`ui.role.${word}`) : has(`settings.api.role.${word}`) ? t(`settings.api.role.${word}`) : word)).join(' / ');

const Members = ({ title, rows, type = '' }) => html`<div><h4>${title} ${type && html`<span class="quiet small">${type}</span>`}</h4>
  ${rows.length > 0 && html`<ul class="api-members">${rows.map((m, i) => html`<li key=${i} style=${{ '--depth': m.depth }}><code>${m.name}</code>${m.must && html`<span class="must" title=${t('settings.api.must')}>*<span class="sr">${t('settings.api.must')}</span></span>`} <span class="quiet small">${m.type}</span> ${m.about}</li>`)}</ul>`}</div>`;
