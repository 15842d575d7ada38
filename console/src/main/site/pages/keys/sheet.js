/** One key: what is left of it, and everything that can be changed. Without a key: making one. */
import { html, useMemo, useState } from '../../lib/html.js';
import { money, number, t } from '../../lib/text.js';
import { get, patch, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { Badge, Bar, Button, Dialog, Empty, Input, KeyValue, Problem, Select, Switch, When, useLeave } from '../../ui/ui.js';
import { Rows, TermsFields, changes, freeTerms, plainTerms } from './terms.js';

/** Millionths of "2.5". @param {{amount: string}} of */
export const micro = (of) => Math.round(Number(of.amount) * 1e6);

/** Whose limit it is, when it is the team's. */
const whose = (holder) => (holder.startsWith('team:') ? ` · ${t('keys.ofTeam', { team: holder.slice(5) })}` : '');

/** The budgets with what is spent. @param {{budgets: any[]}} props */
export const Budgets = ({ budgets }) => budgets.map((b, i) => html`<div key=${i} class="budget"><${Bar} value=${micro(b.spent)} max=${micro(b)} label=${t('keys.budgetOf', { window: t(`keys.window.${b.window}`) })}
  text=${`${money(micro(b.spent), b.currency)} / ${money(micro(b), b.currency)}`} /><p class="quiet small">${t(`keys.window.${b.window}`)}${whose(b.holder)}${b.renews && html` · ${t('keys.renews')} <${When} at=${b.renews} />`}</p></div>`);

function Left({ id }) {
  const { data, failure } = useLoad((signal) => get(`/limits/${encodeURIComponent(id)}`, {}, { signal }), [id], { every: 3000 });
  if (failure) return html`<${Problem} failure=${failure} />`;
  if (!data || (!data.limits.length && !data.budgets.length)) return null;
  return html`<section class="stack" aria-label=${t('keys.left')}><h3>${t('keys.left')}</h3><${Budgets} budgets=${data.budgets} />
    ${data.limits.length > 0 && html`<${KeyValue} pairs=${data.limits.map((l) => [`${t(`keys.${l.measure}`)}${l.model ? ` · ${l.model}` : ''}`, html`${number(l.amount)}<span class="quiet">${whose(l.holder)}</span>`])} />`}</section>`;
}

/** An ISO moment as the control for local time has it, and back. */
const local = (iso) => { const at = new Date(iso); return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16); };
const HABITS = ['owner', 'team', 'expires', 'default_model', 'bound_to', 'priority', 'heartbeat', 'code_msg', 'sensitive_finish_reason'];
const BLANK = { owner: '', team: '', expires: '', names: [], default_model: '', bound_to: '', priority: 'normal', heartbeat: 'on', code_msg: '', sensitive_finish_reason: '', ...freeTerms() };

/** A key of the server as the form has it. @param {any} key @returns {any} */
function formOf(key) {
  const form = Object.fromEntries([...HABITS, ...Object.keys(freeTerms())].map((name) => [name, key[name] ?? BLANK[name]]));
  return { ...form, expires: key.expires ? local(key.expires) : '', names: Object.entries(key.model_names ?? {}).map(([from, into]) => ({ from, into })) };
}

/** The form as the server wants it. */
function wordsOf({ names, ...form }) {
  return { ...plainTerms(form), model_names: Object.fromEntries(names.filter((n) => n.from.trim() && n.into.trim()).map((n) => [n.from.trim(), n.into.trim()])), owner: form.owner.trim(), team: form.team.trim(), expires: form.expires ? new Date(form.expires).toISOString() : '' };
}

const THREE = () => [{ value: '', label: t('keys.usual') }, { value: 'on', label: t('keys.on') }, { value: 'off', label: t('keys.off') }];

/**
 * @param {{id: string|null, models: string[], teams: string[], owners: string[], onClose: () => void, onMade: (made: any) => void, onSaved: () => void, actions?: (key: any) => any}} props
 * id: null makes a key; actions: further buttons for one that is there
 */
export function KeySheet({ id, models, teams, owners, onClose, onMade, onSaved, actions }) {
  const { data: key, failure: lost, reload } = useLoad(async () => (id === null ? {} : get(`/keys/${encodeURIComponent(id)}`)), [id]);
  const title = id ?? t('keys.new');
  if (lost) return html`<${Dialog} kind="sheet" title=${title} onClose=${onClose}>${lost.status === 404 ? html`<${Empty} icon="keys" title=${t('keys.missing')}>${t('keys.missing.next')}</${Empty}>` : html`<${Problem} failure=${lost} retry=${reload} />`}</${Dialog}>`;
  return key ? html`<${Loaded} key=${id} ...${{ id, title, given: key, models, teams, owners, onClose, onMade, onSaved, actions }} />` : null;
}

