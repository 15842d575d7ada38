/** The vendors and servers that are known by name, and choosing one of them. The first steps and the providers page share this. */
import { html, useMemo, useState } from '../../lib/html.js';
import { has, lang, say, t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { Badge, Empty, Search } from '../../ui/ui.js';

/**
 * @typedef {{name: string, required: boolean, secret: boolean, in: 'member'|'options', hint: {en: string, zh: string}}} PresetField
 * @typedef {{id: string, names: {en: string, zh: string}, aliases: string[], group: 'global'|'china'|'local'|'own', base: string|null, bases: Record<string, string>,
 *   key: string, fields: PresetField[], model: string|null, models: string[], docs: string, standing: string, successor: string}} Preset
 */

/** @type {Promise<Preset[]>|undefined} */ let asked;

/** The presets, asked for once: they change with the program alone. @returns {Promise<Preset[]>} */
export const loadPresets = () => (asked ??= get('/presets').then((answer) => answer.data).catch((failure) => { asked = undefined; throw failure; }));

/** What stands before all groups: what most people come with. */
const USUAL = ['openai', 'claude', 'gemini', 'deepseek', 'qwen-compatible', 'glm', 'kimi', 'doubao', 'openrouter', 'ollama', 'vllm', 'proxy'];
const groups = () => ['usual', ...(lang.value === 'zh' ? ['china', 'global'] : ['global', 'china']), 'local', 'own'];

/** A name that is not taken: openai, openai-2, ... @param {string} wanted @param {string[]} taken */
export function freeName(wanted, taken) {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.includes(name)) return name;
  }
}

/** The presets that a search means, the best first; retired ones only if they are searched for. @param {Preset[]} presets @param {string} text */
export function matching(presets, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return presets.filter((p) => p.standing !== 'retired');
  const rank = (p) => {
    const words = [p.id, p.names.en, p.names.zh, ...p.aliases].map((w) => w.toLowerCase());
    return words.includes(wanted) ? 0 : words.some((w) => w.startsWith(wanted)) ? 1 : words.some((w) => w.includes(wanted)) ? 2 : 9;
  };
  return presets.map((p) => ({ p, at: rank(p) })).filter((r) => r.at < 9).sort((a, b) => a.at - b.at).map((r) => r.p);
}

/** Where a vendor explains itself. @param {{preset: Preset|undefined, short?: boolean}} props short: the name of the site alone */
export const Docs = ({ preset, short }) => preset?.docs && html`<a href="https://${preset.docs}" target="_blank" rel="noreferrer">${short ? preset.docs.split('/')[0] : t('providers.docs', { name: say(preset.names) })}</a>`;

const Standing = ({ preset }) => ['unofficial', 'retired'].includes(preset.standing) && html`<${Badge} kind="warn">${t(`providers.standing.${preset.standing}`)}</${Badge}>`;

const Choice = ({ preset, chosen, onPick }) => html`<button type="button" class="card preset" aria-pressed=${chosen ? 'true' : 'false'} onClick=${() => onPick(preset)}>
  <span class="preset-name">${say(preset.names)} <${Standing} preset=${preset} /></span>
  <span class="quiet small truncate" aria-hidden="true"><code>${preset.id}</code>${preset.successor && ` → ${preset.successor}`}</span></button>`;

/** Search and groups of presets. @param {{presets: Preset[], chosen?: string, onPick: (preset: Preset) => void}} props */
export function PresetPicker({ presets, chosen, onPick }) {
  const [text, setText] = useState('');
  const found = useMemo(() => matching(presets, text), [presets, text]);
  const cards = (list) => html`<div class="cards presets">${list.map((p) => html`<${Choice} key=${p.id} preset=${p} chosen=${p.id === chosen} onPick=${onPick} />`)}</div>`;
  const group = (p) => (USUAL.includes(p.id) ? 'usual' : p.group);
  const usual = (list) => [...list].sort((a, b) => USUAL.indexOf(a.id) - USUAL.indexOf(b.id));
  return html`<div class="stack">
    <${Search} value=${text} onInput=${setText} label=${t('providers.search')} placeholder=${t('providers.search.example')} />
    <p class="sr" role="status">${text && t('providers.found', { n: found.length })}</p>
    ${text.trim() ? (found.length ? cards(found) : html`<${Empty} icon="search" title=${t('providers.noPreset')}>${t('providers.noPreset.next')}</${Empty}>`)
      : groups().map((name) => {
        const list = found.filter((p) => group(p) === name);
        return list.length > 0 && html`<section key=${name} class="stack" aria-labelledby="group-${name}"><h2 class="preset-group" id="group-${name}">${t(`providers.group.${name}`)}</h2>${cards(name === 'usual' ? usual(list) : list)}</section>`;
      })}
  </div>`;
}

/** What a word of the configuration is called on the screen; the word itself where it has no name. @param {string} name */
export const fieldName = (name) => (has(`providers.field.${name}`) ? t(`providers.field.${name}`) : name);
