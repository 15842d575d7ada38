/** The form of a model: made, changed, renamed. */
import { html, useEffect, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, put } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { unsaved } from '../../lib/router.js';
import { Button, Dialog, Input, Problem, Select, confirm, toast } from '../../ui/ui.js';
import { STRATEGIES, members, target, targetsOf } from './plan.js';
import { Targets } from './targets.js';

const words = (text) => text.split(/[,，\n]/).map((one) => one.trim()).filter(Boolean);

/** @param {any} config @param {string|undefined} provider the one to begin with */
const formOf = (config, provider) => ({
  name: config?.name ?? '', aliases: (config?.aliases ?? []).join(', '), strategy: config?.strategy ?? 'ordered', sticky_by: config?.sticky_by ?? 'user', note: '',
  retries: config?.retries ?? '', hedges: Boolean(config?.hedge), after: config?.hedge?.after ?? '', share: config?.hedge ? Number(config.hedge.share ?? 0.1) * 100 : 10,
  larger: config?.larger_model ?? '', targets: config ? targetsOf(config) : [target({ provider })],
});

/** @param {{route: import('./plan.js').Route|undefined, data: any, reload: () => any, onClose: () => void}} props route: what is changed, or nothing to make one */
export function Editor({ route, data, reload, onClose }) {
  const [before, setBefore] = useState(route?.config);
  const [etag, setEtag] = useState(data.etag);
  const [form, setForm] = useState(() => formOf(route?.config, data.providers[0]?.id));
  const [changed, setChanged] = useState(false);
  const [failure, setFailure] = useState(/** @type {any} */ (null));
  const [theirs, setTheirs] = useState(/** @type {any} */ (null));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const presets = useLoad((signal) => get('/presets', {}, { signal }), []);
  useEffect(() => { unsaved.value = changed; return () => { unsaved.value = false; }; }, [changed]);
  const set = (more) => { setForm((old) => ({ ...old, ...more })); setChanged(true); };
  const name = form.name.trim();
  const wrong = mistakes(form, data.routes, before?.name);
  const known = (id) => {
    const provider = data.providers.find((each) => each.id === id);
    const own = (provider?.deployments ?? []).map((each) => each.model).filter(Boolean);
    return [...new Set([...own, ...(presets.data?.data.find((each) => each.id === provider?.type)?.models ?? [])])];
  };
  const body = () => ({ ...members(before ?? {}, {
    name, aliases: words(form.aliases), strategy: form.strategy, sticky_by: form.strategy === 'sticky' && (form.sticky_by !== 'user' || before?.sticky_by) ? form.sticky_by : undefined,
    retries: form.retries === '' ? undefined : Number(form.retries), larger_model: form.larger,
    hedge: form.hedges ? { ...(form.after && { after: form.after }), ...(Number(form.share) !== 10 && { share: Number(form.share) / 100 }) } : undefined,
  }, form.targets.map(({ broken, ...one }) => one)), ...(form.note && { _note: form.note }) });
  const save = async (mark = etag) => {
    setTried(true);
    if (Object.keys(wrong).length) return;
    setFailure(null);
    setTheirs(null);
    try {
      await put(`/routes/${encodeURIComponent(before?.name ?? name)}`, body(), { etag: mark });
    } catch (e) {
      if (/** @type {any} */ (e).status === 412) await meet(e);
      else setFailure(e);
      return;
    }
    unsaved.value = false;
    toast(t(before ? 'routes.saved' : 'routes.made', { name }));
    onClose();
    reload();
  };
  /** Somebody has changed the file. What they left of this model decides: nothing of it touched, and ours goes on top; else the person chooses. */
  const meet = async (refusal) => {
    try {
      const now = await get('/routes');
      const its = now.data.find((each) => each.name === (before?.name ?? name))?.config;
      setEtag(now.etag);
      if (JSON.stringify(its) === JSON.stringify(before)) await save(now.etag);
      else { setFailure(refusal); setTheirs({ config: its, etag: now.etag }); }
    } catch (e) { setFailure(e); }
  };
  const submit = () => { if (busy) return; setBusy(true); save().finally(() => setBusy(false)); };
  const close = async () => {
    if (!changed || await confirm({ title: t('routes.leave'), action: t('routes.leave.yes'), danger: true })) onClose();
  };
  const show = (key) => (tried ? wrong[key] : undefined);
  const others = data.routes.map((each) => each.name).filter((each) => each !== before?.name && !each.includes('*'));
  return html`<${Dialog} kind="sheet" sticky title=${before ? t('routes.editOne', { name: before.name }) : t('routes.new')} onClose=${close} onSubmit=${submit} actions=${html`
      <${Button} onClick=${close}>${t('ui.cancel')}</${Button}><${Button} kind="primary" type="submit" busy=${busy}>${before ? t('ui.save') : t('routes.make')}</${Button}>`}>
    ${failure && html`<${Problem} failure=${failure}>${theirs && html`<div class="row">
      ${theirs.config && html`<${Button} small onClick=${() => { setBefore(theirs.config); setForm(formOf(theirs.config, undefined)); setChanged(false); setFailure(null); setTheirs(null); }}>${t('routes.theirs')}</${Button}>`}
      <${Button} small kind="danger" onClick=${() => { if (!theirs.config) setBefore(undefined); return save(theirs.etag); }}>${t('routes.mine')}</${Button}></div>`}</${Problem}>`}
    <${Input} label=${t('routes.name')} hint=${t('routes.name.hint')} required autofocus value=${form.name} error=${show('name')} onInput=${(to) => set({ name: to })} />
    <${Input} label=${t('routes.aliases')} hint=${t('routes.aliases.hint')} value=${form.aliases} onInput=${(to) => set({ aliases: to })} />
    <${Targets} targets=${form.targets} onChange=${(targets) => set({ targets })} strategy=${form.strategy} providers=${data.providers} models=${others} known=${known} errors=${tried ? wrong.targets ?? {} : {}} />
    ${form.targets.length > 1 && html`<${Strategy} form=${form} set=${set} />`}
    <details open=${Boolean(form.retries || form.hedges || form.larger)}><summary>${t('routes.more')}</summary><div class="stack more">
      <${Input} label=${t('routes.retries')} hint=${t('routes.retries.hint')} type="number" min="0" max="10" value=${form.retries} error=${show('retries')} onInput=${(to) => set({ retries: to })} />
      <label class="check"><input type="checkbox" checked=${form.hedges} onChange=${(e) => set({ hedges: e.currentTarget.checked })} /><span>${t('routes.hedge')}</span></label>
      ${form.hedges && html`<div class="pair"><${Input} label=${t('routes.hedge.after')} hint=${t('routes.hedge.after.hint')} placeholder="2s" value=${form.after} error=${show('after')} onInput=${(to) => set({ after: to.trim() })} />
        <${Input} label=${t('routes.hedge.share')} hint=${t('routes.hedge.share.hint')} type="number" min="0" max="100" step="any" unit="%" value=${form.share} onInput=${(to) => set({ share: to })} /></div>`}
      <${Select} label=${t('routes.larger')} hint=${t('routes.larger.hint')} value=${form.larger} onInput=${(to) => set({ larger: to })}
        options=${[{ value: '', label: t('routes.larger.none') }, ...[...new Set([...others, form.larger].filter(Boolean))]]} />
    </div></details>
    <${Input} label=${t('routes.note')} hint=${t('routes.note.hint')} value=${form.note} onInput=${(to) => set({ note: to })} />
  </${Dialog}>`;
}

