/** A price of one's own: filled in, checked, and put into the configuration (or handed over as a line to paste). */
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, put } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { Button, Code, Dialog, Input, LinkButton, Problem, Select, toast } from '../../ui/ui.js';
import { item, RATES, TOKENS, wrong, yaml } from './rates.js';

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
