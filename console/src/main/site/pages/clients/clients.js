/** How to set up each client: ready text with this gateway's address, a model and a key. The recipes are data: recipes.json. */
import { html, useEffect, useState } from '../../lib/html.js';
import { lang, say, t } from '../../lib/text.js';
import { useLoad } from '../../lib/load.js';
import { href, setQuery } from '../../lib/router.js';
import { Code, Empty, Input, LinkButton, Page, Problem, Search, Section, Select, Skeleton } from '../../ui/ui.js';
import { modelsOf } from '../playground/chat.js';

const GROUPS = ['code', 'agents', 'editors', 'chat', 'platforms'];
const ENDS = /** @type {Record<string, string>} */ ({ root: '', v1: '/v1' });

async function recipes(/** @type {AbortSignal} */ signal) {
  const response = await fetch('/console/pages/clients/recipes.json', { signal });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** @param {string} text @param {Record<string, string>} values */
const filled = (text, values) => text.replace(/\{(origin|base|key|model)\}/g, (_, name) => values[name]);

function Clients({ rest, query }) {
  const { data, failure, reload } = useLoad(recipes, []);
  const [address, setAddress] = useState(location.origin);
  const [key, setKey] = useState('');
  const [model, setModel] = useState('');
  const [known, setKnown] = useState(/** @type {{models: string[], failure: any}} */ ({ models: [], failure: null }));
  useEffect(() => {
    const control = new AbortController();
    const later = setTimeout(async () => {
      try {
        const models = key.trim() ? await modelsOf(key.trim(), control.signal) : [];
        setKnown({ models, failure: null });
        setModel((old) => old || models[0] || '');
      } catch (e) { if (!control.signal.aborted) setKnown({ models: [], failure: e }); }
    }, 300);
    return () => { clearTimeout(later); control.abort(); };
  }, [key]);
  const origin = address.trim().replace(/\/+$/, '').replace(/\/v1$/, '');
  const values = { origin, key: key.trim() || 'YOUR_KEY', model: model.trim() || 'MODEL' };
  return html`<${Page} title=${t('clients.title')} about=${t('clients.about')}>
    <${Section}><div class="given">
      <${Input} label=${t('clients.key')} type="password" placeholder="sk-…" value=${key} onInput=${setKey} error=${known.failure?.message}
        hint=${known.models.length > 0 ? t('clients.key.works', { n: known.models.length }) : t('clients.key.hint')} />
      <${Input} label=${t('clients.model')} value=${model} onInput=${setModel} list="client-models" hint=${t('clients.model.hint')} />
      <${Input} label=${t('clients.address')} type="url" value=${address} onInput=${setAddress} hint=${t('clients.address.hint')} />
      <datalist id="client-models">${known.models.map((name) => html`<option key=${name} value=${name} />`)}</datalist>
    </div></${Section}>
    ${failure ? html`<${Problem} failure=${failure} retry=${reload} />` : !data ? html`<${Skeleton} lines=${10} />` : html`<${Chosen} all=${data} id=${query.get('client') || rest || 'curl'} values=${values} />`}
  </${Page}>`;
}

function Chosen({ all, id, values }) {
  const [sought, seek] = useState('');
  const fits = all.filter((one) => one.name.toLowerCase().includes(sought.toLowerCase()));
  const one = all.find((each) => each.id === id);
  return html`<div class="clients">
    <div class="client-pick"><${Select} label=${t('clients.client')} value=${one?.id ?? ''} onInput=${(to) => setQuery({ client: to })} options=${[...(one ? [] : [{ value: '', label: '–' }]), ...all.map((each) => ({ value: each.id, label: each.name }))]} /></div>
    <nav class="client-list" aria-label=${t('clients.title')}><${Search} value=${sought} onInput=${seek} label=${t('clients.search')} />
      ${GROUPS.map((group) => ({ group, its: fits.filter((each) => each.group === group) })).filter((each) => each.its.length).map(({ group, its }) => html`
        <div key=${group}><p class="quiet small" id="clients-${group}">${t(`clients.group.${group}`)}</p><ul aria-labelledby="clients-${group}">${its.map((each) => html`
          <li key=${each.id}><a href=${href(`/clients?client=${each.id}`)} aria-current=${each === one ? 'page' : undefined}>${each.name}</a></li>`)}</ul></div>`)}
      ${!fits.length && html`<p class="quiet">${t('clients.none')}</p>`}</nav>
    ${one ? html`<${Recipe} key=${one.id} one=${one} values=${values} />` : html`<${Empty} icon="clients" title=${t('clients.none')}>${t('clients.none.next')}</${Empty}>`}
  </div>`;
}

function Recipe({ one, values }) {
  const base = `${values.origin}${ENDS[one.base]}`;
  return html`<${Section} title=${one.name} actions=${html`<${LinkButton} small icon="playground" to=${`/playground${values.model === 'MODEL' ? '' : `?model=${encodeURIComponent(values.model)}`}`}>${t('clients.try')}</${LinkButton}>`}>
    <p>${t(`clients.base.${one.base}`)} <code>${base}</code></p>
    ${one.needs && html`<${Problem} kind="warn" title=${say(one.needs)} />`}
    ${one.parts.map((part, i) => html`<div key=${i} class="part"><h3>${say(part.title)}</h3><${Code} label=${say(part.title)} text=${filled(part.text, { ...values, base })} /></div>`)}
    ${one.notes.en.length > 0 && html`<div class="traps"><h3>${t('clients.notes')}</h3><ul>${one.notes[lang.value].map((note) => html`<li key=${note}>${note}</li>`)}</ul></div>`}
    <p class="quiet small">${t('clients.repairs')} <a href=${one.docs} target="_blank" rel="noreferrer">${t('clients.docs', { name: one.name })}</a></p>
  </${Section}>`;
}

export default Clients;
