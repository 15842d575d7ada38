/** The fourth step: which models, and what callers call them; then provider and names are written into the configuration. */
import { html, useMemo, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, put } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { Button, Check, Input, Problem, Progress, Skeleton } from '../../ui/ui.js';
import { freeName } from '../providers/presets.js';
import { tidy } from '../providers/fields.js';
import { draft, keep, tested } from './state.js';

/** More would make the page slow; the search narrows them. */
const SHOWN = 60;

/** The first choice: what the test has asked for, the usual one, or the first. */
function usual(list, preset) {
  const model = [tested.value?.chat.model, preset.model, list[0]].find((one) => one && (!list.length || list.includes(one))) ?? list[0];
  return model ? [{ model, name: model }] : [];
}

/** @param {{preset: import('../providers/presets.js').Preset, onDone: () => void, back: () => void}} props */
export function Models({ preset, onDone, back }) {
  const routes = useLoad(() => get('/routes'), []);
  const list = useMemo(() => { const found = tested.value?.models.list; return found?.length ? found : preset.models; }, [preset, tested.value]);
  const [names, setNames] = useState(() => (draft.value.names.length ? draft.value.names : usual(list, preset)));
  const [every, setEvery] = useState(draft.value.every);
  const [text, setText] = useState('');
  const [done, setDone] = useState(/** @type {number|null} */ (null));
  const [failure, fail] = useState(/** @type {any} */ (null));
  const there = routes.data?.data.map((r) => r.name) ?? [];
  const choose = (to) => { setNames(to); keep({ names: to }, preset); fail(null); };
  const toggle = (model, on) => choose(on ? [...names, { model, name: model }] : names.filter((n) => n.model !== model));
  const found = list.filter((m) => m.toLowerCase().includes(text.trim().toLowerCase()));
  const typed = text.trim();
  const add = () => { if (typed && !names.some((n) => n.model === typed)) toggle(typed, true); setText(''); };
  const twice = names.find((n, i) => names.findIndex((m) => m.name.trim() === n.name.trim()) < i);
  const nameless = names.some((n) => !n.name.trim());
  const error = !names.length && !every ? t('start.models.none') : nameless ? t('start.models.nameless') : twice ? t('start.models.twice', { name: twice.name }) : '';
  const save = async () => {
    const wanted = [...names.map((n) => [n.name.trim(), n.name.trim() === n.model ? {} : { upstream_model: n.model }]), ...(every ? [['*', {}]] : [])];
    fail(null);
    setDone(0);
    try {
      const now = await get('/providers');
      let { etag } = routes.data.etag === now.etag || draft.value.saved ? now : await changedMeanwhile(now, routes);
      if (!draft.value.saved) {
        ({ etag } = await put(`/providers/${encodeURIComponent(draft.value.id)}`, tidy(draft.value.config), { etag }));
        keep({ saved: true }, preset);
      }
      for (const [i, [name, more]] of wanted.entries()) {
        ({ etag } = await put(`/routes/${encodeURIComponent(name)}`, { provider: draft.value.id, ...more }, { etag }));
        setDone((i + 1) / wanted.length);
      }
      onDone();
    } catch (e) {
      setDone(null);
      fail(e);
      routes.reload();
    }
  };
  if (routes.failure) return html`<${Problem} failure=${routes.failure} retry=${routes.reload} />`;
  if (!routes.data) return html`<${Skeleton} lines=${6} />`;
  return html`<div class="stack">
    <p>${t('start.models.about', { id: draft.value.id })}</p>
    <div class="columns">
      <form class="stack" onSubmit=${(e) => { e.preventDefault(); add(); }}>
        <div class="row bottom"><div class="grow"><${Input} label=${t('start.models.search')} value=${text} onInput=${setText} hint=${t('start.models.search.hint')} /></div></div>
        ${typed && !list.includes(typed) && html`<div><${Button} small icon="plus" type="submit">${t('start.models.add', { name: typed })}</${Button}></div>`}
        <div class="model-list" role="group" aria-label=${t('start.models.list')} tabindex="0">${found.slice(0, SHOWN).map((m) => html`<${Check} key=${m} label=${m} checked=${names.some((n) => n.model === m)} onChange=${(on) => toggle(m, on)} />`)}
          ${found.length > SHOWN && html`<p class="quiet small">${t('start.models.more', { n: found.length - SHOWN })}</p>`}
          ${!found.length && html`<p class="quiet">${t(list.length ? 'start.models.noMatch' : 'start.models.noList')}</p>`}</div>
      </form>
      <div class="stack keys-of"><h2>${t('start.models.names')}</h2><p class="quiet">${t('start.models.names.about')}</p>
        ${names.map((n) => html`<div key=${n.model} class="row bottom"><div class="grow"><${Input} label=${t('start.models.nameOf', { model: n.model })} value=${n.name} onInput=${(name) => choose(names.map((m) => (m === n ? { ...m, name } : m)))}
            hint=${there.includes(n.name.trim()) && !draft.value.saved ? t('start.models.replaces') : undefined} /></div>
          <${Button} kind="quiet" icon="trash" label=${t('start.models.drop', { model: n.model })} onClick=${() => toggle(n.model, false)} /></div>`)}
        ${(!there.includes('*') || every) && html`<${Check} label=${t('start.models.every')} checked=${every} onChange=${(on) => { setEvery(on); keep({ every: on }, preset); }} />`}
      </div>
    </div>
    ${failure && (failure.status === 412 ? html`<${Problem} kind="warn" title=${t('providers.meanwhile')}>${t(failure.taken ? 'start.models.taken' : 'providers.meanwhile.next', { id: draft.value.id })}</${Problem}>` : html`<${Problem} failure=${failure} />`)}
    ${done !== null && html`<${Progress} label=${t('start.models.saving')} value=${done} />`}
    <div class="row"><${Button} kind="primary" disabled=${!!error} onClick=${save}>${t('start.models.do')}</${Button}><${Button} kind="quiet" onClick=${back}>${t('ui.back')}</${Button}>${error && html`<span class="quiet" role="status">${error}</span>`}</div>
  </div>`;
}

/** The configuration is not what was shown: say so, and take another name for the provider if its own has been taken. */
async function changedMeanwhile(now, routes) {
  const taken = now.data.map((p) => p.id);
  const took = taken.includes(draft.value.id);
  if (took) draft.value = { ...draft.value, id: freeName(draft.value.id, taken) };
  await routes.reload();
  throw Object.assign(new Error(t('providers.meanwhile')), { status: 412, taken: took });
}