function Loaded({ id, title, given, models, teams, owners, onClose, onMade, onSaved, actions }) {
  const first = useMemo(() => formOf(given), []);
  const [form, setForm] = useState(first);
  const [name, setName] = useState('');
  const [failure, fail] = useState(/** @type {any} */ (null));
  const change = (to) => { setForm({ ...form, ...to }); fail(null); };
  const save = async () => {
    fail(null);
    try {
      if (id === null) onMade(await post('/keys', { ...(name.trim() ? { id: name.trim() } : {}), ...changes(wordsOf(BLANK), wordsOf(form)) }));
      else { await patch(`/keys/${encodeURIComponent(id)}`, changes(wordsOf(first), wordsOf(form))); onSaved(); }
    } catch (e) { fail(e); }
  };
  const edits = may('operator');
  const leave = useLeave(edits && (form !== first || !!name), onClose);
  const wrong = (param) => (failure?.param === param ? failure.message : undefined);
  return html`<${Dialog} kind="sheet" sticky=${edits} title=${title} onClose=${leave} onSubmit=${edits && save}
    actions=${html`${id !== null && actions?.(given)}<span class="grow" /><${Button} onClick=${leave}>${t(edits ? 'ui.cancel' : 'ui.close')}</${Button}>${edits && html`<${Button} kind="primary" onClick=${save}>${t(id === null ? 'keys.create' : 'ui.save')}</${Button}>`}`}>
    ${id !== null && html`<${KeyValue} pairs=${[[t('keys.secret'), html`<code>sk-…${given.hint}</code>`], [t('keys.created'), html`<${When} at=${given.created} />`], [t('keys.state'), html`<${State} row=${given} />`],
      ...(edits ? [] : [[t('keys.owner'), given.owner], [t('keys.team'), given.team], [t('keys.expires'), given.expires && html`<${When} at=${given.expires} />`], [t('keys.models'), given.models.join(', ') || t('keys.all')]])]} /><${Left} id=${id} />`}
    ${edits && html`
      ${id === null && html`<${Input} label=${t('keys.id')} value=${name} onInput=${setName} hint=${t('keys.id.hint')} error=${wrong('id')} />`}
      <div class="columns two"><${Input} label=${t('keys.owner')} value=${form.owner} onInput=${(owner) => change({ owner })} list="key-owners" hint=${t('keys.owner.hint')} error=${wrong('owner')} />
        <${Input} label=${t('keys.team')} value=${form.team} onInput=${(team) => change({ team })} list="key-teams" hint=${t('keys.team.hint')} error=${wrong('team')} />
        <${Input} type="datetime-local" label=${t('keys.expires')} value=${form.expires} onInput=${(expires) => change({ expires })} hint=${t('keys.expires.hint')} error=${wrong('expires')} />
        <${Select} label=${t('keys.priority')} value=${form.priority} options=${['high', 'normal', 'low'].map((p) => ({ value: p, label: t(`keys.priority.${p}`) }))} onInput=${(priority) => change({ priority })} hint=${t('keys.priority.hint')} /></div>
      <datalist id="key-owners">${owners.map((o) => html`<option key=${o} value=${o} />`)}</datalist><datalist id="key-teams">${teams.map((o) => html`<option key=${o} value=${o} />`)}</datalist>
      <${Switch} label=${t('keys.enabled')} checked=${form.enabled} onChange=${(enabled) => change({ enabled })} hint=${t('keys.enabled.hint')} />
      <${TermsFields} terms=${form} onTerms=${change} models=${models} />
      <details class="more-fields"><summary>${t('keys.more')}</summary><div class="stack">
        <div class="columns two"><${Input} label=${t('keys.defaultModel')} value=${form.default_model} onInput=${(v) => change({ default_model: v })} hint=${t('keys.defaultModel.hint')} error=${wrong('default_model')} />
          <${Input} label=${t('keys.boundTo')} value=${form.bound_to} onInput=${(v) => change({ bound_to: v })} hint=${t('keys.boundTo.hint')} error=${wrong('bound_to')} />
          <${Select} label=${t('keys.heartbeat')} value=${form.heartbeat} options=${THREE().slice(1)} onInput=${(v) => change({ heartbeat: v })} hint=${t('keys.heartbeat.hint')} />
          <${Select} label=${t('keys.codeMsg')} value=${form.code_msg} options=${THREE()} onInput=${(v) => change({ code_msg: v })} hint=${t('keys.codeMsg.hint')} />
          <${Select} label=${t('keys.sensitive')} value=${form.sensitive_finish_reason} options=${THREE()} onInput=${(v) => change({ sensitive_finish_reason: v })} hint=${t('keys.sensitive.hint')} /></div>
        <${Rows} title=${t('keys.names')} about=${t('keys.names.hint')} rows=${form.names} onRows=${(names) => change({ names })} blank=${{ from: '', into: '' }} add=${t('keys.names.add')} drop=${(n) => t('keys.names.drop', { n })}
          row=${(name, put) => html`<${Input} class="model-of" label=${t('keys.names.from')} value=${name.from} onInput=${(from) => put({ from })} /><${Input} class="model-of" label=${t('keys.names.to')} value=${name.into} onInput=${(into) => put({ into })} />`} /></div></details>
      ${failure && html`<${Problem} failure=${failure} />`}`}
  </${Dialog}>`;
}

/** Whether calls are answered: active, off or expired. @param {{row: any}} props */
export function State({ row }) {
  const past = row.expires && new Date(row.expires).getTime() < Date.now();
  return html`<${Badge} kind=${!row.enabled ? 'plain' : past ? 'bad' : 'ok'}>${t(!row.enabled ? 'keys.state.off' : past ? 'keys.state.expired' : 'keys.state.active')}</${Badge}>`;
}
