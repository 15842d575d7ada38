/** The right-hand side: system prompt, parameters, tools, everything else. */
import { html } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { Button, Input, Section, Select, Switch, TextArea } from '../../ui/ui.js';
import { FIELDS, extras } from './request.js';

const EXAMPLE = [{ type: 'function', function: { name: 'get_weather', description: 'Current weather of a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];
const LIMITS = /** @type {Record<string, any>} */ ({
  temperature: { min: 0, max: 2, step: 0.1 }, top_p: { min: 0, max: 1, step: 0.05 }, max_tokens: { min: 1, step: 1 }, frequency_penalty: { min: -2, max: 2, step: 0.1 }, presence_penalty: { min: -2, max: 2, step: 0.1 }, seed: { step: 1 } });
const FIRST = ['temperature', 'top_p', 'max_tokens', 'seed'];

/** @param {{form: import('./request.js').Settings, onChange: (more: Partial<import('./request.js').Settings>) => void}} props */
export function Options({ form, onChange }) {
  const { wrong } = extras(form);
  const set = (name, to) => onChange({ fields: { ...form.fields, [name]: to } });
  const field = (name) => (name === 'reasoning_effort'
    ? html`<${Select} key=${name} label=${name} value=${form.fields[name] ?? ''} onInput=${(to) => set(name, to)} options=${[{ value: '', label: t('playground.unset') }, 'minimal', 'low', 'medium', 'high', ...(['', 'minimal', 'low', 'medium', 'high', undefined].includes(form.fields[name]) ? [] : [form.fields[name]])]} />`
    : html`<${Input} key=${name} label=${name} placeholder=${t('playground.unset')} type=${FIELDS[name] === 'number' ? 'number' : 'text'} value=${form.fields[name] ?? ''} onInput=${(to) => set(name, to)} ...${LIMITS[name] ?? {}}
      hint=${name === 'stop' && t('playground.stop.hint')} />`);
  const others = Object.keys(FIELDS).filter((name) => !FIRST.includes(name));
  return html`<${Section} title=${t('playground.options')} class="play-options">
    <${Switch} label=${t('playground.stream')} checked=${form.stream} onChange=${(stream) => onChange({ stream })} />
    <${TextArea} label=${t('playground.system')} rows=${4} value=${form.system} onInput=${(system) => onChange({ system })} />
    <div class="play-fields">${FIRST.map(field)}</div>
    <details open=${others.some((name) => form.fields[name])}><summary>${t('playground.more')}</summary><div class="play-fields">${others.map(field)}</div></details>
    <details open=${Boolean(form.tools)}><summary>${t('playground.tools')}</summary><div class="stack">
      <${TextArea} label=${t('playground.tools.label')} hint=${t('playground.tools.hint')} error=${wrong.tools && t('playground.wrong.tools')} rows=${8} value=${form.tools} onInput=${(tools) => onChange({ tools })} />
      ${!form.tools && html`<div><${Button} small onClick=${() => onChange({ tools: JSON.stringify(EXAMPLE, null, 2) })}>${t('playground.tools.example')}</${Button}></div>`}</div></details>
    <details open=${Boolean(form.others)}><summary>${t('playground.others')}</summary>
      <${TextArea} hideLabel label=${t('playground.others')} hint=${t('playground.others.hint')} error=${wrong.others && t('playground.wrong.others')} rows=${4} placeholder='{"response_format": {"type": "json_object"}}' value=${form.others} onInput=${(text) => onChange({ others: text })} /></details>
  </${Section}>`;
}
