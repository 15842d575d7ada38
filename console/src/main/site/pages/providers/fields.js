/** The form of one provider: what its preset asks for, what any provider may have, and the rest as JSON. */
import { html, useEffect, useState } from '../../lib/html.js';
import { say, t } from '../../lib/text.js';
import { Button, Input, Select, TextArea } from '../../ui/ui.js';
import { fieldName } from './presets.js';

/** @typedef {Record<string, any>} Config the members of a provider, without id */

/** Words that any provider may have and that people ask for; all others are in the JSON part. */
const COMMON = ['timeout', 'max_calls', 'proxy'];
const isMask = (value) => /^\*\*\*/.test(value);
const isReference = (value) => /^(\$\{|file:)/.test(value);

/** The credentials in a configuration, one or several. @param {Config} config @returns {string[]} */
export const keysOf = (config) => (config.api_keys ?? [config.api_key ?? '']).map(String);

/** @param {Config} config @param {string[]} keys @returns {Config} */
export function withKeys(config, keys) {
  const { api_key: _one, api_keys: _many, ...rest } = config;
  return keys.length > 1 ? { ...rest, api_keys: keys } : keys[0] ? { ...rest, api_key: keys[0] } : rest;
}

const read = (config, field) => String((field.in === 'options' ? config.options?.[field.name] : config[field.name]) ?? '');

function write(config, field, value) {
  const change = (members) => {
    const { [field.name]: _old, ...rest } = members ?? {};
    return value === '' ? rest : { ...rest, [field.name]: value };
  };
  if (field.in !== 'options') return change(config);
  const options = change(config.options);
  const { options: _old, ...rest } = config;
  return Object.keys(options).length ? { ...rest, options } : rest;
}

/** What must still be filled in. @param {import('./presets.js').Preset} preset @param {Config} config @returns {string[]} names of fields */
export const missing = (preset, config) => preset.fields.filter((f) => f.required && !(f.name === 'api_key' ? keysOf(config)[0] : read(config, f))).map((f) => f.name);

/** What may be kept between visits: everything that is no secret. @param {import('./presets.js').Preset} preset @param {Config} config @returns {Config} */
export const withoutSecrets = (preset, config) => preset.fields.filter((f) => f.secret)
  .reduce((left, field) => write(left, field, ''), Object.fromEntries(Object.entries(config).filter(([name]) => !['api_keys', 'headers', 'proxy', 'proxies'].includes(name))));

/** The members as they go to the server: no empty keys. @param {Config} config @returns {Config} */
export const tidy = (config) => withKeys(config, keysOf(config).map((k) => k.trim()).filter(Boolean));

/** A masked value and a reference to the environment are no secrets: they are shown. */
const secretKind = (value) => (isMask(value) || isReference(value) ? 'text' : 'password');

function Keys({ field, keys, onKeys, error }) {
  const set = (at, value) => onKeys(keys.map((k, i) => (i === at ? value : k)));
  const name = (i) => (keys.length > 1 ? t('providers.keyNumber', { n: i + 1 }) : fieldName('api_key'));
  return html`<div class="stack keys-of">
    ${keys.map((key, i) => html`<div key=${i} class="row bottom"><div class="grow"><${Input} label=${name(i)} required=${field.required && i === 0} type=${secretKind(key)} value=${key} onInput=${(v) => set(i, v)}
        error=${i === 0 && error} hint=${i === keys.length - 1 ? (isMask(key) ? t('providers.masked') : say(field.hint)) : undefined} autocomplete="off" /></div>
      ${keys.length > 1 && html`<${Button} kind="quiet" icon="trash" label=${t('providers.dropKey', { n: i + 1 })} onClick=${() => onKeys(keys.filter((_, at) => at !== i))} />`}</div>`)}
    ${keys[0] && html`<div><${Button} small kind="quiet" icon="plus" onClick=${() => onKeys([...keys, ''])}>${t('providers.moreKeys')}</${Button}></div>`}
  </div>`;
}

function One({ preset, field, config, onChange, error }) {
  const value = read(config, field);
  const regions = Object.keys(preset.bases).filter(Boolean);
  const shared = { label: fieldName(field.name), required: field.required, value, error, onInput: (v) => onChange(write(config, field, v)), hint: say(field.hint) };
  if (field.name === 'region' && regions.length) {
    const options = [...('' in preset.bases || !field.required ? [{ value: '', label: t('providers.region.usual') }] : [{ value: '', label: t('providers.choose'), disabled: true }]),
      ...[...new Set([...regions, value])].filter(Boolean).map((r) => ({ value: r, label: r }))];
    return html`<${Select} ...${shared} options=${options} />`;
  }
  if (field.secret) return html`<${Input} ...${shared} type=${secretKind(value)} hint=${isMask(value) ? t('providers.masked') : shared.hint} />`;
  return html`<${Input} ...${shared} placeholder=${field.name === 'api_base' ? preset.base ?? 'https://…/v1' : undefined} inputmode=${field.name === 'api_base' ? 'url' : undefined} />`;
}

/** Members that have no control of their own, as JSON text. */
function Others({ known, config, onChange, onBad }) {
  const others = Object.fromEntries(Object.entries(config).filter(([name]) => !known.includes(name)));
  const written = Object.keys(others).length ? JSON.stringify(others, null, 2) : '';
  const [text, setText] = useState(written);
  const [error, fail] = useState('');
  useEffect(() => () => onBad(false), []);
  const put = (now) => {
    setText(now);
    let members;
    try { members = now.trim() ? JSON.parse(now) : {}; } catch (e) { fail(t('providers.notJson', { why: String(/** @type {Error} */ (e).message) })); onBad(true); return; }
    const taken = members && typeof members === 'object' && !Array.isArray(members) ? Object.keys(members).find((name) => known.includes(name)) : '{}';
    fail(taken === '{}' ? t('providers.notJson', { why: '{ }' }) : taken ? t('providers.hasField', { name: taken }) : '');
    onBad(!!taken);
    if (!taken) onChange({ ...Object.fromEntries(Object.entries(config).filter(([name]) => known.includes(name))), ...members });
  };
  return html`<${TextArea} label=${t('providers.others')} rows=${Math.max(3, text.split('\n').length)} value=${text} onInput=${put} error=${error} hint=${t('providers.others.hint')} placeholder='{ "headers": { "x-team": "a" } }' />`;
}

/**
 * The controls. config holds everything the provider has; onChange gets it whole.
 * @param {{preset: import('./presets.js').Preset, config: Config, onChange: (config: Config) => void, wrong?: string[], onBad: (bad: boolean) => void}} props
 * wrong: names of fields that are missing; onBad: told whether the JSON part cannot be used
 */
export function ProviderFields({ preset, config, onChange, wrong = [], onBad }) {
  const inOptions = preset.fields.filter((f) => f.in === 'options').map((f) => f.name);
  const strange = Object.keys(config.options ?? {}).some((name) => !inOptions.includes(name));
  const known = ['id', 'type', 'api_key', 'api_keys', ...COMMON, ...preset.fields.filter((f) => f.in !== 'options').map((f) => f.name), ...(strange ? [] : ['options'])];
  const shown = preset.fields.filter((f) => f.in !== 'options' || !strange);
  const field = (f) => {
    const error = wrong.includes(f.name) ? t('providers.needed') : undefined;
    return f.name === 'api_key' ? html`<${Keys} key=${f.name} field=${f} keys=${keysOf(config)} onKeys=${(keys) => onChange(typing(config, keys))} error=${error} />`
      : html`<${One} key=${f.name} preset=${preset} field=${f} config=${config} onChange=${onChange} error=${error} />`;
  };
  const first = (f) => f.required || f.name === 'api_key' || (f.name === 'api_base' && preset.group === 'local') || (f.name === 'region' && Object.keys(preset.bases).length > 1);
  return html`<div class="stack">${shown.filter(first).map(field)}
    <details class="more-fields"><summary>${t('providers.more')}</summary><div class="stack">
      ${shown.filter((f) => !first(f)).map(field)}
      ${COMMON.map((name) => html`<${One} key=${name} preset=${preset} config=${config} onChange=${onChange} field=${{ name, required: false, secret: false, in: 'member', hint: t(`providers.hint.${name}`) }} />`)}
      <${Others} key=${preset.id} known=${known} config=${config} onChange=${onChange} onBad=${onBad} />
    </div></details></div>`;
}

/** While it is edited an empty further key must stay in the form. */
const typing = (config, keys) => {
  const { api_key: _one, api_keys: _many, ...rest } = config;
  return keys.length > 1 ? { ...rest, api_keys: keys } : { ...rest, api_key: keys[0] };
};
