/** A price of one's own: filled in, checked, and put into the configuration (or handed over as a line to paste). */
import { get, put } from '../../lib/api.js';
import { html, useState } from '../../lib/html.js';
import { useLoad } from '../../lib/load.js';
import { t } from '../../lib/text.js';
import { Button, Code, Dialog, Input, LinkButton, Problem, Select, toast } from '../../ui/ui.js';

/** Words of a price: per million tokens; then a piece, a minute, a million characters. */
export const TOKENS = ['input', 'cached_input', 'cache_write', 'output', 'reasoning', 'thinking_output', 'audio_input', 'audio_output', 'image_input'];
export const PIECES = ['per_request', 'per_image', 'per_audio_minute', 'per_million_characters'];
export const RATES = [...TOKENS, ...PIECES];

/** Decimal text as millionths. @param {string|undefined} text */
export const micro = (text) => (text === undefined ? undefined : Math.round(Number(text) * 1e6));

/** Whether somebody here stated it: shipped prices have a source. @param {any} price */
export const own = (price) => !price.source;

/** What a price is for, as it was stated. @param {any} price */
export const scope = (price) => price.provider ?? price.vendor ?? '*';

/** A price of the same thing, of whatever day. @param {any} one @param {any} other */
export const same = (one, other) => one.model === other.model && one.provider === other.provider && one.vendor === other.vendor && one.hours === other.hours;

/** @typedef {Record<string, string>} Draft */
/** What is wrong with a draft, by member: keys of texts. @param {Draft} draft @returns {Record<string, string>} */
function wrong(draft) {
  /** @type {Record<string, string>} */ const found = {};
  if (!draft.model.trim()) found.model = 'must';
  if (!/^\d{4}-\d\d-\d\d$/.test(draft.from)) found.from = 'must';
  for (const name of RATES) if (draft[name] && !/^\d+(\.\d{1,6})?$/.test(draft[name])) found[name] = 'number';
  if (!RATES.some((name) => draft[name])) found.input = 'some';
  return found;
}

/** The members of a draft as an item of `prices`. @param {Draft} draft */
function item(draft) {
  const [kind, id] = draft.scope.split(/:(.*)/);
  return { ...(kind === 'any' ? {} : { [kind]: id }), model: draft.model.trim(), from: draft.from, currency: draft.currency,
    ...Object.fromEntries(RATES.filter((name) => draft[name]).map((name) => [name, Number(draft[name])])) };
}

const scalar = (value) => (typeof value === 'number' || /^[A-Za-z][\w.-]*$|^\d{4}-\d\d-\d\d$/.test(value) ? String(value) : JSON.stringify(value));

/** The item as a line of sluice.yaml. @param {Record<string, any>} of */
const yaml = (of) => `prices:\n  - {${Object.entries(of).map(([name, value]) => `${name}: ${scalar(value)}`).join(', ')}}`;

const USUAL = ['input', 'cached_input', 'output'];

/** Whether this gateway changes one price at a time; else the configuration is edited. */
const canPut = async (signal) => {
  const { paths } = await get('/openapi.json', {}, { signal });
  return Object.entries(paths).some(([path, methods]) => /\/prices\/\{\w+\}$/.test(path) && 'put' in methods);
};

/** What the form begins with. @param {any} of @param {any[]} deployments */
function begin(of, deployments) {
  const price = of.price ?? {}, today = new Date().toISOString().slice(0, 10);
  const provider = of.provider ?? price.provider ?? deployments.find((d) => d.price?.id === price.id)?.provider;
  return { scope: provider ? `provider:${provider}` : price.vendor ? `vendor:${price.vendor}` : deployments[0] ? `provider:${deployments[0].provider}` : 'any:',
    model: of.model ?? price.model ?? '', from: today, currency: price.currency ?? 'USD', ...Object.fromEntries(RATES.map((name) => [name, price[name] ?? ''])) };
}

/** @param {{of: any, deployments: any[], onClose: () => void, onSaved: () => void}} props of: {price} to begin with, or a deployment's {provider, model} */
export function Override({ of, deployments, onClose, onSaved }) {
  const [draft, set] = useState(() => begin(of, deployments)), [said, say] = useState(false);
  const [line, hand] = useState(''), [failure, fail] = useState(/** @type {any} */ (null));
  const { data: direct } = useLoad(canPut, []);
  const problems = wrong(draft);
  const field = (name) => ({ value: draft[name], onInput: (value) => set({ ...draft, [name]: value }), error: said && problems[name] ? t(`prices.wrong.${problems[name]}`) : undefined });
  const scopes = [...new Set([...deployments.map((d) => `provider:${d.provider}`), ...deployments.map((d) => `vendor:${d.vendor}`), draft.scope, 'any:'])];
  const save = async () => {
    say(true);
    if (Object.keys(problems).length) return;
    const price = item(draft);
    if (!direct) { hand(yaml(price)); return; }
    fail(null);
    try {
      await put(`/prices/${encodeURIComponent(`${draft.scope.replace(/:$/, '')}/${price.model}@${price.from}`)}`, price);
      toast(t('prices.saved'));
      onSaved();
      onClose();
    } catch (e) { fail(e); }
  };
  if (line) return html`<${Dialog} key="line" title=${t('prices.line')} onClose=${onClose} actions=${html`<${Button} onClick=${() => hand('')}>${t('ui.edit')}</${Button}><${LinkButton} kind="primary" to="/settings/configuration">${t('prices.toSettings')}</${LinkButton}>`}>
    <p>${t('prices.line.how')}</p><${Code} text=${line} label=${t('prices.line')} wrap /><p class="quiet">${t('prices.line.then')}</p></${Dialog}>`;
  const number = (name) => html`<${Input} key=${name} label=${t(`prices.${name}`)} inputmode="decimal" ...${field(name)} hint=${USUAL.includes(name) ? undefined : t(`prices.hint.${TOKENS.includes(name) ? 'token' : name}`)} />`;
  return html`<${Dialog} key="form" title=${t('prices.set')} onClose=${onClose} onSubmit=${save} actions=${html`<${Button} onClick=${onClose}>${t('ui.cancel')}</${Button}><${Button} kind="primary" type="submit">${t(direct ? 'ui.save' : 'prices.makeLine')}</${Button}>`}>
    ${failure && html`<${Problem} failure=${failure} />`}
    <${Select} label=${t('prices.for')} ...${field('scope')} options=${scopes.map((value) => { const [kind, id] = value.split(/:(.*)/); return { value, label: t(`prices.for.${kind}`, { id }) }; })} />
    <${Input} label=${t('prices.model')} required ...${field('model')} hint=${t('prices.model.hint')} />
    <div class="columns"><${Input} label=${t('prices.from')} type="date" required ...${field('from')} hint=${t('prices.from.hint')} />
      <${Select} label=${t('prices.currency')} ...${field('currency')} options=${['USD', 'CNY']} /></div>
    <fieldset class="prices-rates"><legend>${t('prices.perMillion')}</legend>${USUAL.map(number)}</fieldset>
    <details><summary>${t('prices.others')}</summary><div class="prices-rates">${RATES.filter((name) => !USUAL.includes(name)).map(number)}</div></details>
  </${Dialog}>`;
}
