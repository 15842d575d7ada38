/** From nothing to the first call in five steps: provider, credentials, test, models, key. */
import { html, useEffect, useState } from '../../lib/html.js';
import { say, t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { go, href } from '../../lib/router.js';
import { Button, Icon, Input, LinkButton, Page, Problem, Section, Skeleton } from '../../ui/ui.js';
import { Docs, PresetPicker, freeName, loadPresets } from '../providers/presets.js';
import { ProviderFields, missing, tidy } from '../providers/fields.js';
import { TestResult, testMembers, testSaved } from '../providers/test.js';
import { draft, forget, keep, tested } from './state.js';
import { Models } from './models.js';
import { FirstKey } from './key.js';

const STEPS = ['provider', 'connect', 'test', 'models', 'key'];
const to = (step) => go(step === 'provider' ? '/start' : `/start/${step}`);

/** The step that can be shown: without a provider there is none to connect, and so on. */
function reachable(step, preset, lacks) {
  const { saved, key } = draft.value;
  if (step === 'key') return saved || key ? 'key' : reachable('models', preset, lacks);
  if (!preset || step === 'provider') return 'provider';
  return step !== 'connect' && !saved && lacks.length ? 'connect' : step;
}

function Start({ rest }) {
  const presets = useLoad(loadPresets, []);
  const providers = useLoad(() => get('/providers'), []);
  const failure = presets.failure ?? providers.failure;
  const { id, config, saved } = draft.value;
  const preset = presets.data?.find((p) => p.id === config.type);
  const wanted = STEPS.includes(rest) ? rest : 'provider';
  const step = reachable(wanted, preset, preset ? missing(preset, config) : []);
  const ready = presets.data && providers.data;
  useEffect(() => { if (ready && step !== wanted) go(`/start/${step}`, { replace: true }); }, [ready, step, wanted]);
  const pick = (chosen) => {
    const taken = providers.data.data.map((p) => p.id);
    if (chosen.id !== config.type || saved) keep({ id: freeName(chosen.id, taken), config: { type: chosen.id }, names: [], every: false, saved: false, key: null }, chosen);
    tested.value = null;
    to('connect');
  };
  const leave = () => { try { localStorage.setItem('sluice.start.left', '1'); } catch { /* asked again next time */ } if (step === 'key') forget(); go('/'); };
  const number = STEPS.indexOf(step) + 1;
  return html`<${Page} title=${t(`start.${step}.title`)} about=${t('start.step', { n: number, of: STEPS.length })}
      actions=${html`<${Button} kind="quiet" onClick=${leave}>${t(step === 'key' ? 'start.leave' : 'start.skip')}</${Button}>`}>
    <${Steps} current=${step} preset=${preset} />
    ${failure ? html`<${Problem} failure=${failure} retry=${() => { presets.reload(); providers.reload(); }} />` : !ready || step !== wanted ? html`<${Skeleton} lines=${8} />`
      : providers.data.form === 'entries' && step !== 'key' ? html`<${Problem} kind="info" title=${t('providers.entries')}>${t('providers.entries.next')} <${LinkButton} small to="/settings/import">${t('providers.entries.do')}</${LinkButton}></${Problem}>`
      : html`<${Section} key=${step}>
        ${step === 'provider' ? html`<p>${t('start.provider.about')}</p><${PresetPicker} presets=${presets.data} chosen=${config.type} onPick=${pick} />`
          : step === 'connect' ? html`<${Connect} preset=${preset} taken=${providers.data.data.map((p) => p.id)} />`
          : step === 'test' ? html`<${Test} preset=${preset} />`
          : step === 'models' ? html`<${Models} preset=${preset} onDone=${() => { providers.reload(); to('key'); }} back=${() => to('test')} />`
          : html`<${FirstKey} again=${() => { forget(); providers.reload(); to('provider'); }} />`}
      </${Section}>`}
    ${step === 'provider' && draft.value.id && preset && html`<p class="quiet">${t('start.resume', { id })} <a href=${href(saved ? '/start/key' : '/start/connect')}>${t('start.resume.do')}</a></p>`}
  </${Page}>`;
}

/** Where one is; steps that are done can be gone back to. */
function Steps({ current, preset }) {
  const at = STEPS.indexOf(current);
  const { saved, key } = draft.value;
  const open = (step, i) => i < at && (i === 0 || preset) && !(key && i > 0) && !(saved && i === 1);
  return html`<ol class="steps">${STEPS.map((step, i) => html`<li key=${step} aria-current=${i === at ? 'step' : undefined} class=${i < at ? 'done' : ''}>
    <span class="step-mark">${i < at ? html`<${Icon} name="check" size=${14} />` : i + 1}</span>
    ${open(step, i) ? html`<a href=${href(i ? `/start/${step}` : '/start')}>${t(`start.${step}`)}</a>` : html`<span>${t(`start.${step}`)}</span>`}</li>`)}</ol>`;
}

function Connect({ preset, taken }) {
  const { id, config, saved } = draft.value;
  const [wrong, setWrong] = useState(/** @type {string[]} */ ([]));
  const [bad, setBad] = useState(false);
  const change = (changes) => { keep(changes, preset); setWrong([]); tested.value = null; };
  const next = (event) => {
    event.preventDefault();
    const lacks = [...missing(preset, config), ...(!id.trim() ? ['id'] : !saved && taken.includes(id.trim()) ? ['taken'] : [])];
    setWrong(lacks);
    if (!lacks.length && !bad) to('test');
  };
  return html`<form class="stack narrow" novalidate onSubmit=${next}>
    <div class="row apart"><b>${say(preset.names)}</b><${Docs} preset=${preset} /></div>
    <${ProviderFields} preset=${preset} config=${config} onChange=${(c) => change({ config: c })} wrong=${wrong} onBad=${setBad} />
    <${Input} label=${t('providers.id')} required value=${id} onInput=${(v) => change({ id: v })} hint=${t('providers.id.hint')}
      error=${wrong.includes('id') ? t('providers.needed') : wrong.includes('taken') ? t('providers.taken') : undefined} />
    <div class="row"><${Button} kind="primary" type="submit">${t('start.connect.do')}</${Button}><${Button} kind="quiet" onClick=${() => to('provider')}>${t('providers.another')}</${Button}></div>
    <p class="quiet small">${t('start.secret')}</p>
  </form>`;
}

function Test({ preset }) {
  const [busy, work] = useState(false);
  const [failure, fail] = useState(/** @type {any} */ (null));
  const ask = async () => {
    const { id, config, saved } = draft.value;
    work(true);
    fail(null);
    try { tested.value = await (saved ? testSaved(id) : testMembers(id, tidy(config))); } catch (e) { fail(e); }
    work(false);
  };
  useEffect(() => { if (!tested.value) ask(); }, []);
  const found = tested.value;
  return html`<div class="stack narrow"><p><b>${say(preset.names)}</b> <code class="quiet">${draft.value.config.api_base ?? preset.base ?? ''}</code></p>
    <${TestResult} busy=${busy} result=${found} />
    ${failure && html`<${Problem} failure=${failure} />`}
    ${found && !busy && html`<p role="status">${t(found.ok ? 'start.test.good' : 'start.test.bad')}</p>`}
    <div class="row">${found?.ok && !busy ? html`<${Button} kind="primary" onClick=${() => to('models')}>${t('start.next')}</${Button}>`
      : html`<${Button} kind="primary" disabled=${busy} onClick=${() => to('connect')}>${t('start.test.mend')}</${Button}><${Button} disabled=${busy} onClick=${() => to('models')}>${t('start.test.anyway')}</${Button}>`}
      <${Button} kind="quiet" icon="refresh" disabled=${busy} onClick=${ask}>${t('providers.test.again')}</${Button}></div>
  </div>`;
}

export default Start;