const Strategy = ({ form, set }) => html`<fieldset class="strategies"><legend>${t('routes.strategy')}</legend>
  <div>${STRATEGIES.map((id) => html`<label key=${id} class="card strategy"><input type="radio" name="strategy" value=${id} checked=${form.strategy === id} onChange=${() => set({ strategy: id })} />
    <span><b>${t(`routes.strategy.${id}`)}</b><span class="quiet small">${t(`routes.strategy.${id}.is`)}</span></span></label>`)}</div>
  ${form.strategy === 'sticky' && html`<${Select} label=${t('routes.sticky')} value=${form.sticky_by} onInput=${(to) => set({ sticky_by: to })}
    options=${['user', 'session', 'prefix'].map((id) => ({ value: id, label: t(`routes.sticky.${id}`) }))} />`}</fieldset>`;

/** What cannot be saved, by field. @returns {Record<string, any>} */
function mistakes(form, routes, old) {
  /** @type {Record<string, any>} */ const wrong = {};
  const name = form.name.trim();
  if (!name) wrong.name = t('routes.wrong.name');
  else if (name !== old && routes.some((each) => each.name === name || (each.name !== old && (each.config.aliases ?? []).includes(name)))) wrong.name = t('routes.wrong.taken');
  else if (name.slice(0, -1).includes('*')) wrong.name = t('routes.wrong.star');
  const retries = Number(form.retries);
  if (form.retries !== '' && !(Number.isInteger(retries) && retries >= 0 && retries <= 10)) wrong.retries = t('routes.wrong.retries');
  if (form.hedges && form.after && !/^\d+(\.\d+)? *(ms|s|m|min|h|d)?$/.test(form.after)) wrong.after = t('routes.wrong.after');
  for (const one of form.targets) {
    const its = { ...(!one.provider && !one.model && { to: t('routes.wrong.target') }), ...((one.broken || (one.parameters && (typeof one.parameters !== 'object' || Array.isArray(one.parameters)))) && { parameters: t('routes.wrong.parameters') }) };
    if (Object.keys(its).length) (wrong.targets ??= {})[one.key] = its;
  }
  return wrong;
}
