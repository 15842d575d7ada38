/** Teams: terms that all keys of one share. */
import { html, useMemo, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { del, get, patch, put } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { href } from '../../lib/router.js';
import { Button, Dialog, Empty, Input, Problem, Section, Switch, Table, confirm, toast, useLeave } from '../../ui/ui.js';
import { TermsFields, changes, freeTerms, plainTerms } from './terms.js';
import { State } from './sheet.js';
import { BudgetText, LimitText, ModelText } from './texts.js';

/** @param {{models: string[]}} props */
export function Teams({ models }) {
  const { data, failure, reload } = useLoad((signal) => get('/teams', {}, { signal }), [], { every: 15000 });
  const [open, setOpen] = useState(/** @type {any} */ (null));
  const edits = may('operator');
  const remove = async (team) => {
    if (!(await confirm({ title: t('keys.teams.delete', { id: team.id }), body: html`<p>${t('keys.teams.delete.body')}</p>`, action: t('ui.delete'), danger: true, run: () => del(`/teams/${encodeURIComponent(team.id)}`) }))) return;
    toast(t('keys.deleted', { id: team.id }));
    reload();
  };
  const add = edits && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen({})}>${t('keys.teams.new')}</${Button}>`;
  return html`<${Section} title=${t('keys.teams')} actions=${data?.teams.length > 0 && add}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${(data || !failure) && html`<${Table} label=${t('keys.teams')} rows=${data?.teams} rowKey=${(x) => x.id} sorted="id" onRow=${edits ? (team) => setOpen({ team }) : undefined}
      empty=${html`<${Empty} icon="user" title=${t('keys.teams.none')} action=${add}>${t('keys.teams.none.next')}</${Empty}>`}
      columns=${[{ key: 'id', label: t('keys.team'), sort: (x) => x.id }, { key: 'state', label: t('keys.state'), render: (x) => html`<${State} row=${x} />` },
        { key: 'models', label: t('keys.models'), wide: true, render: (x) => html`<${ModelText} models=${x.models} />` }, { key: 'limits', label: t('keys.limits'), render: (x) => html`<${LimitText} limits=${x.limits} />` },
        { key: 'budgets', label: t('keys.budgets'), render: (x) => html`<${BudgetText} budgets=${x.budgets} />` }, { key: 'keys', label: t('keys.title'), render: (x) => html`<a href=${href(`/keys?team=${encodeURIComponent(x.id)}`)}>${t('keys.teams.keys')}</a>` },
        ...(edits ? [{ key: 'do', label: t('keys.actions'), hideLabel: true, end: true, render: (x) => html`<${Button} small kind="quiet" icon="trash" label=${t('keys.deleteOf', { id: x.id })} onClick=${() => remove(x)} />` }] : [])]} />`}
    ${open && html`<${TeamSheet} team=${open.team} taken=${data?.teams.map((x) => x.id) ?? []} models=${models} onClose=${() => setOpen(null)} onSaved=${(id) => { setOpen(null); toast(t('keys.saved', { id })); reload(); }} />`}
  </${Section}>`;
}

function TeamSheet({ team, taken, models, onClose, onSaved }) {
  const first = useMemo(() => ({ ...freeTerms(), ...Object.fromEntries(Object.keys(freeTerms()).filter((n) => team && n in team).map((n) => [n, team[n]])) }), []);
  const [form, setForm] = useState(first);
  const [id, setId] = useState(team?.id ?? '');
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [wrong, setWrong] = useState('');
  const save = async () => {
    fail(null);
    const name = id.trim();
    if (!team && (!name || taken.includes(name))) { setWrong(t(name ? 'keys.teams.taken' : 'keys.needed')); return; }
    try {
      const words = plainTerms(form);
      await (team ? patch(`/teams/${encodeURIComponent(name)}`, changes(plainTerms(first), words)) : put(`/teams/${encodeURIComponent(name)}`, changes(plainTerms(freeTerms()), words)));
      onSaved(name);
    } catch (e) { fail(e); }
  };
  const leave = useLeave(form !== first, onClose);
  const change = (to) => { setForm({ ...form, ...to }); fail(null); };
  return html`<${Dialog} kind="sheet" sticky title=${team ? team.id : t('keys.teams.new')} onClose=${leave} onSubmit=${save} actions=${html`<${Button} onClick=${leave}>${t('ui.cancel')}</${Button}><${Button} kind="primary" onClick=${save}>${t('ui.save')}</${Button}>`}>
    ${!team && html`<${Input} label=${t('keys.teams.id')} required value=${id} onInput=${(v) => { setId(v); setWrong(''); }} error=${wrong} hint=${t('keys.teams.id.hint')} />`}
    <${Switch} label=${t('keys.enabled')} checked=${form.enabled} onChange=${(enabled) => change({ enabled })} hint=${t('keys.enabled.hint')} />
    <${TermsFields} terms=${form} onTerms=${change} models=${models} />
    ${failure && html`<${Problem} failure=${failure} />`}
  </${Dialog}>`;
}
