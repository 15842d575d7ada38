/** The sheet in which a provider is added or changed. */
import { html, useEffect, useState } from '../../lib/html.js';
import { say, t } from '../../lib/text.js';
import { get, put } from '../../lib/api.js';
import { Button, Dialog, Input, Problem, useLeave } from '../../ui/ui.js';
import { Docs, PresetPicker, freeName } from './presets.js';
import { ProviderFields, missing, tidy } from './fields.js';
import { TestResult, testMembers, testSaved } from './test.js';

/** @typedef {{id: string, type: string, names: {en: string, zh: string}, config: Record<string, any>, line: number, deployments: any[]}} Provider */

/** @param {any} config */ const members = ({ id: _id, ...config }) => config;

/**
 * Adds a provider, or changes the one given. onSaved gets its id.
 * @param {{presets: import('./presets.js').Preset[], providers: Provider[], etag: string, provider?: Provider, onClose: () => void, onSaved: (id: string) => void}} props
 */
export function ProviderSheet({ presets, providers, etag, provider, onClose, onSaved }) {
  const [preset, setPreset] = useState(() => presets.find((p) => p.id === provider?.type));
  const [id, setId] = useState(provider?.id ?? '');
  const [first] = useState(() => members(/** @type {any} */ (provider?.config ?? {})));
  const [config, setConfig] = useState(first);
  const [version, setVersion] = useState(etag);
  const [wrong, setWrong] = useState(/** @type {string[]} */ ([]));
  const [bad, setBad] = useState(false);
  const [test, setTest] = useState(/** @type {any} */ (null));
  const [failure, fail] = useState(/** @type {any} */ (null));
  const leave = useLeave(config !== first && Object.keys(config).length > 1, onClose);
  const taken = providers.map((p) => p.id);
  const pick = (chosen) => {
    setPreset(chosen);
    setId(freeName(chosen.id, taken));
    setConfig({ type: chosen.id });
    setTest(null);
    fail(null);
  };
  const change = (to) => { setConfig(to); setWrong([]); setTest(null); };
  const ready = () => {
    const lacks = preset ? missing(preset, config) : [];
    const name = !id.trim() ? ['id'] : !provider && taken.includes(id.trim()) ? ['taken'] : [];
    setWrong([...lacks, ...name]);
    return !bad && !lacks.length && !name.length;
  };
  const ask = async () => {
    if (!ready()) return;
    fail(null);
    setTest('busy');
    const same = provider && JSON.stringify(tidy(config)) === JSON.stringify(members(provider.config));
    try { setTest(await (same ? testSaved(provider.id) : testMembers(id.trim(), tidy(config)))); } catch (e) { setTest(null); fail(e); }
  };
  const save = async () => {
    if (!ready()) return;
    fail(null);
    try {
      await put(`/providers/${encodeURIComponent(id.trim())}`, tidy(config), { etag: version });
      onSaved(id.trim());
    } catch (e) {
      fail(e);
      if (/** @type {any} */ (e).status === 412) setVersion((await get('/providers')).etag);
    }
  };
  return html`<${Dialog} kind="sheet" sticky title=${provider ? provider.id : preset ? t('providers.addOne', { name: say(preset.names) }) : t('providers.add')} onClose=${leave} onSubmit=${preset && save}
    actions=${preset && html`<${Button} icon="refresh" onClick=${ask} busy=${test === 'busy'}>${t('providers.test')}</${Button}><span class="grow" />
      <${Button} onClick=${leave}>${t('ui.cancel')}</${Button}><${Button} kind="primary" onClick=${save}>${t('ui.save')}</${Button}>`}>
    ${!preset ? (provider ? html`<${Problem} kind="warn" title=${t('providers.strange', { type: provider.type })} />` : html`<${PresetPicker} presets=${presets} onPick=${pick} />`) : html`
      <div class="row apart"><${Docs} preset=${preset} />${!provider && html`<${Button} small kind="quiet" icon="left" onClick=${() => setPreset(undefined)}>${t('providers.another')}</${Button}>`}</div>
      ${provider ? html`<p class="quiet">${t('providers.line', { n: provider.line })}</p>`
        : html`<${Input} label=${t('providers.id')} required value=${id} onInput=${(v) => { setId(v); setWrong([]); }} hint=${t('providers.id.hint')}
          error=${wrong.includes('id') ? t('providers.needed') : wrong.includes('taken') ? t('providers.taken') : undefined} />`}
      <${ProviderFields} preset=${preset} config=${config} onChange=${change} wrong=${wrong} onBad=${setBad} />
      <${Seen}>${test && html`<${TestResult} busy=${test === 'busy'} result=${test} />`}${failure && (failure.status === 412 ? html`<${Problem} kind="warn" title=${t('providers.meanwhile')}>${t('providers.meanwhile.next')}</${Problem}>` : html`<${Problem} failure=${failure} />`)}</${Seen}>`}
  </${Dialog}>`;
}

/** What has just come below the form is scrolled into view. */
function Seen({ children }) {
  const [box, setBox] = useState(/** @type {HTMLElement|null} */ (null));
  const there = children.some(Boolean);
  useEffect(() => { if (there) box?.scrollIntoView({ block: 'nearest' }); }, [there, box, children]);
  return html`<div class="stack" ref=${setBox}>${children}</div>`;
}
